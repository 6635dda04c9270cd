"""Markdown beyond CommonMark: emphasis beside quoted names, links of bare addresses, aligned cells."""

import re

import pytest
from markdown_it import MarkdownIt

from gazette.articles.body.renderer import render_body


def paragraph(source: str) -> str:
    """The content of the one paragraph that the source makes."""
    rendered = re.fullmatch(r"<p>(.*)</p>", render_body(source, "markdown"))
    assert rendered, source
    return rendered[1]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "«Oʻzavtosanoat»",
            "“Artel”",
            "„Kun“",
            "‘Kun’",
            "‹Kun›",
            '"Kun"',
            "'Kun'",
            "(AQSH)",
            "[sic]",
            "Nima?",
            "A.B.",
        ),
        *("50%", "10 €", "100$", "`kod`", "_«Kun»_", "「文」", "《文》", "„Газета“", "«Ўзбекистон»"),
    ],
)
def test_a_name_in_marks_is_strong_before_a_suffix(name: str) -> None:
    alone = paragraph(f"**{name}**")
    assert alone.startswith("<strong>")
    for suffix in ("ning", "га", "ʼni", "字", "2025"):
        assert paragraph(f"Bu **{name}**{suffix} x.") == f"Bu {alone}{suffix} x."


@pytest.mark.parametrize(
    ("delimiter", "element"), [("*", "em"), ("_", "em"), ("***", "em"), ("~~", "s"), ("__", "strong")]
)
def test_each_delimiter_may_close_before_a_suffix(delimiter: str, element: str) -> None:
    rendered = paragraph(f"{delimiter}«Kun»{delimiter}ning")
    assert f"<{element}>" in rendered
    assert rendered.endswith(f"</{element}>ning")


def test_two_names_with_suffixes_are_two() -> None:
    assert paragraph("**«A»**ning, **«B»**ga") == "<strong>«A»</strong>ning, <strong>«B»</strong>ga"


@pytest.mark.parametrize("name", ["«Kun»", "“Kun”", '"Kun"', "「文」", "$50"])
def test_a_name_in_marks_is_strong_after_a_letter(name: str) -> None:
    assert re.sub("<[^>]*>", "|", paragraph(f"中**{name}**")).startswith("中|")


@pytest.mark.parametrize(
    "text",
    [
        "2*(3+4)*5",
        "2*x)*5",
        "a_b_c",
        "snake_(case)_x",
        "5 * 3 * 2",
        "** a **b",
        "a**, b**c",
        '5"*3"*2',
        "x_«y»",
    ],
)
def test_stars_and_low_lines_of_other_texts_stay(text: str) -> None:
    assert "<" not in paragraph(text)


@pytest.mark.parametrize(
    "source",
    ["**a** **b**, **c**", "*(foo)*bar", "“*foo*” bar", "**foo**bar", "foo**bar**", "*foo**bar**baz*", "***a** b*"],
)
def test_emphasis_that_commonmark_has_is_the_same(source: str) -> None:

    if source != "*(foo)*bar":  # CommonMark shows these stars
        assert render_body(source, "markdown") == MarkdownIt("commonmark").render(source).strip()
    assert "*" not in paragraph(source)


@pytest.mark.parametrize(
    ("address", "href"),
    [
        ("https://kun.uz/a_b_c?d=e", "https://kun.uz/a_b_c?d=e"),
        ("http://127.0.0.1:3000/x", "http://127.0.0.1:3000/x"),
        ("www.gazeta.uz", "http://www.gazeta.uz"),
        ("tahririyat@kun.uz", "mailto:tahririyat@kun.uz"),
    ],
)
def test_a_bare_address_is_a_link_without_the_full_stop_after_it(address: str, href: str) -> None:
    assert paragraph(f"See {address}.") == f'See <a href="{href}" rel="noopener">{address}</a>.'
    assert paragraph(f"**({address})**") == f'<strong>(<a href="{href}" rel="noopener">{address}</a>)</strong>'


@pytest.mark.parametrize(
    "text", ["keldi.Bu yerda", "kun.uz", "//kun.uz/a", "1.500.000", "narxi:100", "`https://kun.uz`"]
)
def test_words_with_a_full_stop_and_code_are_no_links(text: str) -> None:
    assert "<a" not in paragraph(text)


def test_an_address_within_a_link_makes_no_second_one() -> None:
    for source in ("[https://a.uz](https://b.uz)", "<https://a.uz>", '<a href="https://b.uz">https://a.uz</a>'):
        assert paragraph(source).count("<a ") == 1


def test_cells_keep_the_alignment_of_their_column() -> None:
    rendered = render_body("|a|b|c|d|\n|:-|:-:|-:|-|\n|1|2|3|4|", "markdown")
    assert re.findall(r"<t[hd]\b([^>]*)>", rendered) == [' align="left"', ' align="center"', ' align="right"', ""] * 2
    assert render_body('<table><tr><td align="right">1<td align="x">2', "html").count("align") == 1


@pytest.mark.parametrize("invisible", ["\u00ad", "\u200b", "\u2060"])
def test_emphasis_ends_before_a_suffix_after_an_invisible_character(invisible: str) -> None:
    assert render_body(f"**«A»**{invisible}ning", "markdown") == f"<p><strong>«A»</strong>{invisible}ning</p>"
