"""Rendered bodies: what the sanitiser keeps, and that no word is lost."""

import html
import re
from typing import Any

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.local.stack import ROOT
from gazette.articles.body import allowlist
from gazette.articles.body.limits import MAX_BRACKETS, MAX_MARKS
from gazette.articles.body.renderer import render_body
from gazette.articles.body.text_statistics import count_words, estimate_reading_minutes, extract_text, is_empty
from gazette.errors import Invalid

PAGE = (ROOT / "docs" / "body.md").read_text()

PARAGRAPHS = [
    "Tashkent — On 18–20 December the capital of Japan hosts the first summit “Central Asia + Japan”.",
    "It opens a new chapter & gives an impetus; 5 < 7, a_b_c, 2 * 3 * 4, and 100 % of it is text.",
    "Япония — крупнейший донор: 911 специалистов учились там к 2024 году.",
    "O‘zbekiston va Yaponiya: g‘alaba, ma’no.",
    "It's the 20th anniversary of the dialogue [sic] (2004).",
]


def section(title: str) -> str:
    return PAGE.split(f"## {title}\n")[1].split("\n## ")[0]


def quoted(text: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", text))


def test_the_page_lists_the_elements_that_the_code_allows() -> None:
    table, _, rest = section("Elements").partition("Of these")
    unwrapped, _, rest = rest.partition("Blocks among these")
    refused = rest.partition("These are refused")[2]
    assert quoted(table) == allowlist.ELEMENTS
    assert quoted(unwrapped.partition("`): ")[2]) == allowlist.UNWRAPPED
    assert quoted(refused.partition(":")[2].partition(".")[0]) == allowlist.REFUSED


def test_the_page_lists_the_attributes_that_the_code_allows() -> None:
    rows = [line.split("|")[1:3] for line in section("Attributes").splitlines() if line.startswith("| `")]
    assert {quoted(on).pop(): quoted(names) for on, names in rows} == allowlist.ATTRIBUTES
    assert f'rel="{allowlist.LINK_REL}"' in section("Attributes")


def test_the_page_lists_the_schemes_that_the_code_allows() -> None:
    assert quoted(section("Addresses").partition(". Others")[0]) == allowlist.SCHEMES


def test_each_paragraph_of_the_source_is_one_paragraph_with_the_same_text() -> None:
    paragraphs = PARAGRAPHS * 8
    rendered = re.findall(r"<p>(.*?)</p>", render_body("\n\n".join(paragraphs), "markdown"), re.DOTALL)
    assert [html.unescape(paragraph) for paragraph in rendered] == paragraphs


def test_indented_paragraphs_are_text() -> None:
    assert render_body("First.\n\n    Second, indented.", "markdown") == "<p>First.</p>\n<p>Second, indented.</p>"


def test_paragraphs_of_other_systems_stay_apart() -> None:
    rendered = render_body("<section><div>One</div><div>Two</div></section>", "html")
    assert rendered == "<div>One</div><div>Two</div>"
    assert extract_text(rendered).split() == ["One", "Two"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# A\n\n## B\n\n### C", ["h2", "h3", "h4"]),
        ("## A\n\n### B", ["h2", "h3"]),
        ("### A\n\n#### B", ["h2", "h3"]),
        ("# A\n\n###### B", ["h2", "h6"]),
        ("Plain", []),
    ],
)
def test_headings_begin_at_h2(source: str, expected: list[str]) -> None:
    assert re.findall(r"<(h\d)", render_body(source, "markdown")) == expected


