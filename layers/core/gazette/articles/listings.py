"""Which listings an article is in, and where: keys of the Listings table. Pure.

A card's position can be told from the time of first publication and the id, and neither ever changes.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from gazette.articles.rendering import compact

CHANGES_KEPT = timedelta(days=30)


def position(document: Mapping[str, Any]) -> str:
    return f"{document['published_at']}#{document['id']}"


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


def front(document: Mapping[str, Any]) -> str:
    return f"{document['lang']}/front"


def sitemap(document: Mapping[str, Any]) -> str:
    """The sitemap of the month of first publication: `en/sitemap/2025-12`."""
    return f"{document['lang']}/sitemap/{document['published_at'][:7]}"


def month(document: Mapping[str, Any]) -> dict[str, str]:
    """The entry of that sitemap in the list of them all."""
    return {"listing": "sitemaps", "position": f"{document['lang']}/{document['published_at'][:7]}"}


def change(id: str, lang: str, kind: str, version: int, now: datetime) -> dict[str, Any]:
    """The entry of a change in `en/changes`; `now` is the present moment, not a planned one: readers go on by it."""
    at = now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03}Z"
    return {
        "listing": f"{lang}/changes",
        "position": f"{at}#{id}#{version:06}",
        "change": compact({"id": id, "at": at, "change": kind, "version": version}),
        "expires_at": int((now + CHANGES_KEPT).timestamp()),
    }
