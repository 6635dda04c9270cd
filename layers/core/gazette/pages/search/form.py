"""The form of the search page. What people change in its address by hand is ignored where it makes no sense."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from gazette.pages.lists.days import Period, parse_period
from gazette.search.analysis import get_analyzer
from gazette.search.public.engine import DEEPEST, Request
from gazette.search.public.paging import PageStart
from gazette.search.public.query import MAX_QUERY, parse_query
from gazette.text import SLUG
from gazette.times import to_seconds
from gazette.urls import BEFORE, search_path

PAGE = 20
"""Stories of a page."""
NEWEST = "newest"
PARAMETERS = ("q", "category", "from", "to", "sort", BEFORE)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


class SearchForm:
    """The values of the form's fields, and the search that they make; `request` is None without a word."""

    def __init__(self, values: Mapping[str, str], lang: str, zone: ZoneInfo, now: datetime) -> None:
        self._lang = lang
        self.text = _UNPRINTABLE.sub(" ", values.get("q", ""))[:MAX_QUERY].strip()
        category = values.get("category", "")
        self.category = category if re.fullmatch(SLUG, category) else ""
        self._first, self._last = _parse_days(values.get("from", ""), values.get("to", ""))
        self.newest_first = values.get("sort") == NEWEST
        first = PageStart(int(now.timestamp()))
        self._start = PageStart.parse(values.get(BEFORE, ""), first.at) or first
        self.offset = self._start.offset
        self.request = self._build_request(zone)

    @property
    def first_day(self) -> str:
        return self._first.path if self._first else ""

    @property
    def last_day(self) -> str:
        return self._last.path if self._last else ""

    def find_older(self, count: int) -> str | None:
        """The address of the next page; None if there is none."""
        end = self.offset + PAGE
        return self._link(end) if end < min(count, DEEPEST) else None

    def find_newer(self) -> str | None:
        return self._link(self.offset - PAGE) if self.offset else None

    def find_translation(self, lang: str) -> str:
        """The address of the same search in another language."""
        return self._link(0, lang)

    def _link(self, offset: int, lang: str | None = None) -> str:
        values = {
            "q": self.text,
            "category": self.category,
            "from": self.first_day,
            "to": self.last_day,
            "sort": NEWEST if self.newest_first else "",
            BEFORE: self._start.render(offset) if offset > 0 else "",
        }
        query = urlencode({name: value for name, value in values.items() if value})
        path = search_path(lang or self._lang)
        return f"{path}?{query}" if query else path

    def _build_request(self, zone: ZoneInfo) -> Request | None:
        query = parse_query(self.text, get_analyzer(self._lang))
        if query.is_empty:
            return None
        until = to_seconds(self._last.limits(zone)[1]) if self._last else None
        return Request(
            query,
            at=self._start.at,
            filters=[f"category/{self.category}"] if self.category else [],
            since=to_seconds(self._first.limits(zone)[0]) if self._first else 0,
            until=self._start.limit(until),
            newest_first=self.newest_first,
            offset=self.offset,
            limit=PAGE,
        )


def _parse_days(first: str, last: str) -> tuple[Period | None, Period | None]:
    """The first and the last day, whatever the order in which they were given."""
    start, end = _parse_day(first), _parse_day(last)
    return (end, start) if start and end and end.path < start.path else (start, end)


def _parse_day(text: str) -> Period | None:
    day = parse_period(text)
    return day if day and not day.is_month else None
