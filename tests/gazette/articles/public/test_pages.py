"""The list of pages: its order, and its form for replies of DynamoDB that have a part of it."""

import json
from datetime import UTC, datetime
from typing import Any

from gazette.articles.public.pages import load_pages
from gazette.aws.public.reader import Reader

NOW = datetime(2025, 12, 31, 12, tzinfo=UTC)


def make_item(day: int, order: int | None, **attributes: Any) -> dict[str, Any]:
    card = json.dumps({"day": day, "order": order})
    return {"position": {"S": f"2025-12-{day:02}T00:00:00Z#{day}"}, "card": {"S": card}, **attributes}


class ScriptedReader(Reader):
    def __init__(self, *replies: list[dict[str, Any]]) -> None:
        self._replies, self.starts = list(replies), list[Any]()

    def query(self, request: dict[str, Any], deadline: float | None = None) -> dict[str, Any]:
        self.starts.append(request.get("ExclusiveStartKey"))
        items = self._replies.pop(0)
        return {"Items": items, **({"LastEvaluatedKey": {"position": items[-1]["position"]}} if self._replies else {})}


def load(*replies: list[dict[str, Any]]) -> tuple[list[int], float | None]:
    page, until = load_pages(ScriptedReader(*replies), "listings", "en", NOW)
    document = json.loads(page)
    assert document["next"] is None
    return [card["day"] for card in document["items"]], until


def test_pages_are_by_order_then_by_age_and_those_without_an_order_come_last() -> None:
    items = [make_item(1, None), make_item(2, 5), make_item(3, 0), make_item(4, None), make_item(5, 5)]
    assert load(items) == ([3, 2, 5, 1, 4], None)


def test_all_pages_are_in_one_response() -> None:
    assert load([make_item(1, 2)], [make_item(2, 1)], [make_item(3, 3)])[0] == [2, 1, 3]


def test_a_page_whose_withdrawal_has_passed_is_left_out_and_a_coming_one_ends_the_cache() -> None:
    past, coming = {"unpublish_at": {"S": "2025-12-31T12:00:00Z"}}, {"unpublish_at": {"S": "2025-12-31T13:00:00Z"}}
    assert load([make_item(1, 1, **past), make_item(2, 2, **coming)]) == ([2], NOW.timestamp() + 3600)
