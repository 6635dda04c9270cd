"""What a visitor typed."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.errors import Invalid
from gazette.search.analysis import get_analyzer
from gazette.search.public.query import MAX_QUERY, check_query, parse_query

ENGLISH = get_analyzer("en")


@pytest.mark.parametrize(
    ("text", "words", "phrases", "excluded", "prefix"),
    [
        ("Water prices", ["water", "prices"], [], [], "prices"),
        ("water ", ["water"], [], [], ""),
        ('"night train" fares', ["fares"], [["night", "train"]], [], "fares"),
        ("«ночной поезд»", [], [["ночной", "поезд"]], [], ""),
        ("'night train'", [], [["night", "train"]], [], ""),
        ("‘night train’ fares ", ["fares"], [["night", "train"]], [], ""),
        ("‹night train›", [], [["night", "train"]], [], ""),
        ("James' and Thomas' trains ", ["james", "and", "thomas", "trains"], [], [], ""),
        ("„night train“", [], [["night", "train"]], [], ""),
        ('"metro"', ["metro"], [], [], ""),
        ("water -melon", ["water"], [], [["melon"]], ""),
        ('water -"melon field"', ["water"], [], [["melon", "field"]], ""),
        ("water –melon", ["water"], [], [["melon"]], ""),
        ("covid-19", ["covid", "19"], [], [], "19"),
        ("-5", ["5"], [], [], ""),
        ("cats AND dogs", ["cats", "and", "dogs"], [], [], "dogs"),
        ('night "train', ["night", "train"], [], [], "train"),
        ("wat*", ["wat"], [], [], ""),
        ("a", ["a"], [], [], ""),
        ("water water", ["water"], [], [], "water"),
    ],
)
def test_reads_words_phrases_and_exclusions(text, words, phrases, excluded, prefix):
    query = parse_query(text, ENGLISH)
    assert (query.words, query.phrases, query.excluded, query.prefix) == (words, phrases, excluded, prefix)


@pytest.mark.parametrize("text", ["", "   ", "*", '"', '""', "-", "!?", "()[]{}~^", "🙂", '-""'])
def test_without_a_word_it_is_empty(text):
    assert parse_query(text, ENGLISH).is_empty


@pytest.mark.parametrize("text", ["x" * (MAX_QUERY + 1), "a\0b", "a\x1bb", "\x85"])
def test_refuses_what_is_too_long_or_has_control_characters(text):
    with pytest.raises(Invalid):
        check_query(text)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=MAX_QUERY))
def test_no_text_is_an_error(text):
    query = parse_query(text, ENGLISH)
    assert query.prefix in ("", *query.words)


@pytest.mark.parametrize("text", ['"' * MAX_QUERY, "-" * MAX_QUERY, '-"' * (MAX_QUERY // 2), "a " * (MAX_QUERY // 2)])
def test_the_worst_texts_are_read_at_once(text):
    started = time.process_time()
    parse_query(text, ENGLISH)
    assert time.process_time() - started < 0.5
