"""Reads of the Listings table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cli.moving.stack import Stack
from gazette.dynamodb.items import deserialize, serialize


def query_listing(stack: Stack, listing: str, *, attributes: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """All items of a listing, in the order of their positions. With `attributes`, only these of each item."""
    names = {f"#{name}": name for name in ("listing", *attributes)}
    projection = {"ProjectionExpression": ", ".join(f"#{name}" for name in attributes)} if attributes else {}
    pages = stack.dynamodb.get_paginator("query").paginate(
        TableName=stack.tables.listings,
        KeyConditionExpression="#listing = :listing",
        ExpressionAttributeNames=names,
        ExpressionAttributeValues=serialize({":listing": listing}),
        ConsistentRead=True,
        **projection,
    )
    for page in pages:
        yield from map(deserialize, page["Items"])
