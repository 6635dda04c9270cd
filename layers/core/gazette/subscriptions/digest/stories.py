"""Chooses the stories of an issue: cards as readers see them.

A planned publication has its planned time, and may be committed some minutes later. So an issue looks back a few hours
further than the one before, and leaves out what that one has considered.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from gazette.articles.public.cards import parse_cards
from gazette.articles.public.lists import build_newest_request, build_range_request
from gazette.articles.public.openings import extract_opening
from gazette.articles.public.planned_withdrawals import drop_ended
from gazette.dynamodb.batch_get import batch_get
from gazette.dynamodb.items import serialize
from gazette.encoding import unpack
from gazette.subscriptions.digest.model import MAX_STORIES, WEEKLY
from gazette.times import parse_timestamp, timestamp

OVERLAP = timedelta(hours=6)
"""How far before the end of the issue before this one a publication may have its time."""
FRONT_ROWS = 40
"""Rows of the front page: pins and breaking news."""
MAX_CONSIDERED = 500
"""Articles between two issues. The oldest of more are left out."""


@dataclass(frozen=True)
class Window:
    """What an issue may contain: articles published after `since`, up to `until`, without the ids in `seen`."""

    since: datetime
    until: datetime
    seen: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Selection:
    """`positions` are those of the chosen cards. `considered` are the ids of all articles of the window."""

    cards: Sequence[dict[str, Any]]
    positions: Sequence[str]
    considered: frozenset[str]


class StoryReader:
    """Reads cards and the texts of articles. `listings` and `articles` are names of tables."""

    def __init__(self, dynamodb: Any, listings: str, articles: str) -> None:
        self._dynamodb, self._listings, self._articles = dynamodb, listings, articles

    def select(self, list_id: str, lang: str, window: Window) -> Selection:
        """The stories of an issue: pinned ones first, then the newest; for a weekly issue the newest of each day."""
        since = window.since - OVERLAP
        request = build_range_request(
            self._listings, lang, timestamp(since), f"{timestamp(window.until)}~", limit=MAX_CONSIDERED
        )
        items = drop_ended(self._query(request), window.until)
        fresh = [item for item in items if _find_id(item) not in window.seen and _is_within(item, window)]
        ranks = self._load_ranks(lang)
        places = _place_in_days(fresh, window.until) if list_id == WEEKLY else {}

        def rank(item: dict[str, Any]) -> int:
            return ranks.get(_find_position(item), len(ranks) + 1)

        chosen = sorted(fresh, key=lambda item: (rank(item), places.get(_find_position(item), 0)))
        chosen = sorted(chosen[: MAX_STORIES[list_id]], key=lambda item: (rank(item), fresh.index(item)))
        return Selection(
            parse_cards(chosen),
            list(map(_find_position, chosen)),
            frozenset(_find_id(item) for item in items),
        )

    def find_card(self, lang: str, position: str, at: datetime) -> dict[str, Any] | None:
        """The card of an article that readers see at that time, None if it is withdrawn."""
        request = build_range_request(self._listings, lang, position, position, limit=1)
        cards = parse_cards(drop_ended(self._query(request), at))
        return cards[0] if cards else None

    def add_openings(self, cards: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """The cards; each without a dek has `opening`, the beginning of the article's text. It may be empty."""
        ids = [card["id"] for card in cards if not card["dek"]]
        keys = [serialize({"address": id}) for id in ids]
        items = batch_get(self._dynamodb, {self._articles: keys}, attributes=("id", "view"))[self._articles]
        views = {item["id"]["S"]: item["view"]["B"] for item in items if "view" in item}
        openings = {id: extract_opening(json.loads(unpack(view))["body_html"]) for id, view in views.items()}
        # An article may have been withdrawn since its card was read.
        return [card if card["dek"] else {**card, "opening": openings.get(card["id"], "")} for card in cards]

    def _load_ranks(self, lang: str) -> dict[str, int]:
        """The rank of each pinned article by its position."""
        rows = self._query(build_newest_request(self._listings, f"{lang}/front", FRONT_ROWS))
        return {row["position"]["S"]: int(row["rank"]["N"]) for row in rows if "rank" in row}

    def _query(self, request: dict[str, Any]) -> list[dict[str, Any]]:
        """The items of a Query, read consistently, up to its limit: a reply ends at a megabyte."""
        items: list[dict[str, Any]] = []
        request = {**request, "ConsistentRead": True}
        while True:
            reply = self._dynamodb.query(**request)
            items += reply["Items"]
            if "LastEvaluatedKey" not in reply or len(items) >= request["Limit"]:
                return items[: request["Limit"]]
            request["ExclusiveStartKey"] = reply["LastEvaluatedKey"]


def list_article_ids(positions: Iterable[str]) -> list[str]:
    return [position.partition("#")[2] for position in positions]


def _find_position(item: dict[str, Any]) -> str:
    """Time of publication and id: `2026-11-30T03:00:00Z#01KB…`."""
    return str(item["position"]["S"])


def _find_id(item: dict[str, Any]) -> str:
    return _find_position(item).partition("#")[2]


def _is_within(item: dict[str, Any], window: Window) -> bool:
    """Without an issue before this one, the window itself is the limit."""
    return bool(window.seen) or _find_position(item) >= timestamp(window.since)


def _place_in_days(items: Sequence[dict[str, Any]], until: datetime) -> dict[str, int]:
    """The place of each item among those of its day, the newest first. A day ends at the hour of the issue."""
    places, counted = {}, Counter[int]()
    for item in items:
        position = _find_position(item)
        day = (until - parse_timestamp(position.partition("#")[0])).days
        places[position] = counted[day]
        counted[day] += 1
    return places
