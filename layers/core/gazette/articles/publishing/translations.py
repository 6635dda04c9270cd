"""Writes of a story: the list of its published articles, and the links between these translations."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gazette.articles.publishing import listings, views
from gazette.articles.publishing.snapshot import Snapshot, TableNames, refuse_changed
from gazette.dynamodb.conditions import if_version
from gazette.dynamodb.writes import Write, check, put
from gazette.encoding import compact_json

Members = Mapping[str, dict[str, Any]]
"""Published articles of a story: {lang, id, slug, url, title} by language."""


def list_other_members(members: Members, lang: str) -> list[dict[str, Any]]:
    """The members in other languages."""
    return [members[other] for other in sorted(members) if other != lang]


def update_story(tables: TableNames, story: str, before: Snapshot, members: Members, now: datetime) -> list[Write]:
    """The story's members, on condition that nobody has changed them since, and the views that list them."""
    key = {"listing": f"story/{story}", "position": "members"}
    unchanged = if_version(before.story_version)
    if members == before.members:
        return [check(tables.listings, key, unchanged, refusal=refuse_changed)]
    texts = {lang: compact_json(member) for lang, member in members.items()}
    item = {**key, "members": texts, "version": before.story_version + 1}
    put_members = put(tables.listings, item, unchanged, refusal=refuse_changed)
    return [put_members, *_update_siblings(tables, before, members, now)]


def _update_siblings(tables: TableNames, before: Snapshot, members: Members, now: datetime) -> list[Write]:
    """Views and sitemap entries of the translations. Their cards list no translations, so they need no change."""
    writes: list[Write] = []
    for sibling in before.siblings:
        document = {**sibling.document, "translations": list_other_members(members, sibling.document["lang"])}
        writes += views.update_view(tables.articles, sibling, document, now)
        writes.append(listings.update_sitemap_entry(tables.listings, document))
    return writes
