"""Excerpts: whole sentences, or a cut between two words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.subscriptions.mail.rendering.excerpts import clean_line, take_sentences


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Inflation slowed to 8.1 %. The board expects 7 %.", "Inflation slowed to 8.1 %."),
        ("Он сказал: «Да!» Потом ушёл.", "Он сказал: «Да!»"),
        ("Really? “Yes,” he said.", "Really?"),
        ("The U.S. President met J. Smith and Dr. Who. Then he left.", "The U.S. President met J. Smith and Dr. Who."),
        ("Школа им. Навои в г. Ташкент открылась. Ура.", "Школа им. Навои в г. Ташкент открылась."),
        ("Собрали 400 млн. Это рекорд.", "Собрали 400 млн. Это рекорд."),
        ("Wait … and see. Later.", "Wait … and see."),
        ("No end at all", "No end at all"),
        ("It opens in 2028. 38 pupils wait.", "It opens in 2028."),
        ("", ""),
    ],
)
def test_a_sentence_ends_before_a_capital_letter_and_not_after_an_abbreviation(text, first):
    assert take_sentences(text, most=1, limit=100) == first


def test_only_whole_sentences_that_fit_are_taken():
    text = "One two. Three four. Five six."
    assert [take_sentences(text, most=2, limit=limit) for limit in (30, 20, 19)] == [
        "One two. Three four.",
        "One two. Three four.",
        "One two.",
    ]
    assert take_sentences(text, most=2, limit=7) == "One…"


@given(st.text(max_size=80), st.integers(2, 40))
def test_an_excerpt_has_at_most_the_limit_and_begins_as_the_text(text, limit):
    excerpt = take_sentences(text, most=2, limit=limit)
    assert len(excerpt) <= limit
    assert clean_line(text).startswith(excerpt.removesuffix("…"))


@given(st.text())
def test_a_clean_line_has_no_line_break(text):
    assert len(clean_line(text).splitlines()) <= 1
