"""Finds what there is to export: ids of articles and pictures, uses, and addresses. One scan of a table each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from cli.moving.exporting.state import State
from cli.moving.stack import Stack
from gazette.articles.drafts.items import CURRENT as CURRENT_ARTICLE
from gazette.dynamodb.items import deserialize, serialize
from gazette.media.items import CURRENT, USE

ADDRESS = ("address", "id", "kind", "lang", "slug", "version", "redirects_from", "silent")
"""Attributes of an item without a view, beside those that say what it is."""
_KINDS = ("moved_to", "gone", "released_at")


def find_articles(stack: Stack, state: State) -> Iterator[int]:
    """Note the ids of all articles. Yields the number of those that were found so far."""
    # Published ones, drafts and the bin: no index has them in an order in which none is missed while editors work.
    request = {
        "TableName": stack.tables.drafts,
        "ProjectionExpression": "#id",
        "FilterExpression": "#part = :current",
        "ExpressionAttributeNames": {"#id": "id", "#part": "part"},
        "ExpressionAttributeValues": serialize({":current": CURRENT_ARTICLE}),
    }
    yield from _note(state, _scan(stack, request), lambda item: [("articles", (item["id"],))])


def find_pictures(stack: Stack, state: State) -> Iterator[int]:
    """Note the ids of all pictures, and their uses."""

    def read(item: dict[str, Any]) -> list[tuple[str, tuple[Any, ...]]]:
        if item["part"] == CURRENT:
            return [("pictures", (item["id"],))]
        is_use = item["part"].startswith(USE)
        return [("uses", (item["id"], item["part"].removeprefix(USE)))] if is_use else []

    request = {
        "TableName": stack.tables.media,
        "ProjectionExpression": "#id, #part",
        "ExpressionAttributeNames": {"#id": "id", "#part": "part"},
    }
    yield from _note(state, _scan(stack, request), read)


def find_addresses(stack: Stack, state: State) -> Iterator[int]:
    """Note the addresses without an article: former slugs, tombstones, slugs that were released, old paths."""
    names = (*ADDRESS, *_KINDS)
    request = {
        "TableName": stack.tables.articles,
        "ProjectionExpression": ", ".join(f"#{name}" for name in names),
        "FilterExpression": " OR ".join(f"attribute_exists(#{name})" for name in _KINDS),
        "ExpressionAttributeNames": {f"#{name}": name for name in names},
    }
    yield from _note(state, _scan(stack, request), lambda item: [("addresses", (item["address"], json.dumps(item)))])


def _scan(stack: Stack, request: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    for page in stack.dynamodb.get_paginator("scan").paginate(**request, ConsistentRead=True):
        yield [deserialize(item) for item in page["Items"]]


def _note(state: State, pages: Iterator[list[dict[str, Any]]], read: Any) -> Iterator[int]:
    found = 0
    for page in pages:
        rows = [row for item in page for row in read(item)]
        state.begin()
        for table, row in rows:
            state.add(table, [row])
        state.commit()
        found += len(rows)
        yield found
