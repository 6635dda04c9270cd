"""The end of a page of a list, for each form of a reply of DynamoDB."""

import json

import pytest

from gazette import cursors
from gazette.articles.public.lists import ListQuery

KEY = {"listing": {"S": "en"}, "position": {"S": "x"}}


def make_reply(count, **more):
    items = [
        {"position": {"S": f"2025-12-{31 - n}T00:00:00Z#{n}"}, "card": {"S": f'{{"n":{n}}}'}} for n in range(count)
    ]
    return {"Items": items, **more}


@pytest.mark.parametrize(
    ("reply", "shown", "last"),
    [
        (make_reply(0), 0, None),
        (make_reply(2), 2, None),
        (make_reply(3), 3, None),
        # One more than a page: AWS returns a last key here, whether or not further items follow.
        (make_reply(4), 3, 2),
        (make_reply(4, LastEvaluatedKey=KEY), 3, 2),
        # A page that reached a megabyte before its limit.
        (make_reply(2, LastEvaluatedKey=KEY), 2, 1),
    ],
)
def test_a_page_ends_with_a_cursor_only_where_something_follows(reply, shown, last):
    query = ListQuery({"limit": "3"}, "en")
    assert query.build_request("listings")["Limit"] == 4
    text, cursor = query.render_page(reply)
    page = json.loads(text)
    assert [card["n"] for card in page["items"]] == list(range(shown))
    assert page["next"] == cursor
    assert (cursors.decode(query.identity, cursor) if cursor else None) == (
        None if last is None else reply["Items"][last]["position"]["S"]
    )
