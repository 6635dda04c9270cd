"""Writes of the Listings table: an article's entries in lists, sitemaps and the feed of changes.

The position of a card is `<published_at>#<id>`; neither part of it ever changes. The card of a page is only in the
listing `en/pages`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gazette.articles.model import Article
from gazette.articles.public.changes import LIFETIME
from gazette.articles.public.lists import SITEMAPS
from gazette.articles.public.pages import PAGES
from gazette.articles.publishing.serializers import render_card, render_sitemap_entry
from gazette.articles.publishing.snapshot import Snapshot, refuse_changed
from gazette.dynamodb.conditions import if_absent, if_equal, if_present
from gazette.dynamodb.writes import Write, assign, check, delete, put, update
from gazette.encoding import compact_json
from gazette.times import timestamp, to_seconds


def list_card_listings(document: Mapping[str, Any] | None) -> list[str]:
    """The listings that contain the article's card, except the front page."""
    if document is None:
        return []
    lang = document["lang"]
    if document.get("kind") == "page":
        return [f"{lang}/{PAGES}"]
    return [
        lang,
        *(f"{lang}/category/{category['slug']}" for category in document["categories"]),
        *(f"{lang}/tag/{tag['slug']}" for tag in document["tags"]),
        *(f"{lang}/author/{author['slug']}" for author in document["authors"] if author["slug"]),
    ]


def put_cards(
    table: str, before: Snapshot, document: Mapping[str, Any], unpublish_at: str | None, now: datetime
) -> list[Write]:
    """Puts the card into the article's listings, deletes it from former listings, and updates the sitemap."""
    card, present = {"card": render_card(document), "unpublish_at": unpublish_at}, list_card_listings(document)
    former = [listing for listing in list_card_listings(before.document) if listing not in present]
    return [
        *(put(table, {**_build_key(listing, document), **card}) for listing in present),
        *(delete(table, _build_key(listing, document)) for listing in former),
        *_put_front_card(table, before, document, card, now),
        put_sitemap_entry(table, document, unpublish_at),
    ]


def set_end(table: str, before: Snapshot, document: Mapping[str, Any], unpublish_at: str | None) -> list[Write]:
    """The planned time of the withdrawal in the article's cards, at most 37, and in the sitemap; None removes it."""
    change = {"unpublish_at": unpublish_at}
    keys = [_build_key(listing, document) for listing in (*list_card_listings(document), _sitemap(document))]
    cards = [update(table, key, *assign(**change), if_present("listing"), refusal=refuse_changed) for key in keys]
    if document.get("kind") == "page":
        return cards
    key = _build_key(_front(document), document)
    if before.front is None:
        return [*cards, check(table, key, if_absent("listing"), refusal=refuse_changed)]
    return [*cards, update(table, key, *assign(**change), if_present("listing"), refusal=refuse_changed)]


def delete_cards(table: str, document: Mapping[str, Any]) -> list[Write]:
    """Deletes the article from all listings, the front page and the sitemap."""
    front = [] if document.get("kind") == "page" else [_front(document)]
    listings = [*list_card_listings(document), *front, _sitemap(document)]
    return [delete(table, _build_key(listing, document)) for listing in listings]


def put_sitemap_entry(table: str, document: Mapping[str, Any], unpublish_at: str | None) -> Write:
    """The article's entry in the sitemap of the month of its first publication: `en/sitemap/2025-12`."""
    entry = {"url": render_sitemap_entry(document), "unpublish_at": unpublish_at}
    return put(table, {**_build_key(_sitemap(document), document), **entry})


def update_sitemap_entry(table: str, document: Mapping[str, Any]) -> Write:
    """The entry of an article whose translations changed. The planned time of its withdrawal stays."""
    return update(table, _build_key(_sitemap(document), document), *assign(url=render_sitemap_entry(document)))


def put_sitemap(table: str, document: Mapping[str, Any]) -> Write:
    """The entry of the article's sitemap in the list of all sitemaps."""
    return put(table, {"listing": SITEMAPS, "position": f"{document['lang']}/{document['published_at'][:7]}"})


def put_change(table: str, kind: str, article: Article, now: datetime) -> Write:
    """The entry of a change in `en/changes`. `now` is the present moment: clients read in its order."""
    at = now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03}Z"
    item = {
        "listing": f"{article.lang}/changes",
        "position": f"{at}#{article.id}#{article.version:06}",
        "change": compact_json(
            {"id": article.id, "at": at, "change": kind, "version": article.version, "kind": article.kind}
        ),
        "expires_at": int((now + LIFETIME).timestamp()),
    }
    return put(table, item)


def _put_front_card(
    table: str, before: Snapshot, document: Mapping[str, Any], card: Mapping[str, Any], now: datetime
) -> list[Write]:
    """The article's row on the front page: of a pinned article, whose rank stays, and of breaking news.

    Breaking news without a rank expires. For others a check that they are still not pinned. Nothing
    for a page of the site: only an article of the main list can be on the front page.
    """
    if document.get("kind") == "page":
        return []
    key, until, row = _build_key(_front(document), document), document["breaking_until"], before.front
    is_breaking, is_pinned = until is not None and until > timestamp(now), row is not None and "rank" in row
    expiry = None if is_pinned or not is_breaking else to_seconds(until)
    changes = {**card, "breaking_until": until if is_breaking else None, "expires_at": expiry}
    if row is None:
        if is_breaking:
            return [put(table, {**key, **changes}, if_absent("listing"), refusal=refuse_changed)]
        return [check(table, key, if_absent("listing"), refusal=refuse_changed)]
    if not is_pinned and not is_breaking:
        return [delete(table, key, if_absent("rank"), refusal=refuse_changed)]
    same_rank = if_equal("rank", row["rank"]) if is_pinned else if_present("listing") & if_absent("rank")
    return [update(table, key, *assign(**changes), same_rank, refusal=refuse_changed)]


def _build_key(listing: str, document: Mapping[str, Any]) -> dict[str, str]:
    return {"listing": listing, "position": f"{document['published_at']}#{document['id']}"}


def _front(document: Mapping[str, Any]) -> str:
    return f"{document['lang']}/front"


def _sitemap(document: Mapping[str, Any]) -> str:
    return f"{document['lang']}/sitemap/{document['published_at'][:7]}"
