"""The time of Central Europe by the rule of the European Union, for functions without a time zone database.

Summer time lasts from the last Sunday of March to the last Sunday of October, both at 01:00 UTC. The rule is in force
since 1996; no bank in this zone has older rates.
"""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

_WINTER, _SUMMER = timedelta(hours=1), timedelta(hours=2)


class CentralEuropeanTime(tzinfo):
    """Equal to `zoneinfo.ZoneInfo("Europe/Berlin")` from 1996 on."""

    def utcoffset(self, when: datetime | None) -> timedelta:
        """The offset at a local time. In the hour that occurs twice, `fold` selects one (0 the first). In the hour that
        does not occur, `fold` 0 gives the offset before it, 1 the one after it."""
        if when is None:
            return _WINTER
        naive = when.replace(tzinfo=None)
        fold = timedelta(hours=when.fold)
        begins = _transition(naive.year, 3) + _SUMMER - fold
        ends = _transition(naive.year, 10) + _SUMMER - fold
        return _SUMMER if begins <= naive < ends else _WINTER

    def dst(self, when: datetime | None) -> timedelta:
        return self.utcoffset(when) - _WINTER

    def tzname(self, when: datetime | None) -> str:
        """The abbreviation at a local time; without one, the zone's IANA name."""
        if when is None:
            return "Europe/Berlin"
        return "CEST" if self.dst(when) else "CET"

    def fromutc(self, when: datetime) -> datetime:
        utc = when.replace(tzinfo=None)
        ends = _transition(utc.year, 10)
        summer = _transition(utc.year, 3) <= utc < ends
        local = when + (_SUMMER if summer else _WINTER)
        return local.replace(fold=1) if ends <= utc < ends + timedelta(hours=1) else local


def _transition(year: int, month: int) -> datetime:
    """01:00 UTC of the last Sunday of a month of 31 days."""
    last = datetime(year, month, 31, 1)  # noqa: DTZ001 (UTC, to be compared with UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)
