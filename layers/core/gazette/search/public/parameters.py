"""Parameters of a search, and its cursors, which say where a page starts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from gazette import cursors
from gazette.articles.public.lists import FILTERS, FIRST, LAST, check_slug, parse_times
from gazette.errors import Invalid, Malformed
from gazette.http.public import parse_limit
from gazette.search.analysis import get_analyzer
from gazette.search.public.engine import DEEPEST, Request
from gazette.search.public.paging import PageStart
from gazette.search.public.query import check_query, parse_query
from gazette.times import to_seconds

PARAMETERS = ("q", "lang", *FILTERS, "from", "to", "sort", "limit", "cursor")
SORTS = ("relevance", "newest")


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
        self._start = PageStart(int(now.timestamp()))
        if "cursor" in parameters:
            self._start = self._parse_cursor(parameters["cursor"], self._start.at)
        self.request = Request(
            query,
            at=self._start.at,
            filters=[f"{kind}/{check_slug(kind, parameters[kind])}" for kind in FILTERS if kind in parameters],
            since=since,
            until=self._start.limit(until),
            newest_first=sort == "newest",
            offset=self._start.offset,
            limit=parse_limit(parameters),
        )

    def encode_next(self, count: int) -> str | None:
        """The cursor of the next page; None if there is none, or if it is deeper than a search goes."""
        end = self.request.offset + self.request.limit
        return cursors.encode(self._identity, self._start.render(end)) if end < min(count, DEEPEST) else None

    def _parse_cursor(self, cursor: str, now: int) -> PageStart:
        start = PageStart.parse(cursors.decode(self._identity, cursor), now)
        if start is None:
            raise Malformed("The cursor is damaged.")
        return start


def _parse_seconds(parameters: Mapping[str, str]) -> tuple[int, int | None]:
    """`from` (included) and `to` (excluded) in seconds since 1970."""
    since, before = parse_times(parameters)
    return 0 if since == FIRST else to_seconds(since), None if before == LAST else to_seconds(before)
