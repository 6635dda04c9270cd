"""Marked titles and snippets."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.search.analysis import get_analyzer
from gazette.search.public.highlighting import SNIPPET, Highlighter
from gazette.search.word_table import build_word_table


def highlighter(words, prefix="", lang="en"):
    analyzer = get_analyzer(lang)
    return Highlighter(analyzer, {analyzer.stem_word(word) for word in words}, prefix)


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
    assert highlighter(words, lang=lang).highlight(text) == html


def test_marks_words_that_begin_as_what_is_being_typed():
    assert (
        highlighter([], "econ").highlight("Economy, icon, ECONOMIST")
        == "<mark>Economy</mark>, icon, <mark>ECONOMIST</mark>"
    )


def test_a_snippet_shows_the_place_with_most_of_the_words():
    text = f"Water. {'Nothing to see. ' * 40}The price of water rose. {'And so on. ' * 40}"
    html = highlighter(["water", "price"]).cut_snippet(text)
    assert "The <mark>price</mark> of <mark>water</mark> rose." in html
    assert html.startswith("… ")
    assert html.endswith(" …")


def test_a_snippet_without_the_words_is_the_beginning():
    assert highlighter(["water"]).cut_snippet("Short <text>.\nNext line.") == "Short &lt;text&gt;. Next line."
    assert highlighter(["water"]).cut_snippet("") == ""


@pytest.mark.parametrize("lang", ["en", "ru", "uz"])
@given(words=st.lists(st.sampled_from(["water", "Water’s", "ёлки", "елка", "bogʻ", "bog'", "\n", "—", "x" * 300])))
def test_a_snippet_by_the_table_of_words_is_that_of_the_analysed_text(lang, words):
    text = " ".join(words)
    own = highlighter(["water", "елка", "bog"], lang=lang)
    assert own.cut_snippet(text, build_word_table(get_analyzer(lang).find_stems(text))) == own.cut_snippet(text)


@given(st.text(max_size=2000), st.sampled_from(["a", "water", "ё"]))
def test_whatever_a_text_has_its_html_has_only_marks(text, word):
    for html in (highlighter([word], word).highlight(text), highlighter([word], word).cut_snippet(text)):
        plain = html.replace("<mark>", "").replace("</mark>", "")
        assert "<" not in plain
        assert re.fullmatch(r"([^<]*<mark>[^<]+</mark>)*[^<]*", html)
    assert unescape(highlighter([word], word).highlight(text).replace("<mark>", "").replace("</mark>", "")) == unescape(
        highlighter([], "").highlight(text)
    )


def test_a_snippet_is_short_also_without_blanks():
    assert len(highlighter(["x"]).cut_snippet("y" * 5000)) < SNIPPET + 10
