"""The story that translations share: who its published members are, and that each of them names the others."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gazette.articles.public.lists import compact
from gazette.articles.publishing import listings, views
from gazette.articles.publishing.snapshot import Snapshot, TableNames
from gazette.articles.publishing.transaction import Write, check, put
from gazette.dynamodb.items import serialize

Members = Mapping[str, dict[str, Any]]
"""{lang, id, slug, url, title} by language."""


def translations(members: Members, lang: str) -> list[dict[str, Any]]:
    """The members in other languages."""
    return [members[other] for other in sorted(members) if other != lang]


def update_story(tables: TableNames, story: str, before: Snapshot, members: Members, now: datetime) -> list[Write]:
    """The story's members, if nobody else changed them since they were read, and the translations that name them."""
    key = {"listing": f"story/{story}", "position": "members"}
    unchanged: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(listing)"}
    if before.story_version:
        unchanged = {
            "ConditionExpression": "#version = :before",
            "ExpressionAttributeNames": {"#version": "version"},
            "ExpressionAttributeValues": serialize({":before": before.story_version}),
        }
    if members == before.members:
        return [check(tables.listings, key, **unchanged)]
    texts = {lang: compact(one) for lang, one in members.items()}
    item = {**key, "members": texts, "version": before.story_version + 1}
    return [put(tables.listings, item, **unchanged), *_siblings(tables, before, members, now)]


def _siblings(tables: TableNames, before: Snapshot, members: Members, now: datetime) -> list[Write]:
    """Their views and sitemap entries; their cards name no translations and stay."""
    steps: list[Write] = []
    for sibling in before.siblings:
        document = {**sibling.document, "translations": translations(members, sibling.document["lang"])}
        steps += views.update_translation(tables.articles, sibling, document, now)
        steps.append(listings.put_sitemap_entry(tables.listings, document))
    return steps
