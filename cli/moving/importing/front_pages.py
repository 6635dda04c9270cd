"""Writes the pins of a front page, all at once."""

from __future__ import annotations

from typing import Any

from cli.moving.importing.outcomes import CHANGED, WRITTEN
from cli.moving.records import FrontRecord
from cli.moving.stack import Stack
from gazette.articles.publishing.front_page import FRONTS
from gazette.dynamodb.batch_get import batch_get
from gazette.dynamodb.commit import return_stored, try_commit
from gazette.dynamodb.conditions import if_absent, if_equal
from gazette.dynamodb.items import deserialize, serialize
from gazette.dynamodb.writes import Write, check, put


def write_front(stack: Stack, record: FrontRecord) -> str:
    """Pin the articles that the stack shows, in the order of the record. Others have left since, and are left out."""
    lists = stack.tables.listings
    head = {
        "listing": FRONTS,
        "position": record.lang,
        "version": record.version,
        "changed_at": record.changed_at,
        "changed_by": record.changed_by.model_dump(),
        "write_id": record.write_id,
    }
    writes = [put(lists, head, if_absent("listing"), refusal=return_stored)]
    cards = _load_cards(stack, record)
    for rank, pin in enumerate(record.pins, start=1):
        if pin.article in cards:
            writes += _pin(lists, record.lang, cards[pin.article], rank, pin.breaking_until)
    return CHANGED if try_commit(stack.dynamodb, writes) else WRITTEN


def _pin(table: str, lang: str, card: dict[str, Any], rank: int, breaking_until: str | None) -> list[Write]:
    row = {
        "listing": f"{lang}/front",
        "position": card["position"],
        "card": card["card"],
        "unpublish_at": card.get("unpublish_at"),
        "breaking_until": breaking_until,
        "rank": rank,
    }
    key = {"listing": lang, "position": card["position"]}
    return [check(table, key, if_equal("card", card["card"])), put(table, row)]


def _load_cards(stack: Stack, record: FrontRecord) -> dict[str, dict[str, Any]]:
    """The cards of the pinned articles in the main list, by id."""
    ids = [pin.article for pin in record.pins]
    table = stack.tables
    views = batch_get(
        stack.dynamodb,
        {table.articles: [serialize({"address": id}) for id in ids]},
        attributes=("id", "published_at", "etag"),
    )[table.articles]
    shown = [item for item in map(deserialize, views) if "etag" in item]
    keys = [serialize({"listing": record.lang, "position": f"{item['published_at']}#{item['id']}"}) for item in shown]
    found = map(deserialize, batch_get(stack.dynamodb, {table.listings: keys})[table.listings])
    return {item["position"].rpartition("#")[2]: item for item in found}
