"""Marked titles and snippets."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.search.analysis import get_analyzer
from gazette.search.public.highlighting import Highlighter
from gazette.search.public.snippets import cut_snippet


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


@given(st.text(max_size=2000), st.sampled_from(["a", "water", "ё"]))
def test_whatever_a_text_has_its_html_has_only_marks(text, word):
    for html in (highlighter([word], word).highlight(text), cut_snippet(highlighter([word], word), text)):
        plain = html.replace("<mark>", "").replace("</mark>", "")
        assert "<" not in plain
        assert re.fullmatch(r"([^<]*<mark>[^<]+</mark>)*[^<]*", html)
    assert unescape(highlighter([word], word).highlight(text).replace("<mark>", "").replace("</mark>", "")) == unescape(
        highlighter([], "").highlight(text)
    )
