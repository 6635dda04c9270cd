"""Redirects in the Articles table of a stack: reads, conditional writes, removals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from cli.redirects.plan import Redirect
from cli.scratch import split

WRITERS = 8
KEYS = 100
"""Of one BatchGetItem."""
PART = WRITERS * KEYS
_ATTRIBUTES = ("address", "id", "moved_to")


class StoredRedirects:
    """`table` is the physical name of the Articles table. All reads are consistent."""

    def __init__(self, dynamodb: Any, table: str) -> None:
        self._dynamodb, self._table = dynamodb, table

    def load(self, addresses: Iterable[str]) -> dict[str, dict[str, str]]:
        """The items at addresses, by address, with `id` and `moved_to` only. Those at old paths have no `id`."""
        with ThreadPoolExecutor(WRITERS) as pool:
            parts = pool.map(self._load_part, split(dict.fromkeys(addresses), KEYS))
        return {item["address"]: item for part in parts for item in part}

    def put(self, redirect: Redirect) -> bool:
        """Store a redirect. False if somebody else has changed that of the path since it was read."""
        from gazette.dynamodb.commit import try_commit
        from gazette.dynamodb.conditions import condition
        from gazette.dynamodb.writes import put

        former = "#moved_to = :stored" if redirect.stored else "attribute_not_exists(#address)"
        values = {"stored": redirect.stored} if redirect.stored else {}
        # A write that the SDK repeats finds its own result.
        unchanged = condition(f"{former} OR #moved_to = :id", id=redirect.id, **values)
        item = {"address": redirect.path, "moved_to": redirect.id}
        return not try_commit(self._dynamodb, [put(self._table, item, unchanged)])

    def remove(self, path: str) -> bool:
        """Remove the redirect of a path. False if there is none."""
        from gazette.dynamodb.commit import try_commit
        from gazette.dynamodb.conditions import if_present
        from gazette.dynamodb.writes import delete

        return not try_commit(self._dynamodb, [delete(self._table, {"address": path}, if_present("moved_to"))])

    def scan(self) -> Iterator[tuple[int, list[tuple[str, str]]]]:
        """Pages of the whole table: how many items DynamoDB has read for it, and the (path, id) of its redirects."""
        pages = self._dynamodb.get_paginator("scan").paginate(
            TableName=self._table,
            FilterExpression="begins_with(#address, :slash)",
            ProjectionExpression="#address, moved_to",
            ExpressionAttributeNames={"#address": "address"},
            ExpressionAttributeValues={":slash": {"S": "/"}},
        )
        for page in pages:
            yield page["ScannedCount"], [(item["address"]["S"], item["moved_to"]["S"]) for item in page["Items"]]

    def estimate_items(self) -> int:
        """DynamoDB's own count of the table's items, of the last hours."""
        return int(self._dynamodb.describe_table(TableName=self._table)["Table"]["ItemCount"])

    def _load_part(self, addresses: tuple[str, ...]) -> list[dict[str, str]]:
        from gazette.dynamodb.batch_get import batch_get
        from gazette.dynamodb.items import deserialize, serialize

        keys = [serialize({"address": address}) for address in addresses]
        items = batch_get(self._dynamodb, {self._table: keys}, attributes=_ATTRIBUTES)
        return [deserialize(item) for item in items[self._table]]
