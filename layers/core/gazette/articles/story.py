"""The story that translations share: who its published members are, and that each of them names the others."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gazette.articles import listings, views
from gazette.articles.lists import compact
from gazette.articles.standing import Standing, Tables
from gazette.articles.steps import Step, check, put
from gazette.aws.items import typed

Members = Mapping[str, dict[str, Any]]
"""{lang, id, slug, url, title} by language."""


def translations(members: Members, lang: str) -> list[dict[str, Any]]:
    """The members in other languages."""
    return [members[other] for other in sorted(members) if other != lang]


def told(tables: Tables, story: str, before: Standing, members: Members, now: datetime) -> list[Step]:
    """The story's members, if nobody else changed them since they were read, and the translations that name them."""
    key = {"listing": f"story/{story}", "position": "members"}
    unchanged: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(listing)"}
    if before.story_version:
        unchanged = {
            "ConditionExpression": "#version = :before",
            "ExpressionAttributeNames": {"#version": "version"},
            "ExpressionAttributeValues": typed({":before": before.story_version}),
        }
    if members == before.members:
        return [check(tables.listings, key, **unchanged)]
    texts = {lang: compact(one) for lang, one in members.items()}
    item = {**key, "members": texts, "version": before.story_version + 1}
    return [put(tables.listings, item, **unchanged), *_siblings(tables, before, members, now)]


def _siblings(tables: Tables, before: Standing, members: Members, now: datetime) -> list[Step]:
    """Their views and sitemap entries; their cards name no translations and stay."""
    steps: list[Step] = []
    for sibling in before.siblings:
        document = {**sibling.document, "translations": translations(members, sibling.document["lang"])}
        steps += views.retold(tables.articles, sibling, document, now)
        steps.append(listings.sitemap(tables.listings, document))
    return steps
