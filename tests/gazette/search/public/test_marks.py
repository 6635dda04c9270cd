"""Marked titles and snippets."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.search.analysis import get_analyzer
from gazette.search.public.marks import SNIPPET, Marker


def marker(words, prefix="", lang="en"):
    analyzer = get_analyzer(lang)
    return Marker(analyzer, {analyzer.stem_word(word) for word in words}, prefix)


@pytest.mark.parametrize(
    ("lang", "words", "text", "html"),
    [
        ("en", ["canal"], "Canals & locks", "<mark>Canals</mark> &amp; locks"),
        ("en", ["b"], "a<b>", "a&lt;<mark>b</mark>&gt;"),
        ("ru", ["елка"], "Ёлки на площади", "<mark>Ёлки</mark> на площади"),
        ("uz", ["Ўзбекистон"], "Oʻzbekistonda", "<mark>Oʻzbekistonda</mark>"),
        ("uz-Cyrl", ["O'zbekiston"], "Янги Ўзбекистон", "Янги <mark>Ўзбекистон</mark>"),
    ],
)
def test_marks_all_forms_of_a_word_in_any_script(lang, words, text, html):
    assert marker(words, lang=lang).mark(text) == html


def test_marks_words_that_begin_as_what_is_being_typed():
    assert marker([], "econ").mark("Economy, icon, ECONOMIST") == "<mark>Economy</mark>, icon, <mark>ECONOMIST</mark>"


def test_a_snippet_shows_the_place_with_most_of_the_words():
    text = f"Water. {'Nothing to see. ' * 40}The price of water rose. {'And so on. ' * 40}"
    html = marker(["water", "price"]).cut(text)
    assert "The <mark>price</mark> of <mark>water</mark> rose." in html
    assert html.startswith("… ")
    assert html.endswith(" …")


def test_a_snippet_without_the_words_is_the_beginning():
    assert marker(["water"]).cut("Short <text>.\nNext line.") == "Short &lt;text&gt;. Next line."
    assert marker(["water"]).cut("") == ""


@given(st.text(max_size=2000), st.sampled_from(["a", "water", "ё"]))
def test_whatever_a_text_has_its_html_has_only_marks(text, word):
    for html in (marker([word], word).mark(text), marker([word], word).cut(text)):
        plain = html.replace("<mark>", "").replace("</mark>", "")
        assert "<" not in plain
        assert re.fullmatch(r"([^<]*<mark>[^<]+</mark>)*[^<]*", html)
    assert unescape(marker([word], word).mark(text).replace("<mark>", "").replace("</mark>", "")) == unescape(
        marker([], "").mark(text)
    )


def test_a_snippet_is_short_also_without_blanks():
    assert len(marker(["x"]).cut("y" * 5000)) < SNIPPET + 10
