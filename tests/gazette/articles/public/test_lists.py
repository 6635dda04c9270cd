"""One page of a list, for each form of the replies of DynamoDB."""

import json
from datetime import UTC, datetime

import pytest

from gazette import cursors
from gazette.articles.public.lists import MAX_READS, ListQuery
from gazette.times import parse_timestamp

NOW = datetime(2025, 12, 31, 12, tzinfo=UTC)
PAST, FUTURE = "2025-12-31T12:00:00Z", "2025-12-31T12:00:01Z"


def position_of(number):
    return f"2025-12-{31 - number}T00:00:00Z#{number}"


def make_reply(*numbers, ends=None, last=False):
    items = [
        {
            "position": {"S": position_of(n)},
            "card": {"S": f'{{"n":{n}}}'},
            **({"unpublish_at": {"S": ends}} if ends else {}),
        }
        for n in numbers
    ]
    key = {"LastEvaluatedKey": {"listing": {"S": "en"}, "position": {"S": position_of(numbers[-1])}}} if last else {}
    return {"Items": items, **key}


class ScriptedReader:
    """Replies to queries in the given order; the last reply is repeated."""

    def __init__(self, *replies):
        self._replies, self.starts = list(replies), []

    def query(self, request, deadline=None):
        self.starts.append(request.get("ExclusiveStartKey"))
        assert request["Limit"] == 4
        return self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]


def load_page(*replies):
    """(numbers of the cards, position of the cursor, until) of a page of three, and the reader."""
    query, reader = ListQuery({"limit": "3"}, "en"), ScriptedReader(*replies)
    text, cursor, until = query.load_page(reader, "listings", NOW)
    page = json.loads(text)
    assert page["next"] == cursor
    return [card["n"] for card in page["items"]], cursor and cursors.decode(query.identity, cursor), until, reader


@pytest.mark.parametrize(
    ("reply", "shown", "last"),
    [
        (make_reply(), [], None),
        (make_reply(0, 1), [0, 1], None),
        (make_reply(0, 1, 2), [0, 1, 2], None),
        # One more than a page: AWS returns a last key here, whether or not further items follow.
        (make_reply(0, 1, 2, 3), [0, 1, 2], 2),
        (make_reply(0, 1, 2, 3, last=True), [0, 1, 2], 2),
    ],
)
def test_a_page_ends_with_a_cursor_only_where_something_follows(reply, shown, last):
    numbers, position, until, reader = load_page(reply)
    assert (numbers, position) == (shown, None if last is None else position_of(last))
    assert (until, len(reader.starts)) == (None, 1)


def test_a_reply_that_ends_at_a_megabyte_is_continued():
    numbers, position, _, reader = load_page(make_reply(0, 1, last=True), make_reply(2, 3))
    assert (numbers, position) == ([0, 1, 2], position_of(2))
    assert reader.starts == [None, {"listing": {"S": "en"}, "position": {"S": position_of(1)}}]


def test_articles_past_their_planned_withdrawal_make_room_for_older_ones():
    numbers, position, _, reader = load_page(make_reply(0, 1, 2, 3, ends=PAST, last=True), make_reply(4, 5, 6, 7))
    assert (numbers, position) == ([4, 5, 6], position_of(6))
    assert len(reader.starts) == 2


def test_a_page_of_many_ended_articles_is_short_and_has_a_cursor():
    numbers, position, _, reader = load_page(make_reply(0, 1, 2, 3, ends=PAST, last=True))
    assert (numbers, position) == ([], position_of(3))
    assert len(reader.starts) == MAX_READS


def test_no_cache_keeps_a_page_past_the_first_planned_withdrawal_on_it():
    _, _, until, _ = load_page({"Items": make_reply(0, ends=FUTURE)["Items"] + make_reply(1)["Items"]})
    assert until == parse_timestamp(FUTURE).timestamp()
