"""The Articles table: what stands under an article's id, and under its language and slug.

Either the packed view, or `moved_to` (the id, under a former slug), or `gone`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gazette.articles.errors import SlugTaken
from gazette.articles.model import Article, Withdrawal
from gazette.articles.publishing.serializers import FORMAT, View, pack_view
from gazette.articles.publishing.snapshot import Sibling, Snapshot
from gazette.articles.publishing.transaction import Write, put, update
from gazette.dynamodb.items import serialize
from gazette.times import timestamp


def addresses(document: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The two addresses of a view: the id, and language and slug; none of what is not published."""
    return () if document is None else (document["id"], _address(document["lang"], document["slug"]))


def put_view(table: str, rendered: View, after: Article, before: Snapshot) -> list[Write]:
    """The view under both addresses, and the former slug leading to it. A slug is the first one's who took it."""
    item = {
        "id": after.id,
        "lang": after.lang,
        "slug": after.slug,
        "view": rendered.packed,
        "etag": rendered.etag,
        "version": after.version,
        "published_at": after.published_at,
        "updated_at": after.updated_at,
        "rendered_at": after.changed_at,
        "unpublish_at": after.unpublish_at,
        "format": FORMAT,
    }
    by_id, by_slug = addresses(rendered.document)
    own = {
        "ConditionExpression": "attribute_not_exists(address) OR id = :id",
        "ExpressionAttributeValues": serialize({":id": after.id}),
    }
    return [
        put(table, {"address": by_id, **item}),
        put(table, {"address": by_slug, **item}, lambda found: SlugTaken(article=found.get("id")), **own),
        *_former_slug(table, after, before),
    ]


def put_tombstones(
    table: str, before: Mapping[str, Any], after: Article, withdrawal: Withdrawal, at: datetime
) -> list[Write]:
    """That the article is gone, since when, and what its editor lets readers know."""
    told = {"at": timestamp(at), "note": withdrawal.note, "successor": withdrawal.redirect_to}
    item = {
        "id": after.id,
        "lang": after.lang,
        "slug": before["slug"],
        "version": after.version,
        "gone": {name: value for name, value in told.items() if value is not None},
    }
    return [put(table, {"address": address, **item}) for address in addresses(before)]


def set_view_end(table: str, document: Mapping[str, Any] | None, unpublish_at: str | None) -> list[Write]:
    """When the view is going to be withdrawn, so that no cache keeps it longer."""
    change: dict[str, Any] = {"expression": "REMOVE unpublish_at"}
    if unpublish_at:
        values = serialize({":end": unpublish_at})
        change = {"expression": "SET unpublish_at = :end", "ExpressionAttributeValues": values}
    condition = {"ConditionExpression": "attribute_exists(address)"}
    return [update(table, {"address": address}, **change, **condition) for address in addresses(document)]


def update_translation(table: str, sibling: Sibling, document: Mapping[str, Any], now: datetime) -> list[Write]:
    """A translation's view with other `translations`, if it is still the one that was read. Its version stays."""
    rendered = pack_view(dict(document))
    values = {":view": rendered.packed, ":etag": rendered.etag, ":before": sibling.etag, ":now": timestamp(now)}
    return [
        update(
            table,
            {"address": address},
            "SET #view = :view, etag = :etag, rendered_at = :now",
            ConditionExpression="etag = :before",
            ExpressionAttributeNames={"#view": "view"},
            ExpressionAttributeValues=serialize(values),
        )
        for address in addresses(sibling.document)
    ]


def _former_slug(table: str, after: Article, before: Snapshot) -> list[Write]:
    if before.slug in (None, after.slug):
        return []
    item = {"address": _address(after.lang, str(before.slug)), "id": after.id, "moved_to": after.id}
    return [put(table, item)]


def _address(lang: str, slug: str) -> str:
    return f"{lang}/{slug}"
