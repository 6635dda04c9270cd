"""What Gazette knows of a central bank: its money, its day, its calendar, and the two ways to its sheets. Lean."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, tzinfo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gazette.rates.model import Sheet

    Get = Callable[[str], bytes]
    """Body of the answer under a path of the bank's site; raises what rates/client.py raises."""

AWAITED_UNTIL = time(9)
"""Hour of the bank's day at which a sheet that was due is missed: it should have come the evening before."""


class Bank:
    """One source of rates. `main` are the currencies without which a sheet is none, in the header's order.

    `fetch` gets the answer for a day, `parse` reads it, `media_types` are what it may be declared as. `holidays` are
    (month, day) of each year, `days_off` the dates of those that move.
    """

    def __init__(
        self,
        id: str,
        *,
        base: str,
        zone: tzinfo,
        main: tuple[str, ...],
        names: dict[str, str],
        fetch: Callable[[Get, date], bytes],
        parse: Callable[[bytes], Sheet],
        media_types: tuple[str, ...] = ("application/json",),
        holidays: frozenset[tuple[int, int]] = frozenset(),
        days_off: frozenset[str] = frozenset(),
    ) -> None:
        self.id, self.base, self.zone, self.main, self.names = id, base, zone, main, names
        self.fetch, self.parse, self.media_types = fetch, parse, media_types
        self._holidays, self._days_off = holidays, days_off

    def today(self, now: datetime) -> date:
        """The bank's day."""
        return now.astimezone(self.zone).date()

    def midnight(self, now: datetime) -> int:
        """The bank's next midnight in seconds since 1970: the moment at which another sheet may come into force."""
        return int(datetime.combine(self.today(now) + timedelta(1), time(), self.zone).timestamp())

    def limit(self, currency: str) -> int:
        """Percent by which a currency may move from one sheet to the next before it is held."""
        return 7 if currency in self.main else 10

    def expected_after(self, day: date) -> date:
        """The date of the sheet to expect after that of `day`: sheets appear on working days, for the next weekday.

        A bank that works on a transferred Saturday is early by this calendar, never late.
        """
        published = _first(day, self._works)
        return _first(published + timedelta(1), lambda candidate: candidate.weekday() < 5)

    def stale(self, last: date, now: datetime) -> bool:
        """Whether the sheet that was to follow that of `last` has been missed."""
        due = datetime.combine(self.expected_after(last), AWAITED_UNTIL, self.zone)
        return now >= due

    def _works(self, day: date) -> bool:
        return (
            day.weekday() < 5 and (day.month, day.day) not in self._holidays and day.isoformat() not in self._days_off
        )


def _first(day: date, good: Callable[[date], bool]) -> date:
    while not good(day):
        day += timedelta(1)
    return day
