"""Parameters of a search, and its cursors.

A cursor has the moment of the first page and the number of articles before the page. Later pages leave out what was
published after that moment, so that no article is shifted to the next page while somebody reads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from gazette import cursors
from gazette.articles.public.lists import FILTERS, FIRST, LAST, check_slug, parse_times
from gazette.errors import Invalid, Malformed
from gazette.http.public import parse_limit
from gazette.search.analysis import get_analyzer
from gazette.search.public.engine import DEEPEST, Request
from gazette.search.public.query import check_query, parse_query
from gazette.times import parse_timestamp

PARAMETERS = ("q", "lang", *FILTERS, "from", "to", "sort", "limit", "cursor")
SORTS = ("relevance", "newest")
_POSITION = re.compile(r"(\d{1,11})\+(\d{1,5})", re.ASCII)


class SearchPage:
    """A page of a search of the API. Raises `Invalid` or `Malformed` for what is no search."""

    def __init__(self, parameters: Mapping[str, str], lang: str, now: datetime) -> None:
        if "q" not in parameters:
            raise Invalid.at("?q", "This parameter is needed.")
        query = parse_query(check_query(parameters["q"]), get_analyzer(lang))
        if query.is_empty:
            raise Invalid.at("?q", "It has no word to search for.")
        sort = parameters.get("sort", SORTS[0])
        if sort not in SORTS:
            raise Invalid.at("?sort", f"It must be one of {', '.join(SORTS)}.")
        selecting = ("q", *FILTERS, "from", "to", "sort")
        self._identity = "|".join([lang, *(parameters.get(name, "") for name in selecting)])
        since, until = _parse_seconds(parameters)
        at, offset = int(now.timestamp()), 0
        if "cursor" in parameters:
            at, offset = self._parse_cursor(parameters["cursor"], at)
            until = at + 1 if until is None else min(until, at + 1)
        self.request = Request(
            query,
            at=at,
            filters=[f"{kind}/{check_slug(kind, parameters[kind])}" for kind in FILTERS if kind in parameters],
            since=since,
            until=until,
            newest_first=sort == "newest",
            offset=offset,
            limit=parse_limit(parameters),
        )

    def encode_next(self, count: int) -> str | None:
        """The cursor of the next page; None if there is none, or if it is deeper than a search goes."""
        end = self.request.offset + self.request.limit
        return cursors.encode(self._identity, f"{self.request.at}+{end}") if end < min(count, DEEPEST) else None

    def _parse_cursor(self, cursor: str, now: int) -> tuple[int, int]:
        match = _POSITION.fullmatch(cursors.decode(self._identity, cursor))
        if match is None or int(match[1]) > now or not 0 < int(match[2]) < DEEPEST:
            raise Malformed("The cursor is damaged.")
        return int(match[1]), int(match[2])


def _parse_seconds(parameters: Mapping[str, str]) -> tuple[int, int | None]:
    """`from` (included) and `to` (excluded) in seconds since 1970."""
    since, before = parse_times(parameters)
    return 0 if since == FIRST else _to_seconds(since), None if before == LAST else _to_seconds(before)


def _to_seconds(time: str) -> int:
    return max(0, int(parse_timestamp(time).timestamp()))