def test_a_heading_keeps_its_attributes_and_text_that_looks_like_one_stays() -> None:
    rendered = render_body('<h1 lang="uz">A</h1><p title="x">&lt;h1&gt;</p><img alt="<h1>" src="/a.jpg">', "html")
    assert rendered == '<h2 lang="uz">A</h2><p>&lt;h1&gt;</p><p><img alt="&lt;h1&gt;" src="/a.jpg"></p>'


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<p onclick='alert(1)' style='color:red' class='x' id='y'>t</p>",
        "<a href='javascript:alert(1)'>t</a>",
        "<a href='&#106;avascript:alert(1)'>t</a>",
        "<a href=' java\nscript:alert(1)'>t</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>t</a>",
        "<img src=x onerror=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
        "<iframe src='https://evil.example'></iframe>",
        "<form action='https://evil.example'><input name=a></form>",
        "<object data='x'></object><embed src='x'>",
        "<style>p{display:none}</style>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "[t](javascript:alert(1))",
        "[t](vbscript:x 'y')",
        "![t](javascript:alert(1))",
        "<!--><img src=x onerror=alert(1)>-->",
        "<base href='https://evil.example/'><link rel=stylesheet href=x><meta http-equiv=refresh content=0>",
    ],
)
@pytest.mark.parametrize("form", ["markdown", "html"])
def test_nothing_that_runs_survives(source: str, form: str) -> None:
    rendered = render_or_refuse(source, form)
    tags = "".join(re.findall(r"<[^>]*>", rendered)).lower()
    for word in (
        "script",
        "onerror",
        "onclick",
        "style",
        "class=",
        "id=",
        "iframe",
        "form",
        "svg",
        "data:",
        "base",
        "meta",
    ):
        assert word not in tags


def render_or_refuse(source: str, form: Any) -> str:
    """The rendered body, empty where the source is refused."""
    try:
        return render_body(source, form)
    except Invalid:
        return ""


@given(st.text(alphabet=st.sampled_from("<>/\"'= abhpsvgimonerrorlickscript:#*_[]()`!\n&;-"), max_size=300))
def test_any_source_renders_to_allowed_html_only(source: str) -> None:
    for form in ("markdown", "html"):
        rendered = render_or_refuse(source, form)
        again = nh3.clean(
            rendered,
            tags=set(allowlist.ELEMENTS),
            attributes=allowlist.ATTRIBUTES,
            url_schemes=set(allowlist.SCHEMES),
            link_rel=None,
        )
        assert again.strip() == rendered


def test_links_give_no_opener() -> None:
    assert (
        render_body("[t](https://a.example)", "markdown") == '<p><a href="https://a.example" rel="noopener">t</a></p>'
    )
    assert 'rel="noopener"' in render_body("<a href='https://a.example' rel='opener'>t</a>", "html")


def test_words_are_counted_in_the_text_alone() -> None:
    assert count_words("<p>Hello <b>w</b>orld — 5</p><ul><li>x</li><li>y &amp; z</li></ul>") == 6


@pytest.mark.parametrize(("count", "minutes"), [(0, 1), (1, 1), (200, 1), (201, 2), (1000, 5)])
def test_two_hundred_words_take_a_minute(count: int, minutes: int) -> None:
    assert estimate_reading_minutes(count) == minutes


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_an_element_whose_words_would_be_lost_is_refused_by_name(form: Any) -> None:
    for name in allowlist.REFUSED:
        for source in (f"<{name}>words</{name}>", f"a <{name}> b\n\nsecond", f"<{name.upper()} x='y'>\n\nsecond"):
            with pytest.raises(Invalid, match=f"<{name}>"):
                render_body(source, form)


def test_such_an_element_may_be_written_about() -> None:
    rendered = render_body("Use `<script>` or &lt;style&gt;.\n\n```\n<title>\n```", "markdown")
    assert html.unescape(re.sub("<[^>]*>", " ", rendered)).split() == ["Use", "<script>", "or", "<style>.", "<title>"]


