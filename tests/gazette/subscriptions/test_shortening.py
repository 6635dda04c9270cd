"""Lengths and cuts of texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.subscriptions.shortening import count_units, cut


@given(st.text(), st.integers(0, 60))
def test_a_cut_text_fits_and_is_a_beginning(text: str, limit: int) -> None:
    shortened = cut(text, limit)
    assert count_units(shortened) <= limit
    if count_units(text) <= limit:
        assert shortened == text
    elif shortened:
        assert shortened.endswith("…")
        assert text.startswith(shortened[:-1])


@given(st.lists(st.text("абв", min_size=1, max_size=9), min_size=2), st.integers(20, 80))
def test_a_cut_is_between_words(words: list[str], limit: int) -> None:
    text = " ".join(words)
    shortened = cut(text, limit)
    if shortened != text:
        assert shortened.removesuffix("…").split(" ") == words[: shortened.count(" ") + 1]


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("The summit opens, in Tokyo", 18, "The summit opens…"),
        ("Transliteration", 6, "Trans…"),
        ("a" * 30, 10, "a" * 9 + "…"),
        ("🚆🚆🚆", 4, "🚆…"),
        ("ae\u0301e\u0301", 3, "a…"),
        ("👩‍👩‍👧x", 6, ""),
        ("word", 0, ""),
    ],
)
def test_cuts(text: str, limit: int, expected: str) -> None:
    assert cut(text, limit) == expected


def test_an_emoji_counts_as_two() -> None:
    assert count_units("a🚆") == 3
