"""A page of a list of articles, with links to the older and to the newer page.

The address of a page names the position before which it begins: `?before=2025-12-18T07:00:00Z~01KCRA…`. So a page shows
the same stories whatever is published later, and the last page of an archive costs as much as the second.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from gazette.articles.public.cards import parse_cards
from gazette.articles.public.lists import FIRST, LAST, build_range_request
from gazette.articles.public.planned_withdrawals import drop_ended, find_first_end

Reply = dict[str, Any]
Request = tuple[str, dict[str, Any]]

PAGE = 20
"""Stories of a page."""
_POSITION = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z)~(\w{1,60})", re.ASCII)


class StoryList:
    """The stories of a listing between the times `since` and `until` (both as positions have them; `until` excluded).

    A `before` that is no position in this range is ignored: people who change an address see the first page.
    """

    def __init__(self, listing: str, before: str = "", since: str = FIRST, until: str = LAST) -> None:
        self._listing, self._since, self._until = listing, since, until
        match = _POSITION.fullmatch(before)
        position = "#".join(match.groups()) if match else ""
        self.before = position if since <= position < until else None

    @property
    def before_in_address(self) -> str | None:
        """The value of `before` in the page's own address; None for the first page."""
        return self.before and _write(self.before)

    def build_requests(self, table: str) -> list[Request]:
        """One Query; for a page behind the first one, a second Query for the place where the newer page begins."""
        older = build_range_request(table, self._listing, self._since, self._until, limit=PAGE + 1)
        if self.before is None:
            return [("Query", older)]
        start = {"listing": {"S": self._listing}, "position": {"S": self.before}}
        newer = build_range_request(table, self._listing, self.before, self._until, limit=PAGE + 1)
        return [("Query", {**older, "ExclusiveStartKey": start}), ("Query", {**newer, "ScanIndexForward": True})]

    def read(self, replies: Sequence[Reply], now: datetime) -> "StoryPage":
        """The page from the replies to `build_requests`."""
        items = replies[0]["Items"]
        shown = drop_ended(items[:PAGE], now)
        older = _write(_position(items[PAGE - 1])) if len(items) > PAGE else None
        newer: str | None = None
        follows_story = self.before is None
        if self.before is not None and (above := replies[1]["Items"]):
            newer = _write(_position(above[PAGE])) if len(above) > PAGE else ""
            follows_story = _position(above[0]) == self.before
        return StoryPage(
            parse_cards(shown),
            self.before_in_address,
            older,
            newer,
            find_first_end(shown),
            follows_story=follows_story,
        )


class StoryPage:
    """The cards of a page, newest first.

    `before`, `older` and `newer` are the values of the parameter for the page itself and its neighbours: None for the
    first page and where there is no neighbour; `newer` is empty where that is the first page. `until` is
    the first planned withdrawal of the stories, in seconds since 1970. `is_indexed` says whether search engines may
    list the page: not an empty one, and not one whose address names no story, of which anybody can make many.
    """

    __slots__ = ("before", "cards", "is_indexed", "newer", "older", "until")

    def __init__(
        self,
        cards: list[dict[str, Any]],
        before: str | None,
        older: str | None,
        newer: str | None,
        until: float | None,
        *,
        follows_story: bool,
    ) -> None:
        self.cards, self.before, self.older, self.newer = cards, before, older, newer
        self.is_indexed = bool(cards) and follows_story
        self.until = float("inf") if until is None else until

    @property
    def is_outside(self) -> bool:
        """Whether `before` is no place between stories of the list: readers get the first page."""
        return self.before is not None and (not self.cards or self.newer is None)


def _position(item: dict[str, Any]) -> str:
    position: str = item["position"]["S"]
    return position


def _write(position: str) -> str:
    """A position as addresses have it."""
    return position.replace("#", "~")
