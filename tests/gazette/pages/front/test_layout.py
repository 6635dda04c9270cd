"""Which story stands where on the front page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.pages.front.layout import arrange_blocks, arrange_stories

PLACES = ("below", "beside", "also", "row", "latest")


def numbers(first, count):
    return list(range(first, first + count))


def places(arranged):
    return {name: arranged[name] for name in ("lead", *PLACES)}


def test_pinned_stories_come_first_and_the_newest_fill_the_rest():
    assert places(arrange_stories(numbers(1, 2), numbers(101, 20))) == {
        "lead": 1,
        "beside": [2, 101],
        "below": [102, 103],
        "row": [104, 105, 106, 107],
        "also": [108],
        "latest": numbers(109, 10),
    }


def test_with_ten_pinned_stories_the_column_has_the_very_newest():
    arranged = arrange_stories(numbers(1, 10), numbers(101, 20))
    assert arranged["latest"] == numbers(101, 10)


@pytest.mark.parametrize(("count", "row", "also"), [(7, 0, 2), (8, 3, 0), (9, 4, 0), (10, 4, 1)])
def test_a_row_needs_eight_stories_and_the_rest_are_headlines(count, row, also):
    arranged = arrange_stories([], numbers(1, count))
    assert (len(arranged["row"]), len(arranged["also"])) == (row, also)


def test_without_stories_there_is_no_lead():
    assert places(arrange_stories([], [])) == {"lead": None, **{name: [] for name in PLACES}}


@given(pinned=st.integers(0, 10), newest=st.integers(0, 20))
def test_no_story_is_twice_and_none_above_the_column_is_left_out(pinned, newest):
    top, others = numbers(1, pinned), numbers(101, newest)
    arranged = arrange_stories(top, others)
    shown = [arranged["lead"], *(story for name in PLACES for story in arranged[name])]
    shown = [story for story in shown if story is not None]
    assert len(shown) == len(set(shown))
    assert sorted(shown) == [*top, *others][: max(10, 10 + min(newest, 10))][: len(shown)]
    assert len(shown) == min(pinned + newest, 20 if pinned < 10 else 10 + min(newest, 10))


@pytest.mark.parametrize(
    ("count", "patterns"),
    [
        (0, []),
        (1, ["feature"]),
        (2, ["feature", "four"]),
        (3, ["feature", "pair"]),
        (5, ["feature", "pair", "four", "four"]),
        (7, ["feature", "pair", "four", "pair", "feature"]),
    ],
)
def test_blocks_take_turns_in_their_looks_and_keep_their_order(count, patterns):
    arranged = arrange_blocks([{"slug": number, "newest": [1, 2, 3]} for number in range(count)])
    assert [group["pattern"] for group in arranged] == patterns
    assert [block["slug"] for group in arranged for block in group["blocks"]] == list(range(count))
