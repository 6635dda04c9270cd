"""The Listings table: which lists an article is in, and where.

A card's position can be told from the time of first publication and the id, and neither ever changes.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from gazette.articles.public.lists import compact
from gazette.articles.publishing.serializers import render_card, render_sitemap_entry
from gazette.articles.publishing.snapshot import Snapshot
from gazette.articles.publishing.transaction import Write, check, delete, put, update
from gazette.dynamodb.items import serialize

CHANGES_KEPT = timedelta(days=30)


def card_listings(document: Mapping[str, Any] | None) -> list[str]:
    """The listings that hold the article's card, apart from the front page."""
    if document is None:
        return []
    lang = document["lang"]
    return [
        lang,
        *(f"{lang}/category/{category['slug']}" for category in document["categories"]),
        *(f"{lang}/tag/{tag['slug']}" for tag in document["tags"]),
        *(f"{lang}/author/{author['slug']}" for author in document["authors"] if author["slug"]),
    ]


def put_cards(table: str, before: Snapshot, document: Mapping[str, Any]) -> list[Write]:
    """The card in each listing that the article is in now, none where it was only before, and on the front page."""
    text, present = render_card(document), card_listings(document)
    former = [listing for listing in card_listings(before.document) if listing not in present]
    return [
        *(put(table, {**_key(listing, document), "card": text}) for listing in present),
        *(delete(table, _key(listing, document)) for listing in former),
        *([_front_card(table, before, document, text)] if before.document else []),
        put_sitemap_entry(table, document),
    ]


def delete_cards(table: str, document: Mapping[str, Any]) -> list[Write]:
    """The article in no listing at all."""
    everywhere = [*card_listings(document), _front(document), _sitemap(document)]
    return [delete(table, _key(listing, document)) for listing in everywhere]


def put_sitemap_entry(table: str, document: Mapping[str, Any]) -> Write:
    """Its entry in the sitemap of the month in which it was published first: `en/sitemap/2025-12`."""
    return put(table, {**_key(_sitemap(document), document), "url": render_sitemap_entry(document)})


def sitemap_month(document: Mapping[str, Any]) -> dict[str, str]:
    """The entry of that sitemap in the list of them all."""
    return {"listing": "sitemaps", "position": f"{document['lang']}/{document['published_at'][:7]}"}


def put_change(table: str, kind: str, *, id: str, lang: str, version: int, now: datetime) -> Write:
    """The entry of a change in `en/changes`. `now` is the present moment, not a planned one: readers go on by it."""
    at = now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03}Z"
    item = {
        "listing": f"{lang}/changes",
        "position": f"{at}#{id}#{version:06}",
        "change": compact({"id": id, "at": at, "change": kind, "version": version}),
        "expires_at": int((now + CHANGES_KEPT).timestamp()),
    }
    return put(table, item)


def _front_card(table: str, before: Snapshot, document: Mapping[str, Any], text: str) -> Write:
    """The pinned card replaced, its rank kept; where it is not pinned, a check that it still is not."""
    key = _key(_front(document), document)
    if not before.pinned:
        return check(table, key, ConditionExpression="attribute_not_exists(listing)")
    return update(
        table,
        key,
        "SET card = :card",
        ConditionExpression="attribute_exists(listing)",
        ExpressionAttributeValues=serialize({":card": text}),
    )


def _key(listing: str, document: Mapping[str, Any]) -> dict[str, str]:
    return {"listing": listing, "position": f"{document['published_at']}#{document['id']}"}


def _front(document: Mapping[str, Any]) -> str:
    return f"{document['lang']}/front"


def _sitemap(document: Mapping[str, Any]) -> str:
    return f"{document['lang']}/sitemap/{document['published_at'][:7]}"
