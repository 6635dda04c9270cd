"""What programs put into the clipboard: blocks, lists, cells, anchors, and parts that are no text."""

import re
import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.articles.body.renderer import render_body
from gazette.articles.body.text_statistics import extract_text
from gazette.errors import Invalid

PIECES = [
    *("<p>", "</p>", "<b>", "</b>", '<b style="font-weight:normal">', "<i>", "</i>", '<span style="font-weight:700">'),
    *('<span style="display:block">', "</span>", "<section>", "</section>", "<ul>", "</ul>", "<li>", "<dl>", "<dd>"),
    *('<p style="mso-list:l0 level2 lfo1">', "<![if !supportLists]>", "1.", "·&nbsp;", "<![endif]>", "<h2>", "</h2>"),
    *(
        "<table>",
        "<td>",
        "</td>",
        "</table>",
        "<pre>",
        "</pre>",
        "<br>",
        '<a href="#a">',
        "</a>",
        '<a id="a">',
        " ",
        "\n",
    ),
    *("<!-- c -->", '<img src="/a.jpg">', "<blockquote>", "</blockquote>", "&nbsp;"),
]


def render(source: str) -> str:
    return render_body(source, "html")


# --- Blocks -----------------------------------------------------------------------------------------------------------

BLOCKS = [
    *("section", "article", "main", "aside", "header", "footer", "nav", "address", "hgroup", "center", "form"),
    *("fieldset", "legend", "details", "summary", "dialog", "search", "div", "p", "blockquote", "figure", "li"),
    *("dt", "dd", "menu", "dir", "td", "th", "tr", "caption", "tbody"),
]


@pytest.mark.parametrize("form", ["html", "markdown"])
@pytest.mark.parametrize("name", BLOCKS)
def test_neighbouring_blocks_keep_their_words_apart(name: str, form: Any) -> None:
    rendered = render_body(f"<{name}>One</{name}><{name}>two</{name}>", form)
    assert extract_text(rendered).split() == ["One", "two"]
    assert extract_text(render_body(f"a<{name}>b</{name}>c", "html")).split() == ["a", "b", "c"]
    assert extract_text(render_body(f"<h2>a<{name}>b</{name}>c</h2>", "html")).split() == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("source", "rendered"),
    [
        ('<section lang="uz">A</section><section>B <i>c</i></section>', '<p lang="uz">A</p><p>B <i>c</i></p>'),
        ("<article><header>A</header>b<p>c</p> d</article>", "<p>A</p><p>b</p><p>c</p><p>d</p>"),
        ("<form><label>Name</label> <input></form>", "<p>Name</p>"),
        ("<h2><center>A</center></h2>", "<h2>A</h2>"),
        ('<a href="/a"><section>A</section></a>', '<a href="/a" rel="noopener"><p>A</p></a>'),
        ("<td>A</td><td>B</td>", "<p>A</p><p>B</p>"),
        ("<span><center>A</center></span>b", "<p>A</p><p>b</p>"),
        ("<u><p>A</p></u>", "<p><u>A</u></p>"),
    ],
)
def test_other_blocks_become_paragraphs(source: str, rendered: str) -> None:
    assert render(source) == rendered


@pytest.mark.parametrize("form", ["html", "markdown"])
@pytest.mark.parametrize("comment", ["<!-- a -->", "<!-- a --> ", "<!--a--><!--b-->"])
def test_text_outside_of_blocks_is_in_a_paragraph(comment: str, form: Any) -> None:
    assert render_body(f"{comment}One <b>two</b>", form) == "<p>One <b>two</b></p>"
    assert render_body(f"{comment}<p>a</p>b<p>c</p>", form) == "<p>a</p><p>b</p><p>c</p>"
    assert render_body(f"One{comment}", form) == "<p>One</p>"


