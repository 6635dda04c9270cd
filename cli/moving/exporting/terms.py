"""Reads categories, tags and authors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from cli.moving.records import TermRecord
from cli.moving.stack import Stack
from gazette.dynamodb.batch_get import batch_get
from gazette.dynamodb.items import deserialize, serialize
from gazette.taxonomy.items import build_key, parse_term
from gazette.taxonomy.model import Kind


def list_terms(stack: Stack) -> list[TermRecord]:
    """All terms, by kind and slug; behind them those that were made meanwhile, if others were merged into them."""
    found = list(_query_terms(stack))
    names = {(term.kind, term.slug) for term in found}
    targets = {(term.kind, term.merged_into) for term in found if term.merged_into} - names
    return [*found, *(read_terms(stack, sorted(targets)) if targets else ())]


def _query_terms(stack: Stack) -> Iterator[TermRecord]:
    for kind in get_args(Kind):
        pages = stack.dynamodb.get_paginator("query").paginate(
            TableName=stack.tables.taxonomy,
            KeyConditionExpression="#kind = :kind",
            ExpressionAttributeNames={"#kind": "kind"},
            ExpressionAttributeValues=serialize({":kind": kind}),
            ConsistentRead=True,
        )
        for page in pages:
            yield from (_build_record(deserialize(item)) for item in page["Items"])


def read_terms(stack: Stack, names: Sequence[tuple[str, str]]) -> list[TermRecord]:
    """The terms of these names (at most 100) that exist."""
    keys = [serialize(build_key(kind, slug)) for kind, slug in names]
    items = batch_get(stack.dynamodb, {stack.tables.taxonomy: keys})[stack.tables.taxonomy]
    return [_build_record(deserialize(item)) for item in items]


def _build_record(item: Mapping[str, Any]) -> TermRecord:
    members = parse_term(item).model_dump(exclude={"image", "search"})
    return TermRecord(**members, write_id=item.get("write_id"))