@pytest.mark.parametrize("form", ["markdown", "html"])
@pytest.mark.parametrize(
    "source",
    [
        "a <Karimov and sons> b\n\nsecond",
        "a <Karimov> b\n\nsecond",
        "a <!-- b\n\nsecond",
        "<!-- b\n\nsecond",
        "a <![CDATA[ b ]]> c",
        "a <?php b ?> c",
        "<xmp>a\n\nsecond",
        "<plaintext>a\n\nsecond",
        'a <a href="b>c\n\nsecond',
        "a </ b> c",
        "a <script/x> b",
        "<!--> a -->",
        "a < b and c > d",
    ],
)
def test_angle_brackets_without_an_element_are_text(source: str, form: Any) -> None:
    assert re.findall(r"\w+", extract_text(render_body(source, form))) == re.findall(r"\w+", source)


def test_other_elements_are_removed_and_their_text_stays() -> None:
    source = "<span>a</span> <o:p>b</o:p> <my-box>c</my-box> <font color='red'>d</font><!doctype html>"
    assert render_body(source, "html") == "<p>a b c d</p>"
    assert render_body(source.replace("o:p", "big"), "markdown") == "<p>a b c d</p>"


@pytest.mark.parametrize("form", ["markdown", "html"])
@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<![if !vml]>One<![endif]> two", "One two"),
        ('<?xml:namespace prefix = o ns = "urn:schemas-microsoft-com:office:office" />One', "One"),
        ('<?mso-application progid="Word.Document"?><?import namespace = o ns = "urn:a"/>One', "One"),
        ("One<o:p></o:p> two<o:p>&nbsp;</o:p>", "One two"),
        ("in <st1:place w:st='on'>Samarkand</st1:place>, <w:sdt>x</w:sdt>", "in Samarkand, x"),
        ("<!--[if gte mso 9]><xml><w:Word/></xml><![endif]-->One", "One"),
    ],
)
def test_markup_of_word_is_removed_and_its_text_stays(source: str, words: str, form: Any) -> None:
    for body in (source, f"<p class=MsoNormal>{source}</p>", f"First.\n\n{source}"):
        assert extract_text(render_body(body, form)).replace("First.", "").split() == words.split()


def test_code_shows_markup_of_word() -> None:
    assert extract_text(render_body("Write `<o:p>` and `<?xml version='1.0'?>`.", "markdown")).split()[1:3] == [
        "<o:p>",
        "and",
    ]


def test_comments_are_for_editors() -> None:
    assert extract_text(render_body("a <!-- <script>b</script>\n\n --> c", "html")).split() == ["a", "c"]
    assert extract_text(render_body("<!-- b\n\nb -->\n\nc", "markdown")).split() == ["c"]


@pytest.mark.parametrize("mark", ["- ", "> ", "1. ", "> - "])
def test_nested_blocks_keep_their_words_or_are_refused(mark: str) -> None:
    for depth in (1, 9, 10, 20, 21, 40, 48, 49, 50, 51, 60, 98, 99, 100, 101, 150):
        try:
            assert "deepest" in render_body(mark * depth + "deepest", "markdown"), depth
        except Invalid as refused:
            assert "nested" in refused.detail
            assert depth > 30


def test_lists_by_indentation_keep_their_words_or_are_refused() -> None:
    for depth in (9, 10, 30, 45, 60):
        source = "\n".join("  " * level + f"- level{level}" for level in range(depth))
        if depth < 50:
            assert f"level{depth - 1}" in render_body(source, "markdown")
        else:
            with pytest.raises(Invalid, match="nested"):
                render_body(source, "markdown")


def test_deeply_nested_html_is_refused_and_siblings_are_not_counted() -> None:
    with pytest.raises(Invalid, match="nested"):
        render_body("<div></b>" * 200, "html")
    assert render_body("<div>a</div>" * 200, "html").count("<div>") == 200
    assert render_body("<ul>" + "<li>a" * 200 + "</ul>", "html").count("<li>") == 200


