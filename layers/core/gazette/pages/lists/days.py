"""Days and months of the archive: the moments between which they are, and the stories of a list by day."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from gazette.times import parse_timestamp, timestamp

Card = dict[str, Any]

YEARS = range(1000, 9999)
"""Years of four digits, without the last one, whose end is no date."""


class Period:
    """A day or a month of the calendar, from its first day to the day before `end`."""

    __slots__ = ("end", "is_month", "start")

    def __init__(self, start: date, end: date, *, is_month: bool) -> None:
        self.start, self.end, self.is_month = start, end, is_month

    @property
    def path(self) -> str:
        """The end of the page's path: `2025-12-18` or `2025-12`."""
        return f"{self.start:%Y-%m}" if self.is_month else self.start.isoformat()

    def limits(self, zone: ZoneInfo) -> tuple[str, str]:
        """When the period begins in a time zone, and when the next one does, as positions of lists have times."""
        return _first_moment(self.start, zone), _first_moment(self.end, zone)


def parse_period(text: str) -> Period | None:
    """The day (`2025-12-18`) or month (`2025-12`) of a path; None for other texts and other years than `YEARS`."""
    is_month = len(text) == len("2025-12")
    try:
        start = date.fromisoformat(f"{text}-01" if is_month else text)
    except ValueError:
        return None
    if start.year not in YEARS:
        return None
    end = (start + timedelta(31)).replace(day=1) if is_month else start + timedelta(1)
    period = Period(start, end, is_month=is_month)
    return period if period.path == text else None


def find_period(position: str, zone: ZoneInfo, *, is_month: bool) -> str:
    """The path of the day or month of a position in a list."""
    day = parse_timestamp(position.partition("#")[0]).astimezone(zone).date()
    return f"{day:%Y-%m}" if is_month else day.isoformat()


def group_by_day(cards: Sequence[Card], zone: ZoneInfo) -> list[tuple[date, list[Card]]]:
    """Cards by the day of their publication in a time zone, in their order."""

    def find_day(card: Card) -> date:
        return parse_timestamp(card["published_at"]).astimezone(zone).date()

    return [(day, list(group)) for day, group in groupby(cards, find_day)]


def _first_moment(day: date, zone: ZoneInfo) -> str:
    return timestamp(datetime.combine(day, time(), zone))
