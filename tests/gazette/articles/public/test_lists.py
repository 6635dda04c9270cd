"""Where a page of a list ends, whatever the engine says of what follows."""

import json

import pytest

from gazette import cursors
from gazette.articles.public.lists import ListQuery

KEY = {"listing": {"S": "en"}, "position": {"S": "x"}}


def reply(count, **more):
    items = [
        {"position": {"S": f"2025-12-{31 - n}T00:00:00Z#{n}"}, "card": {"S": f'{{"n":{n}}}'}} for n in range(count)
    ]
    return {"Items": items, **more}


@pytest.mark.parametrize(
    ("found", "shown", "last"),
    [
        (reply(0), 0, None),
        (reply(2), 2, None),
        (reply(3), 3, None),
        # One more than fits: AWS names a last key here, whether or not anything follows.
        (reply(4), 3, 2),
        (reply(4, LastEvaluatedKey=KEY), 3, 2),
        # A page that a megabyte filled before its limit.
        (reply(2, LastEvaluatedKey=KEY), 2, 1),
    ],
)
def test_a_page_ends_with_a_cursor_only_where_something_follows(found, shown, last):
    selection = ListQuery({"limit": "3"}, "en")
    assert selection.request("listings")["Limit"] == 4
    text, cursor = selection.page(found)
    page = json.loads(text)
    assert [card["n"] for card in page["items"]] == list(range(shown))
    assert page["next"] == cursor
    assert (cursors.decode(selection.identity, cursor) if cursor else None) == (
        None if last is None else found["Items"][last]["position"]["S"]
    )
