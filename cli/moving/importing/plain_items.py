"""Items of records that are stored as they are."""

from __future__ import annotations

from typing import Any

from cli.moving.records import AddressRecord, ChangeRecord, Record, RedirectRecord, SitemapRecord, StoryRecord
from cli.moving.stack import Stack
from gazette.articles.public.lists import SITEMAPS
from gazette.encoding import compact_json


def build_plain_item(stack: Stack, record: Record) -> tuple[str, dict[str, Any]]:
    """Table and item. Members that are None are not stored."""
    match record:
        case SitemapRecord():
            return stack.tables.listings, {"listing": SITEMAPS, "position": f"{record.lang}/{record.month}"}
        case ChangeRecord():
            return stack.tables.listings, _build_change(record)
        case StoryRecord():
            key = {"listing": f"story/{record.id}", "position": "members"}
            return stack.tables.listings, {**key, "members": {}, "version": record.version}
        case AddressRecord():
            return stack.tables.articles, _build_address(record)
        case RedirectRecord():
            return stack.tables.articles, {"address": record.path, "moved_to": record.article}
    raise AssertionError(f"a {record.type} is more than one item")


def _build_change(record: ChangeRecord) -> dict[str, Any]:
    members = {"id": record.id, "at": record.at, "change": record.change, "version": record.version}
    return {
        "listing": f"{record.lang}/changes",
        "position": f"{record.at}#{record.id}#{record.version:06}",
        "change": compact_json({**members, "kind": record.kind} if record.kind else members),
        "expires_at": record.expires_at,
    }


def _build_address(record: AddressRecord) -> dict[str, Any]:
    if record.withdrawn:
        members = record.withdrawn.model_dump(exclude_none=True)
        return {"address": record.address, **members, "silent": record.withdrawn.silent or None}
    if record.moved_to:
        return {"address": record.address, "id": record.moved_to, "moved_to": record.moved_to}
    return {"address": record.address, "released_at": record.released_at}