def test_blocks_in_an_element_that_may_have_none_become_lines() -> None:
    block = '<span style="display: block">{}</span>'
    assert render(f"<p>{block.format('One')}{block.format('two')}</p>") == "<p>One<br>two</p>"
    assert render(f"<h2>{block.format('One')}{block.format('two')}</h2>") == "<h2>One two</h2>"
    assert render(f"One{block.format('')}two") == "<p>One</p><p>two</p>"
    assert render("<pre><div><div>python</div><div><code>a\nb</code></div></div></pre>") == (
        "<pre>python\n<code>a\nb</code></pre>"
    )


def test_double_line_breaks_begin_a_paragraph() -> None:
    assert render("One<br>two<br> <br><b>three</b><br><br>") == "<p>One<br>two</p><p><b>three</b></p>"


def test_what_shows_nothing_is_removed_and_separates() -> None:
    assert render("<p>a</p><p>&nbsp;</p><br><h2><br></h2><div><br></div><p>b</p>") == "<p>a</p><p>b</p>"
    assert render("<div>a<div><br></div>b</div>") == "<div>a<br>b</div>"
    assert render("<div><br>a<br><p>b</p><br>c</div>") == "<div>a<p>b</p>c</div>"
    assert render('<p>a</p><p><img src="/a.jpg"></p><hr>').count("<") == 6
    assert render("<table><tr><td><p>&nbsp;</p></td><td>a</td></tr></table>").count("<td>") == 2


# --- Lists and cells --------------------------------------------------------------------------------------------------


def test_a_list_in_a_list_is_in_the_item_before_it() -> None:
    assert render("<ul><li>A</li><ul><li>B</li></ul><li>C</li></ul>") == (
        "<ul><li>A<ul><li>B</li></ul></li><li>C</li></ul>"
    )
    assert render("<ol><ol><li>B</li></ol></ol>") == "<ol><li><ol><li>B</li></ol></li></ol>"


def test_items_without_a_list_get_one() -> None:
    assert render("<li>A</li>\n<li>B</li><p>c</p><dt>D</dt><dd>E</dd>") == (
        "<ul><li>A</li>\n<li>B</li></ul><p>c</p><dl><dt>D</dt><dd>E</dd></dl>"
    )
    assert render("<menu><li>A</menu>") == "<ul><li>A</li></ul>"


@pytest.mark.parametrize(
    ("cell", "align"),
    [
        ('<td style="color:red; text-align:Right">1', "right"),
        ('<td align="CENTER">1', "center"),
        ('<td align="left" style="text-align:right">1', "right"),
        ("<td><p style='text-align:center'>1</p>\n<p align=center>2</p>", "center"),
        ("<td><p align=center>1</p><p>2</p>", None),
        ('<td style="text-align:justify">1', None),
    ],
)
def test_cells_keep_the_alignment_of_their_style(cell: str, align: str | None) -> None:
    rendered = render(f"<table><tr>{cell}</table>")
    assert re.findall('align="([a-z]+)"', rendered) == ([align] if align else [])


# --- Anchors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    ['<p id="a">A</p>', '<a name="a">A</a>', '<span id="a">A</span>', '<my-box id="a">A</my-box>', '<h2 id="a">A</h2>'],
)
def test_a_link_to_an_anchor_that_goes_becomes_text(target: str) -> None:
    rendered = render(f'{target}<p><a href="#a">to A</a> <a href="#comments">to others</a></p>')
    assert rendered.endswith('<p>to A <a href="#comments" rel="noopener">to others</a></p>')
    assert "id=" not in rendered


@pytest.mark.parametrize("file", ["", "file:///C:/Users/a%20b/Temp/msohtmlclip1/01/clip_filename.htm"])
def test_marks_of_footnotes_become_text(file: str) -> None:
    source = (
        f'<p>Said<a style="mso-footnote-id:ftn1" href="{file}#_ftn1" name="_ftnref1"><sup>[1]</sup></a>.</p>'
        f'<div id=ftn1><p><a href="{file}#_ftnref1" name="_ftn1">[1]</a> Reuters</p></div>'
    )
    assert render(source) == "<p>Said<sup>[1]</sup>.</p><div><p>[1] Reuters</p></div>"


