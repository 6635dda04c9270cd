"""Rules of the Articles and Listings tables.

An article's cards and sitemap entry are rendered from its present view, so that the view decides in which lists the
article is.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from cli.restore.copying import Item, Rule, Tables
from gazette.articles.publishing.listings import list_card_listings
from gazette.articles.publishing.serializers import (
    render_card,
    render_sitemap_entry,
    render_translation,
    unpack_view,
)
from gazette.dynamodb.conditions import if_equal
from gazette.dynamodb.writes import check
from gazette.encoding import compact_json

NOT_PUBLISHED, NOT_LISTED = "of articles that are not published", "of articles that left the list"

VIEWS = 25
"""Views in one BatchGetItem, which returns at most 16 MB."""


class ArticleRule(Rule):
    """Copies views, tombstones and former slugs. Tombstones keep withdrawn articles from returning."""

    def restore(self, item: Item) -> str:
        # The stream of the table sends an event, which tells its consumers that nothing is new.
        return self.tables.commit(self.tables.put({**item, "silent": True} if "view" in item else item))


class ListingRule(Rule):
    """Copies cards, sitemaps, stories and changes. `articles` is the name of the live Articles table."""

    def __init__(self, tables: Tables, articles: str) -> None:
        super().__init__(tables)
        self._articles = articles
        self._views: dict[str, Item] = {}

    def prepare(self, missing: Sequence[Item]) -> None:
        ids = {id for item in missing for id in _list_ids(item)}
        found = self.tables.get(self._articles, [{"address": id} for id in sorted(ids)], size=VIEWS)
        self._views = {item["address"]: item for item in found if "view" in item}

    def restore(self, item: Item) -> str:
        listing = item["listing"]
        if listing == "sitemaps" or listing.endswith("/changes"):
            return super().restore(item)
        if listing.startswith("story/"):
            return self._restore_story(item)
        [id] = _list_ids(item)
        return self._restore_card(item, self._views[id]) if id in self._views else NOT_PUBLISHED

    def _restore_card(self, item: Item, stored: Item) -> str:
        document = unpack_view(stored["view"])
        listing, lang = item["listing"], document["lang"]
        rendered: dict[str, Any]
        if listing == f"{lang}/sitemap/{document['published_at'][:7]}":
            rendered = {"url": render_sitemap_entry(document)}
        elif listing in (*list_card_listings(document), f"{lang}/front"):
            rendered = {"card": render_card(document), "unpublish_at": stored.get("unpublish_at")}
        else:
            return NOT_LISTED
        unchanged = check(self._articles, {"address": stored["address"]}, if_equal("etag", stored["etag"]))
        return self.tables.commit(self.tables.put({**item, **rendered}), unchanged)

    def _restore_story(self, item: Item) -> str:
        """The members that are published, each from its present view."""
        members = {
            document["lang"]: compact_json(render_translation(document))
            for document in (unpack_view(self._views[id]["view"]) for id in _list_ids(item) if id in self._views)
        }
        return self.tables.commit(self.tables.put({**item, "members": members})) if members else NOT_PUBLISHED


def _list_ids(item: Item) -> list[str]:
    """Ids of the articles that an item of the Listings table belongs to. A card's position is `<published_at>#<id>`."""
    if item["listing"].startswith("story/"):
        return [json.loads(text)["id"] for text in item["members"].values()]
    return [item["position"].split("#")[1]] if "#" in item["position"] else []
