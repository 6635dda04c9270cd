"""Bold, italic and other formats of styles, and where they stand."""

import pytest

from gazette.articles.body.renderer import render_body

REGULAR, BOLD = "font-weight:400;font-style:normal;vertical-align:baseline", "font-weight:700;font-style:normal"


def render(source: str) -> str:
    return render_body(source, "html")


@pytest.mark.parametrize("wrapper", ["b", "strong", "i", "em", "span", "font"])
@pytest.mark.parametrize("form", ["html", "markdown"])
def test_a_wrapper_that_says_it_is_regular_goes(wrapper: str, form) -> None:
    style = 'style="font-weight:normal; FONT-STYLE: normal !important" id="docs-internal-guid-1"'
    source = f"<{wrapper} {style}><p>One</p><p>Two</p></{wrapper}>"
    assert render_body(f"<div>{source}</div>", form) == "<div><p>One</p><p>Two</p></div>"
    assert render(f"<{wrapper} {style}>One</{wrapper}>") == "<p>One</p>"


def test_a_document_of_google_keeps_its_bold_and_italic_words() -> None:
    source = (
        f'<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr">'
        f'<span style="{REGULAR}">Prices </span><span style="{BOLD}">rose</span>'
        f'<span style="font-weight:400;font-style:italic"> fast</span>'
        f'<span style="font-weight:700;font-style:italic"> again</span></p><br>'
        f'<h2><span style="{REGULAR}">Why</span></h2></b><br class="Apple-interchange-newline">'
    )
    assert render(source) == (
        '<p dir="ltr">Prices <strong>rose</strong><em> fast</em><strong><em> again</em></strong></p><h2>Why</h2>'
    )


@pytest.mark.parametrize(
    ("style", "element"),
    [
        *(("font-weight: bold", "strong"), ("font-weight:BOLDER", "strong"), ("font-weight:600", "strong")),
        *(("font:italic bold 12px Arial", "strong"), ("font-style:oblique 10deg", "em"), ("font:italic 1em x", "em")),
        *(("text-decoration:line-through", "s"), ("text-decoration-line: underline line-through", "s")),
        *(("vertical-align:super;font-size:.6em", "sup"), ("vertical-align:sub", "sub")),
    ],
)
def test_a_style_becomes_the_element_that_means_it(style: str, element: str) -> None:
    for name in ("span", "font"):
        assert f"a <{element}>b</{element}> c" in render(f'<p>a <{name} style="{style}">b</{name}> c</p>').replace(
            "<strong><em>b</em></strong>", f"<{element}>b</{element}>"
        ).replace("<em>b</em>", f"<{element}>b</{element}>")


@pytest.mark.parametrize(
    "style", ["font-weight:500", "font-weight:x", "font:inherit", "text-decoration:underline", "a"]
)
def test_other_styles_mean_nothing(style: str) -> None:
    assert render(f'<p><span style="{style}">a</span></p>') == "<p>a</p>"


def test_a_style_of_a_block_is_on_its_text() -> None:
    assert render('<p style="font-weight:bold">a <a href="/b">b</a></p>') == (
        '<p><strong>a <a href="/b" rel="noopener">b</a></strong></p>'
    )
    assert render('<table><tr><td style="font-weight:bold">a</table>') == (
        "<table><tbody><tr><td><strong>a</strong></td></tr></tbody></table>"
    )


def test_bold_around_blocks_moves_into_each() -> None:
    assert render("<b><p>One</p><ul><li>Two</li></ul>three</b>") == (
        "<p><b>One</b></p><ul><li><b>Two</b></li></ul><p><b>three</b></p>"
    )


def test_bold_around_blocks_in_markdown_moves_into_each() -> None:
    assert render_body('<span style="font-weight:700"><p>One</p>\n<p>Two</p></span>', "markdown") == (
        "<p><strong>One</strong></p>\n<p><strong>Two</strong></p>"
    )
    rendered = render_body("*a* <div>b</div> c\n\nd <div>e</div> f", "markdown")
    assert rendered.replace("\n", "") == "<p><em>a</em></p><div>b</div><p>c</p><p>d</p><div>e</div><p>f</p>"


def test_regular_text_within_bold_is_regular() -> None:
    assert render('<p><b lang="uz">a <span style="font-weight:normal">b</span> c</b></p>') == (
        '<p><b lang="uz">a </b>b<b lang="uz"> c</b></p>'
    )


def test_no_format_is_in_the_same_format() -> None:
    assert render('<p><b>a <strong>b</strong> <span style="font-weight:700">c</span></b></p>') == "<p><b>a b c</b></p>"
    assert render("<strike>a</strike>") == "<p><s>a</s></p>"


def test_neighbours_of_a_style_are_one_and_elements_stay_as_they_were_written() -> None:
    assert (
        render(f'<p><span style="{BOLD}">a</span> <span style="{BOLD}">b</span></p>') == "<p><strong>a b</strong></p>"
    )
    assert render("<p><b>a</b><b>b</b></p>") == "<p><b>a</b><b>b</b></p>"


def test_headings_are_bold_already() -> None:
    assert render(f'<h2 style="font-weight:700"><span style="{BOLD}">A</span> b</h2>') == "<h2>A b</h2>"
    assert render_body("## **A** b", "markdown") == "<h2><strong>A</strong> b</h2>"
    assert render(f'<b><h2>A</h2></b><h2 style="font-weight:400">a <span style="{BOLD}">b</span></h2>') == (
        "<h2>A</h2><h2>a <strong>b</strong></h2>"
    )


def test_a_format_without_text_goes() -> None:
    assert render("<p>a<b></b><i> </i>b<b><br></b></p>") == "<p>a b<br></p>"


def test_classes_of_a_style_sheet_are_styles() -> None:
    """Spreadsheets and exported documents of Google have them."""
    sheet = (
        "<style><!-- /* a */ .xl1, td.xl2 {color:red; font-weight:700} .a .b, #c {font-style:italic} .xl3{} --></style>"
    )
    source = '<p class="x xl1">a</p><p class=xl2>b</p><p class=b>c</p><p class=xl1 style="font-weight:400">d</p>'
    expected = "<p><strong>a</strong></p><p><strong>b</strong></p><p>c</p><p>d</p>"
    assert render(sheet + source) == expected
    assert render(f"<html><head>{sheet}</head><body>{source}</body></html>") == expected
