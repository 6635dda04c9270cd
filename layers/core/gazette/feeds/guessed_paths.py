"""Addresses that people and feed readers try when they look for a feed, and the feeds that they lead to."""

from __future__ import annotations

from collections.abc import Mapping

from gazette.feeds.errors import FeedNotFound
from gazette.feeds.request import ATOM, JSON_FEED, RSS, FeedRequest
from gazette.urls import find_language

_OF_A_LANGUAGE = {"feed": RSS, "rss": RSS, "rss.xml": RSS, "feed.xml": RSS, "atom.xml": ATOM, "feed.json": JSON_FEED}
_OF_THE_SITE = {**_OF_A_LANGUAGE, "index.xml": RSS}
GUESSES = (*(f"/{name}" for name in _OF_THE_SITE), *(f"/{{lang}}/{name}" for name in _OF_A_LANGUAGE))
"""Paths of the routes. What a site without a language in its address has is the feed of its first language."""


def choose_feed(route: str, lang: str | None, parameters: Mapping[str, str], languages: tuple[str, ...]) -> FeedRequest:
    """The feed that `route`, one of `GUESSES` or its route key, leads to.

    Languages may be in other letter cases. Raises as `FeedRequest` does.
    """
    chosen = languages[0] if lang is None else find_language(lang, languages)
    if chosen is None:
        raise FeedNotFound()
    return FeedRequest(chosen, _OF_THE_SITE[route.rpartition("/")[2]], parameters, languages)