def test_cells_beyond_the_head_of_a_table_are_not_lost() -> None:
    table = "| a | b |\n| - | - |\n| 1 | 2 |"
    assert "<td>2</td>" in render_body(table, "markdown")
    assert "<td>2</td>" in render_body(f"{table} |", "markdown")
    assert render_body("> " + table.replace("\n", "\n> "), "markdown").count("<td>") == 2
    for row in ("| 1 | 2 | 3 |", "1 | 2 | 3", "| 1 | 2 | 3"):
        with pytest.raises(Invalid, match="Line 3"):
            render_body(f"| a | b |\n| - | - |\n{row}", "markdown")


def test_a_footnote_is_refused_where_it_would_vanish() -> None:
    with pytest.raises(Invalid, match="Footnotes"):
        render_body("Said[^1].\n\n[^1]: Reuters", "markdown")
    assert extract_text(render_body("Said[^1].\n\n[^1]: Reuters, Tuesday", "markdown")).split()[-1] == "Tuesday"


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_more_structure_than_an_article_has_is_refused(form: Any) -> None:
    for mark in ("[", "<", "&", "|a|b|\n", "<div>", "*a", "`a", "- a\n", "![", "[a]("):
        with pytest.raises(Invalid, match=str(MAX_MARKS)):
            render_body(mark * (MAX_MARKS + 1), form)


@pytest.mark.parametrize(
    "unit", ["_a_ ", "~~a~~ ", "- " * 40 + "a\n", "1. a\n", "+ a\n", "https://a.uz ", "www.a.uz ", "a@b.uz "]
)
def test_more_structure_of_markdown_than_an_article_has_is_refused(unit: str) -> None:
    """Each took seconds: the parser is slow with many delimiters, nested items and addresses."""
    with pytest.raises(Invalid, match=str(MAX_MARKS)):
        render_body(unit * (300_000 // len(unit)), "markdown")


def test_dashes_and_low_lines_of_a_long_text_are_no_structure() -> None:
    line = "The file a_b.txt - he said - is e-mailed to all 12 towns, see p. 7 and Art. 9.\n\n"
    assert count_words(render_body(line * 1_500, "markdown")) == 17 * 1_500
    assert render_body("_ " * 100_000, "html") != ""


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_more_brackets_than_an_article_has_are_refused(form: Any) -> None:
    with pytest.raises(Invalid, match=str(MAX_BRACKETS)):
        render_body("![" * (MAX_BRACKETS + 1), form)
    assert extract_text(render_body("[" * MAX_BRACKETS, form)) != ""


@pytest.mark.parametrize(
    ("source", "form", "empty"),
    [
        ("<!-- only a note -->", "markdown", True),
        ("[a]: https://a.example", "markdown", True),
        ("&nbsp;&#8203;", "markdown", True),
        ("<p> </p><hr>", "html", True),
        ("***", "markdown", True),
        ("![](/a.jpg)", "markdown", False),
        ("x", "markdown", False),
    ],
)
def test_a_body_without_text_and_images_is_empty(source: str, form: Any, empty: bool) -> None:
    assert is_empty(render_body(source, form)) is empty


@pytest.mark.parametrize(
    "source",
    [
        "# Title\n\n**Bold** _words_ and a [link](https://a.example/x?a=1&b=2)\n\n- a\n- b\n  - c",
        '![A bridge](media:01KCRPJ5M0V7Z4N8Q2W6X9Y3TB "At night")',
        "Words ![A bridge](media:01KCRPJ5M0V7Z4N8Q2W6X9Y3TB) and words",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "| a | b |\n|:--|--:|\n| 1 | 2 |",
        "> A quotation\n>\n> of two paragraphs\n\n```python\nx < 1\n```\n\nH~2~O",
        "<details><summary>More</summary>\n\nWords\n\n</details>",
    ],
)
def test_a_body_in_markdown_that_is_saved_as_html_stays_the_same(source: str) -> None:
    """A front end may read a draft as HTML, and save it so."""
    html = render_body(source, "markdown")
    assert render_body(html, "html") == html
