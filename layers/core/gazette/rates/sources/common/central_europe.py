"""The time of Central Europe by the rule of the European Union, for functions that have no time zone database. Lean.

Summer time lasts from the last Sunday of March to the last Sunday of October, both at 01:00 UTC. So it has been since
1996; rates are older by no bank that lives in this zone.
"""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

_WINTER, _SUMMER = timedelta(hours=1), timedelta(hours=2)


class CentralEurope(tzinfo):
    """As `zoneinfo.ZoneInfo("Europe/Berlin")`."""

    def utcoffset(self, when: datetime | None) -> timedelta:
        """Of a wall clock's time. In the hour that comes twice `fold` tells which is meant; in the one that is left out
        0 is the offset before it, 1 the one after it."""
        if when is None:
            return _WINTER
        naive = when.replace(tzinfo=None)
        fold = timedelta(hours=when.fold)
        begins = _changes(naive.year, 3) + _SUMMER - fold
        ends = _changes(naive.year, 10) + _SUMMER - fold
        return _SUMMER if begins <= naive < ends else _WINTER

    def dst(self, when: datetime | None) -> timedelta:
        return self.utcoffset(when) - _WINTER

    def tzname(self, when: datetime | None) -> str:
        return "CEST" if self.dst(when) else "CET"

    def fromutc(self, when: datetime) -> datetime:
        utc = when.replace(tzinfo=None)
        ends = _changes(utc.year, 10)
        summer = _changes(utc.year, 3) <= utc < ends
        local = when + (_SUMMER if summer else _WINTER)
        return local.replace(fold=1) if ends <= utc < ends + timedelta(hours=1) else local


def _changes(year: int, month: int) -> datetime:
    """01:00 UTC of the last Sunday of a month of 31 days."""
    last = datetime(year, month, 31, 1)  # noqa: DTZ001 (UTC, to be compared with UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)
