"""Which feed a request asks for: language, format, a category, tag or author, and whole texts or summaries."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gazette.feeds.errors import FeedNotFound
from gazette.urls import feed_path

RSS, ATOM, JSON_FEED = "rss.xml", "atom.xml", "feed.json"
FILES = (RSS, ATOM, JSON_FEED)
FILTERS = ("category", "tag", "author")
PARAMETERS = (*FILTERS, "content")
"""CloudFront has these in its cache key, and forwards no others (template.yaml)."""


class FeedRequest:
    """A feed of a language. `kind` and `slug` are those of its category, tag or author; None for all articles.

    Of several filters the first one of `FILTERS` counts: a feed reader shows articles of a feed, and no error.
    Parameters that are unknown or have another value are ignored, because mailers append some to every link. Raises
    `FeedNotFound` for another language or file, and for a filter that is no slug.
    """

    __slots__ = ("file", "full", "kind", "lang", "slug")

    def __init__(self, lang: str, file: str, parameters: Mapping[str, str], languages: tuple[str, ...]) -> None:
        if lang not in languages or file not in FILES:
            raise FeedNotFound()
        self.lang, self.file = lang, file
        self.full = parameters.get("content") == "full"
        self.kind = next((kind for kind in FILTERS if kind in parameters), None)
        self.slug = parameters[self.kind].lower() if self.kind else ""
        if self.kind and not _is_slug(self.slug):
            raise FeedNotFound()

    @property
    def listing(self) -> str:
        """The listing that has the cards of the feed."""
        return f"{self.lang}/{self.kind}/{self.slug}" if self.kind else self.lang

    def build_path(self, slug: str | None = None) -> str:
        """The canonical path with its query; with another `slug`, that of the term into which this one was merged."""
        return feed_path(self.lang, self.file, kind=self.kind, slug=slug or self.slug, full=self.full)


def _is_slug(text: str) -> bool:
    from gazette.text import MAX_SLUG, SLUG  # not needed by a feed of all articles

    return len(text) <= MAX_SLUG and re.fullmatch(SLUG, text) is not None
