"""Snippets of texts, also of those that are packed and have a table of their words."""

import re
import time
from zlib import compress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.search.analysis import get_analyzer
from gazette.search.public.highlighting import Highlighter
from gazette.search.public.snippets import SNIPPET, PackedText, cut_indexed_snippet, cut_snippet
from gazette.search.word_table import build_word_table


def highlighter(words, lang="en"):
    analyzer = get_analyzer(lang)
    return Highlighter(analyzer, {analyzer.stem_word(word) for word in words}, "")


def cut(words, text, lang="en"):
    """The snippet by the table of the text's words."""
    analyzer = get_analyzer(lang)
    table = build_word_table(sorted(analyzer.find_stems(text) + analyzer.find_joined(text)))
    return cut_indexed_snippet(highlighter(words, lang), compress(text.encode()), table)


def test_a_snippet_shows_the_place_with_most_of_the_words():
    text = f"Water. {'Nothing to see. ' * 40}The price of water rose. {'And so on. ' * 40}"
    html = cut(["water", "price"], text)
    assert "The <mark>price</mark> of <mark>water</mark> rose." in html
    assert html.startswith("… ")
    assert html.endswith(" …")


def test_a_snippet_without_the_words_is_the_beginning():
    assert cut(["water"], "Short <text>.\nNext line.") == "Short &lt;text&gt;. Next line."
    assert cut(["water"], "") == ""


def test_a_snippet_is_short_also_without_blanks():
    assert len(cut(["x"], "y" * 5000)) < SNIPPET + 10


@pytest.mark.parametrize("word", ["email", "12500"])
def test_what_others_write_in_one_word_is_marked_whole(word):
    text = f"{'And so on. ' * 40}An e-mail for 12,500 soums."
    assert re.findall("<mark>(.*?)</mark>", cut([word], text)) == [{"email": "e-mail", "12500": "12,500"}[word]]


WORDS = ["water", "Water’s", "ёлки", "елка", "bogʻ", "bog'", "\n", "—", "wa-ter", "🙂", "x" * 300]


@pytest.mark.parametrize("lang", ["en", "ru", "uz"])
@given(words=st.lists(st.sampled_from(WORDS), max_size=40))
def test_a_snippet_by_the_table_of_words_is_that_of_the_analysed_text(lang, words):
    sought, text = ["water", "елка", "bog"], " ".join(words)
    assert cut(sought, text, lang) == cut_snippet(highlighter(sought, lang), text)


def test_words_with_the_hash_of_another_are_not_taken_for_it():
    text = " ".join(f"word{number}" for number in range(2000)) + " water"
    assert cut(["water"], text).endswith("<mark>water</mark>")


def test_a_long_text_with_many_words_is_cut_in_bounded_time():
    text = " ".join(f"word{number % 2000}" for number in range(8000))
    started = time.process_time()
    cut([f"word{number}" for number in range(16)], text)
    assert time.process_time() - started < 5  # the analysis of the text takes most of it


@given(st.text(), st.lists(st.integers(1, 50)))
def test_a_packed_text_is_read_as_far_as_it_is_needed(text, ends):
    packed = PackedText(compress(text.encode()))
    for end in ends:
        read = packed.read(end)
        assert len(read) >= min(end, len(text))
        assert text.startswith(read)
    assert packed.read(len(text) + 1) == text