def test_an_anchor_of_other_letters_is_found() -> None:
    assert render('<p id="а&amp;б">A</p><p><a href="#%D0%B0&amp;%D0%B1">b</a></p>') == "<p>A</p><p>b</p>"


# --- What is no text --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_only_the_fragment_of_a_document_stays(form: Any) -> None:
    source = (
        '<!DOCTYPE html>\n<html xmlns:o="urn:a">\n<head><meta charset="utf-8"><title>Untitled</title>\n\n'
        "<style>p { margin: 0 } </style><xml><o:a>b</o:a></xml></head>\n<body lang=EN-US>\n"
        "<!--StartFragment--><p>One</p><!--EndFragment-->\n</body></html>"
    )
    assert render_body(source, form) == "<p>One</p>"
    with pytest.raises(Invalid, match="Line 9"):
        render_body(f'{source}\n<a href="sms:1">x</a>', form)
    sheet = '<google-sheets-html-origin><style type="text/css">\n\ntd {border: 1px}</style><table><tr><td>A</table>'
    assert render_body(sheet, form) == "<table><tbody><tr><td>A</td></tr></tbody></table>"


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_the_header_of_the_clipboard_of_windows_is_removed(form: Any) -> None:
    header = "Version:1.0\r\nStartHTML:0000000105\r\nEndHTML:0000000200\r\nSourceURL:https://a.uz/b\r\n".replace(
        "\r", ""
    )
    document = "<HTML><HEAD><TITLE></TITLE></HEAD><BODY><OL>\n<LI><P>One</P>\n<LI><P>Two</P></OL></BODY></HTML>"
    rendered = render_body(header + document, form).replace("\n", "")
    assert rendered == "<ol><li><p>One</p></li><li><p>Two</p></li></ol>"
    assert "Version" in render_body("Version:1.0 is <b>out</b>", form)


def test_code_of_markdown_shows_a_style_sheet() -> None:
    assert "{}" in render_body("Write `<style>p {}</style>`.", "markdown")


@pytest.mark.parametrize(
    "part",
    [
        "<style><!-- /* Fonts */ @font-face {font-family:Arial;} --></style>",
        '<style type="text/css">td {border: 1px}</style>',
        "<style></style>",
        "<xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml>",
        "<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]-->",
        '<a class=msocomanchor id="_anchor_1" href="#_msocom_1">[A1]</a>',
        "<div style='mso-element:comment-list'><p>Check this</p></div>",
    ],
)
def test_parts_without_text_of_the_article_are_removed(part: str) -> None:
    assert render(f"<p>One</p>{part}<p>two</p>") == "<p>One</p><p>two</p>"


def test_an_open_part_is_refused_because_it_would_hide_the_article() -> None:
    for source in ("<html><head><p>One</p>", "<style>p {}<p>One</p>", "<head>words</head>", "<style>words</style>"):
        with pytest.raises(Invalid, match="is not taken"):
            render(source)


def test_spaces_of_browsers_and_of_word_are_ordinary() -> None:
    for span in ('class="Apple-converted-space"', 'style="mso-spacerun:yes"', "style='mso-tab-count:1'"):
        assert render(f"<p>a<span {span}>&nbsp;&nbsp; </span>b</p>") == "<p>a b</p>"
    assert render("<p>a&nbsp;b</p>") == "<p>a&nbsp;b</p>"


def test_line_ends_are_breaks_where_a_style_shows_them() -> None:
    text = "One\ntwo \n\n three\n"
    shown = "One<br>two<br><br>three\n"
    assert render(f'<p style="white-space: pre-wrap">{text}</p>') == f"<p>{shown}</p>"
    assert render(f'<p style="white-space:pre-line"><b>{text}</b></p>') == f"<p><b>{shown}</b></p>"
    assert render(f'<p>{text}<span style="white-space:normal">{text}</span></p>') == f"<p>{text}{text}</p>"
    assert render(f'<pre style="white-space:pre">{text}</pre>') == f"<pre>{text}</pre>"


