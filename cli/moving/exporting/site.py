"""Reads what belongs to no article: months of sitemaps, pins of the front pages, the feed of changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from cli.moving.listings import query_listing
from cli.moving.records import ChangeRecord, FrontRecord, Pinned, SitemapRecord
from cli.moving.stack import Stack
from gazette.articles.public.lists import SITEMAPS
from gazette.articles.publishing.front_page import FRONTS


def list_sitemaps(stack: Stack) -> Iterator[SitemapRecord]:
    for item in query_listing(stack, SITEMAPS):
        lang, _, month = item["position"].partition("/")
        yield SitemapRecord(lang=lang, month=month)


def list_fronts(stack: Stack, is_published: Callable[[str], bool]) -> Iterator[FrontRecord]:
    """The front page of each language on which an editor has pinned an article.

    `is_published` says of an id whether readers see that article according to the file. Others, which were published
    after they were read, are left out.
    """
    for head in query_listing(stack, FRONTS):
        rows = [row for row in query_listing(stack, f"{head['position']}/front") if "rank" in row]
        pins = [
            Pinned(article=row["position"].rpartition("#")[2], breaking_until=row.get("breaking_until"))
            for row in sorted(rows, key=lambda row: int(row["rank"]))
            if is_published(row["position"].rpartition("#")[2])
        ]
        names = ("version", "changed_at", "changed_by", "write_id")
        yield FrontRecord(lang=head["position"], pins=tuple(pins), **{name: head[name] for name in names})


def list_changes(stack: Stack, after: str) -> Iterator[tuple[str, ChangeRecord]]:
    """Changes behind a place, each with its place: the languages in their order, in each from the oldest change."""
    for number, lang in enumerate(stack.languages):
        for item in query_listing(stack, f"{lang}/changes"):
            place = f"{number:03}#{item['position']}"
            if place > after:
                yield place, ChangeRecord(lang=lang, expires_at=item["expires_at"], **json.loads(item["change"]))
