"""A feed in no format yet: what it is, and its articles, newest first."""

from __future__ import annotations

from collections.abc import Sequence

from gazette.feeds.request import FeedRequest
from gazette.urls import front_path, term_path
from gazette.words import load_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Entry = tuple[dict[str, Any], str | None]
    """The card of an article, and the HTML of its body if the feed has whole texts."""

EMPTY_SINCE = "2025-01-01T00:00:00Z"
"""The last change of a feed without articles: Atom wants one, and the present moment would change the ETag."""
MEMBERS = {"category": "categories", "tag": "tags", "author": "authors"}
"""Member of a card that names the terms of a kind."""


class Feed:
    """`home` is the address of the page with the same articles, `url` the feed's own canonical address.

    `updated` is the last change that is not minor of the articles in the feed. `term` is the name of its category, tag
    or author.
    """

    __slots__ = ("description", "entries", "home", "lang", "path", "site", "site_name", "title", "updated", "url")

    def __init__(
        self, request: FeedRequest, entries: Sequence[Entry], *, term: str | None, site: str, site_name: str
    ) -> None:
        self.lang, self.site, self.site_name, self.entries = request.lang, site, site_name, entries
        self.title = f"{term} – {site_name}" if term else site_name
        self.description: str = load_words(request.lang)["feeds"]["description"].format(title=self.title)
        page = term_path(request.lang, request.kind, request.slug) if request.kind else front_path(request.lang)
        self.home, self.path = site + page, request.build_path()
        self.url = site + self.path
        self.updated: str = max((card["updated_at"] for card, _ in entries), default=EMPTY_SINCE)


def find_term_name(card: dict[str, Any], kind: str, slug: str) -> str:
    """The name of one of an article's categories, tags or authors, as the article shows it."""
    name: str = next((term["name"] for term in card[MEMBERS[kind]] if term["slug"] == slug), slug)
    return name


def get_summary(card: dict[str, Any]) -> str:
    """The dek of an article, or its title: validators of feeds want a text of each item."""
    summary: str = card["dek"] or card["title"]
    return summary


def list_topics(card: dict[str, Any]) -> list[dict[str, str]]:
    """`{slug, name}` of the label, the categories and the tags. The label comes first: readers must see `Sponsored`."""
    label = card.get("label")  # a card of format 1 has none
    return [*([label] if label else []), *card["categories"], *card["tags"]]
