"""Rules of the Articles and Listings tables.

An article's cards and sitemap entry are rendered from its present view, so that the view decides in which lists the
article is.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from cli.restore.copying import Item, Rule, Tables
from gazette.articles.publishing.listings import list_card_listings
from gazette.articles.publishing.serializers import (
    render_card,
    render_sitemap_entry,
    render_translation,
    unpack_view,
)
from gazette.dynamodb.conditions import if_equal
from gazette.dynamodb.writes import Write, check
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
        if item["listing"].startswith("story/"):
            return self._restore_story(item)
        ids = _list_ids(item)
        if not ids:
            return super().restore(item)
        return self._restore_card(item, self._views[ids[0]]) if ids[0] in self._views else NOT_PUBLISHED

    def _restore_card(self, item: Item, stored: Item) -> str:
        document = unpack_view(stored["view"])
        listing, lang = item["listing"], document["lang"]
        if listing == f"{lang}/sitemap/{document['published_at'][:7]}":
            rendered = {"url": render_sitemap_entry(document)}
        elif listing in (*list_card_listings(document), f"{lang}/front"):
            rendered = {"card": render_card(document)}
        else:
            return NOT_LISTED
        restored = {**item, **rendered, "unpublish_at": stored.get("unpublish_at")}
        return self.tables.commit(self.tables.put(restored), self._check_view(stored))

    def _restore_story(self, item: Item) -> str:
        """The members that are published, each from its present view."""
        views = [self._views[id] for id in _list_ids(item) if id in self._views]
        if not views:
            return NOT_PUBLISHED
        documents = [unpack_view(stored["view"]) for stored in views]
        members = {document["lang"]: compact_json(render_translation(document)) for document in documents}
        return self.tables.commit(self.tables.put({**item, "members": members}), *map(self._check_view, views))

    def _check_view(self, stored: Item) -> Write:
        """The check that nobody has published or withdrawn the article since its view was read."""
        return check(self._articles, {"address": stored["address"]}, if_equal("etag", stored["etag"]))


def _list_ids(item: Item) -> list[str]:
    """Ids of the articles whose views decide about an item: none for changes and for the list of sitemaps.

    A card's position is `<published_at>#<id>`.
    """
    listing, position = item["listing"], item["position"]
    if listing.startswith("story/"):
        return [json.loads(text)["id"] for text in item["members"].values()]
    return [position.split("#")[1]] if "#" in position and not listing.endswith("/changes") else []
