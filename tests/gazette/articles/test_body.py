"""The body: what survives, and that the text is what was written."""

import html
import re
from pathlib import Path

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.articles import body
from gazette.articles.body import body_html, reading_minutes, text_of, words

PAGE = (Path(__file__).parents[3] / "docs" / "body.md").read_text()

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
    table, _, dropped = section("Elements").partition("Of any other")
    assert quoted(table) == body.ELEMENTS
    assert quoted(dropped) == body.DROPPED_WITH_CONTENT


def test_the_page_lists_the_attributes_that_the_code_allows() -> None:
    rows = [line.split("|")[1:3] for line in section("Attributes").splitlines() if line.startswith("| `")]
    assert {quoted(on).pop(): quoted(names) for on, names in rows} == body.ATTRIBUTES
    assert f'rel="{body.LINK_REL}"' in section("Attributes")


def test_the_page_lists_the_schemes_that_the_code_allows() -> None:
    assert quoted(section("Addresses")) == body.SCHEMES


def test_each_paragraph_of_the_source_is_one_paragraph_with_the_same_text() -> None:
    paragraphs = PARAGRAPHS * 8
    found = re.findall(r"<p>(.*?)</p>", body_html("\n\n".join(paragraphs), "markdown"), re.DOTALL)
    assert [html.unescape(one) for one in found] == paragraphs


def test_indented_paragraphs_are_text() -> None:
    assert body_html("First.\n\n    Second, indented.", "markdown") == "<p>First.</p>\n<p>Second, indented.</p>"


def test_paragraphs_of_other_systems_stay_apart() -> None:
    found = body_html("<section><div>One</div><div>Two</div></section>", "html")
    assert found == "<div>One</div><div>Two</div>"
    assert text_of(found).split() == ["One", "Two"]


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
    assert re.findall(r"<(h\d)", body_html(source, "markdown")) == expected


def test_a_heading_keeps_its_attributes_and_text_that_looks_like_one_stays() -> None:
    found = body_html('<h1 lang="uz">A</h1><p title="x">&lt;h1&gt;</p><img alt="<h1>" src="/a.jpg">', "html")
    assert found == '<h2 lang="uz">A</h2><p>&lt;h1&gt;</p><img alt="&lt;h1&gt;" src="/a.jpg">'


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
    found = body_html(source, form)  # type: ignore[arg-type]
    tags = "".join(re.findall(r"<[^>]*>", found)).lower()
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


@given(st.text(alphabet=st.sampled_from("<>/\"'= abhpsvgimonerrorlickscript:#*_[]()`!\n&;-"), max_size=300))
def test_what_comes_out_is_within_the_grammar_whatever_goes_in(source: str) -> None:
    for form in ("markdown", "html"):
        found = body_html(source, form)  # type: ignore[arg-type]
        again = nh3.clean(
            found,
            tags=set(body.ELEMENTS),
            attributes=body.ATTRIBUTES,
            url_schemes=set(body.SCHEMES),
            link_rel=body.LINK_REL,
        )
        assert again.strip() == found


def test_links_tell_nothing_to_whom_they_open() -> None:
    assert body_html("[t](https://a.example)", "markdown") == '<p><a href="https://a.example" rel="noopener">t</a></p>'
    assert 'rel="noopener"' in body_html("<a href='https://a.example' rel='opener'>t</a>", "html")


def test_words_are_counted_in_the_text_alone() -> None:
    assert words("<p>Hello <b>w</b>orld — 5</p><ul><li>x</li><li>y &amp; z</li></ul>") == 6


@pytest.mark.parametrize(("count", "minutes"), [(0, 1), (1, 1), (200, 1), (201, 2), (1000, 5)])
def test_two_hundred_words_take_a_minute(count: int, minutes: int) -> None:
    assert reading_minutes(count) == minutes