# --- Everything -------------------------------------------------------------------------------------------------------


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.integers(1, 99).map(lambda number: f" w{number} ")), max_size=30))
def test_no_word_is_lost_and_no_format_is_in_itself(pieces: list[str]) -> None:
    source = "".join(pieces)
    rendered = render(source)
    assert sorted(re.findall(r"w\d+", rendered)) == sorted(re.findall(r"w\d+", source))
    assert rendered.count("<img ") == source.count("<img ")
    assert not re.search(r"<(b|i|strong)>(?:(?!</\1>).)*<\1>", rendered)
    if '<a id="a">' in source:
        assert "#a" not in rendered


@pytest.mark.parametrize(
    "unit",
    [
        *("<td>a", '<span style="font-weight:700">a</span> ', "<![if x]>", "<style>{", "<xml><o:", "<html><head>"),
        *("file:/", "<!--", "<p>&nbsp;\n"),
    ],
)
def test_a_body_at_the_limits_takes_a_moment(unit: str) -> None:
    """Some took minutes in the first drafts. Ten times the usual time is for slow machines."""
    source = unit * (19_900 // max(unit.count("<") + unit.count("["), 1))
    began = time.process_time()
    with suppress(Invalid):
        render(source[:300_000])
    assert time.process_time() - began < 10


def test_elements_that_a_parser_opens_again_are_limited() -> None:
    """97 elements that stay open are opened again in each paragraph: 33 MB of HTML, which took ten seconds."""
    open_elements = "<p>" + "".join(f"<b lang=x{number}>" for number in range(97)) + "</p>"
    for paragraphs in (700, 9_000):
        with pytest.raises(Invalid, match="Too many elements"):
            render(open_elements + "<p>x</p>" * paragraphs)
    assert render(open_elements + "<p>x</p>" * 10).count("<p>") == 10
    with pytest.raises(Invalid, match="Too many elements"):
        render(f'<p><b lang=">{"x" * 50_000}"></p>' + "<p>x" * 7_000)


@pytest.mark.parametrize(
    "hidden", ['style="display: none"', "style='COLOR:red;display:none;mso-hide:all'", 'style="mso-hide:all"', "hidden"]
)
def test_what_no_browser_shows_goes_with_its_text(hidden: str) -> None:
    assert render(f"<p>One <span {hidden}>secret <b>note</b></span>two</p><div {hidden}><p>Three</p></div>") == (
        "<p>One two</p>"
    )


def test_a_style_that_only_speaks_of_hiding_hides_nothing() -> None:
    assert render('<p style="text-decoration:none;overflow:hidden">One</p><p>none hidden</p>') == (
        "<p>One</p>\n<p>none hidden</p>"
    ).replace("\n", "")


@pytest.mark.parametrize(
    "table",
    [
        '<table><tbody><tr align="right"><td>1</td></tr></tbody></table>',
        '<table><tbody><tr style="text-align:right"><td>1</td></tr></tbody></table>',
        '<table><tbody style="text-align:right"><tr><td>1</td></tr></tbody></table>',
    ],
)
def test_cells_have_the_alignment_of_their_row_or_section(table: str) -> None:
    assert render(table) == '<table><tbody><tr><td align="right">1</td></tr></tbody></table>'


def test_a_cell_keeps_its_own_alignment_in_an_aligned_row() -> None:
    row = '<tr align="right"><td style="text-align:left">1</td><td><center>2</center></td></tr>'
    shown = render(f"<table><tbody>{row}</tbody></table>")
    assert re.findall('<td align="(\\w+)">', shown) == ["left", "center"]
