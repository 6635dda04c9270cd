"""Queries that several repositories make."""

from collections.abc import Iterator
from typing import Any

from gazette.dynamodb.items import deserialize, serialize

MAX_PAGES, FILTERED_PAGE = 10, 100
"""Limits of a filtered list: query pages for one response, and items in a query page."""


def query_page(
    dynamodb: Any, request: dict[str, Any], limit: int
) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """At most `limit` plain items, and the last item, or its key, if there may be more.

    A request with a filter reads as many query pages as fill `limit`. After `MAX_PAGES` it ends earlier.
    """
    request = {**request, "Limit": FILTERED_PAGE if "FilterExpression" in request else limit}
    items: list[dict[str, Any]] = []
    for _ in range(MAX_PAGES):
        reply = dynamodb.query(**request)
        page = [deserialize(item) for item in reply["Items"]]
        has_more = "LastEvaluatedKey" in reply or len(items) + len(page) > limit
        items = [*items, *page][:limit]
        if len(items) == limit:
            return items, items[-1] if has_more else None
        if not has_more:
            return items, None
        request["ExclusiveStartKey"] = reply["LastEvaluatedKey"]
    return items, deserialize(request["ExclusiveStartKey"])


def query_due(
    dynamodb: Any, table: str, now: str, *, due: str = "due", page_size: int = 100
) -> Iterator[dict[str, Any]]:
    """Plain items of the index Due of a table whose time has come, the longest waiting first.

    It reads a page at a time, so that a caller who stops early reads no more. The index may lag behind the table.
    """
    pages = dynamodb.get_paginator("query").paginate(
        TableName=table,
        IndexName="Due",
        KeyConditionExpression="due = :due AND due_at <= :now",
        ExpressionAttributeValues=serialize({":due": due, ":now": now}),
        PaginationConfig={"PageSize": page_size},
    )
    return (deserialize(item) for page in pages for item in page["Items"])
