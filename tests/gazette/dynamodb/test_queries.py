"""Lists that a filter makes short, and due items, read a page at a time."""

import os
from itertools import islice
from typing import Any

import pytest

from gazette.dynamodb.items import serialize
from gazette.dynamodb.queries import FILTERED_PAGE, MAX_PAGES, query_due, query_page

ITEMS = 120


@pytest.fixture
def table(dynamodb: Any) -> str:
    name = os.environ["TAXONOMY_TABLE"]
    for number in range(ITEMS):
        item = {"kind": "tag", "slug": f"{number:03}", "odd": number % 2}
        dynamodb.put_item(TableName=name, Item=serialize(item))
    return name


def build_request(table: str, **values: object) -> dict[str, Any]:
    return {
        "TableName": table,
        "KeyConditionExpression": "kind = :kind",
        "ExpressionAttributeValues": serialize({":kind": "tag", **values}),
    }


def read_all(dynamodb: Any, request: dict[str, Any], limit: int) -> list[list[str]]:
    """The slugs of each page."""
    pages, last = [], None
    while True:
        start = {"ExclusiveStartKey": serialize({"kind": "tag", "slug": last["slug"]})} if last else {}
        items, last = query_page(dynamodb, {**request, **start}, limit)
        pages.append([item["slug"] for item in items])
        if last is None:
            return pages


@pytest.mark.parametrize("limit", [1, 7, 60, 119, 120, 121])
def test_pages_have_every_item_once_and_are_full_but_the_last(dynamodb: Any, table: str, limit: int) -> None:
    pages = read_all(dynamodb, build_request(table), limit)
    assert [slug for page in pages for slug in page] == [f"{number:03}" for number in range(ITEMS)]
    assert {len(page) for page in pages[:-1]} <= {limit}


@pytest.mark.parametrize("limit", [1, 7, 59, 60, 61])
def test_a_filter_leaves_no_page_short(dynamodb: Any, table: str, limit: int) -> None:
    request = {**build_request(table, **{":odd": 1}), "FilterExpression": "odd = :odd"}
    pages = read_all(dynamodb, request, limit)
    assert [slug for page in pages for slug in page] == [f"{number:03}" for number in range(1, ITEMS, 2)]
    assert {len(page) for page in pages[:-1]} <= {limit}


def test_a_filter_that_finds_little_ends_with_a_position(table: str) -> None:
    class Endless:
        limits: list[int] = []  # noqa: RUF012 (one instance)

        def query(self, **request: Any) -> dict[str, Any]:
            self.limits.append(request["Limit"])
            return {"Items": [], "LastEvaluatedKey": serialize({"kind": "tag", "slug": f"{len(self.limits):03}"})}

    request = {**build_request(table), "FilterExpression": "odd = :odd"}
    items, last = query_page(Endless(), request, 20)
    assert (items, last) == ([], {"kind": "tag", "slug": f"{MAX_PAGES:03}"})
    assert Endless.limits == [FILTERED_PAGE] * MAX_PAGES


def test_due_items_are_read_in_order_and_no_further_than_needed(dynamodb: Any) -> None:
    table, requests = os.environ["JOBS_TABLE"], []
    for number in (3, 1, 2, 9):
        item = {"id": f"job-{number}", "due": "due", "due_at": f"2026-04-02T09:00:0{number}Z"}
        dynamodb.put_item(TableName=table, Item=serialize(item))
    dynamodb.meta.events.register("before-call.dynamodb.Query", lambda **call: requests.append(call))
    due = query_due(dynamodb, table, "2026-04-02T09:00:05Z", page_size=2)
    assert [item["id"] for item in islice(due, 2)] == ["job-1", "job-2"]
    assert len(requests) == 1
    assert [item["id"] for item in due] == ["job-3"]
