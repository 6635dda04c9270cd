"""The Listings table: which lists an article is in, and where.

A card's position can be told from the time of first publication and the id, and neither ever changes.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from gazette.articles.lists import compact
from gazette.articles.rendering import card, sitemap_entry
from gazette.articles.standing import Standing
from gazette.articles.steps import Step, check, delete, put, update
from gazette.aws.items import typed

CHANGES_KEPT = timedelta(days=30)


def of_cards(document: Mapping[str, Any] | None) -> list[str]:
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


def filed(table: str, before: Standing, document: Mapping[str, Any]) -> list[Step]:
    """The card in each listing that the article is in now, none where it was only before, and on the front page."""
    text, present = card(document), of_cards(document)
    former = [listing for listing in of_cards(before.document) if listing not in present]
    return [
        *(put(table, {**_key(listing, document), "card": text}) for listing in present),
        *(delete(table, _key(listing, document)) for listing in former),
        *([_front_card(table, before, document, text)] if before.document else []),
        sitemap(table, document),
    ]


def removed(table: str, document: Mapping[str, Any]) -> list[Step]:
    """The article in no listing at all."""
    everywhere = [*of_cards(document), _front(document), _sitemap(document)]
    return [delete(table, _key(listing, document)) for listing in everywhere]


def sitemap(table: str, document: Mapping[str, Any]) -> Step:
    """Its entry in the sitemap of the month in which it was published first: `en/sitemap/2025-12`."""
    return put(table, {**_key(_sitemap(document), document), "url": sitemap_entry(document)})


def month(document: Mapping[str, Any]) -> dict[str, str]:
    """The entry of that sitemap in the list of them all."""
    return {"listing": "sitemaps", "position": f"{document['lang']}/{document['published_at'][:7]}"}


def change(table: str, kind: str, *, id: str, lang: str, version: int, now: datetime) -> Step:
    """The entry of a change in `en/changes`. `now` is the present moment, not a planned one: readers go on by it."""
    at = now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03}Z"
    item = {
        "listing": f"{lang}/changes",
        "position": f"{at}#{id}#{version:06}",
        "change": compact({"id": id, "at": at, "change": kind, "version": version}),
        "expires_at": int((now + CHANGES_KEPT).timestamp()),
    }
    return put(table, item)


def _front_card(table: str, before: Standing, document: Mapping[str, Any], text: str) -> Step:
    """The pinned card replaced, its rank kept; where it is not pinned, a check that it still is not."""
    key = _key(_front(document), document)
    if not before.pinned:
        return check(table, key, ConditionExpression="attribute_not_exists(listing)")
    return update(
        table,
        key,
        "SET card = :card",
        ConditionExpression="attribute_exists(listing)",
        ExpressionAttributeValues=typed({":card": text}),
    )


def _key(listing: str, document: Mapping[str, Any]) -> dict[str, str]:
    return {"listing": listing, "position": f"{document['published_at']}#{document['id']}"}


def _front(document: Mapping[str, Any]) -> str:
    return f"{document['lang']}/front"


def _sitemap(document: Mapping[str, Any]) -> str:
    return f"{document['lang']}/sitemap/{document['published_at'][:7]}"
