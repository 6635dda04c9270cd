"""The related stories of an article, chosen when it is published.

Only positions are stored. Readers get the cards that are present then (`articles/public/related.py`), so nothing has to
change here when a story is withdrawn or renamed later.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from gazette.articles.publishing.newest import find_newest
from gazette.articles.publishing.related_ranking import rank_related
from gazette.embedded_metrics import count_swallowed

TAGS, CATEGORIES = 5, 2
"""Listings that are asked at most, the first of the article. With the main list a publication makes 8 Queries."""
NEWEST = 16
"""Positions of each listing. Enough for all that can be stored, the article itself, and some that are in two."""
THREADS = TAGS + CATEGORIES + 1


class RelatedStories:
    """`dynamodb` is a client with one try and a short timeout: an editor waits for the publication."""

    def __init__(self, dynamodb: Any, listings_table: str) -> None:
        self._dynamodb, self._table = dynamodb, listings_table

    def choose(self, document: Mapping[str, Any], stored: Sequence[str]) -> list[str]:
        """The positions of related stories, best first. None for a page of the site.

        No error of DynamoDB prevents a publication. If a listing cannot be read, the article keeps what is `stored`; if
        nothing is, the other listings are enough.
        """
        if document["kind"] == "page":
            return []
        lang = document["lang"]
        tags = [f"{lang}/tag/{tag['slug']}" for tag in document["tags"][:TAGS]]
        categories = [f"{lang}/category/{category['slug']}" for category in document["categories"][:CATEGORIES]]
        listings = [lang, *categories, *tags]
        with ThreadPoolExecutor(THREADS) as threads:
            found = dict(zip(listings, threads.map(self._load_newest, listings), strict=True))
        if stored and None in found.values():
            return list(stored)
        by_tag, by_category = ([found[listing] or [] for listing in names] for names in (tags, categories))
        return rank_related(f"{document['published_at']}#{document['id']}", by_tag, by_category, found[lang] or [])

    def _load_newest(self, listing: str) -> list[str] | None:
        """The newest positions of a listing; None if it cannot be read."""
        try:
            return find_newest(self._dynamodb, self._table, listing, NEWEST, consistent=False)
        except (BotoCoreError, ClientError) as error:
            count_swallowed("related-not-read", error, listing=listing)
            return None
