"""A central bank: its currency, time zone and calendar, and how to fetch its sheets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone, tzinfo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from gazette.rates.model import Sheet
    from gazette.rates.sources.common.calendar import Effective

    Get = Callable[[str], bytes]
    """Fetches the body under a path of the bank's site. Raises the errors of rates/ingestion/bank_client.py."""

    class Parse(Protocol):
        """Parses the sheet of an answer: the newest sheet up to `day`, if the answer has several."""

        def __call__(self, body: bytes, day: date = ...) -> Sheet: ...


FIRST_ZONE = timezone(timedelta(hours=14))
"""The zone in which each day begins first (Kiribati)."""


def find_latest_day(now: datetime) -> date:
    """The latest day that has begun anywhere: today, for some caller, though it may be a day ahead of a bank."""
    return now.astimezone(FIRST_ZONE).date()


class Bank:
    """One source of rates.

    A sheet must have all `main` currencies. They are in the order of the headline. `quotation` is `direct` (a rate is
    the price of `nominal` units of a currency in `base`) or `indirect` (a rate is the price of one unit of `base` in a
    currency).

    `site` is the bank's address. Paths that begin with `archive[0]` are at the address `archive[1]`. `fetch(get, day,
    today)` gets the answer for a day, `parse` reads the answer. The answer must have one of the `media_types`.
    Every rate has at least `decimals` digits after the point; one with fewer has lost them, or its zeros.

    `zone.tzname(None)` is the IANA name of the bank's time zone. On each day for which `works` is true, the bank
    publishes the sheet of `effective(day)`, not before the time `published_from`. The sheet is overdue at the time
    `awaited_until` of its own day. A sheet's date is at most `ahead` days after today. A run requests these days too.
    """

    def __init__(
        self,
        id: str,
        *,
        site: str,
        archive: tuple[str, str] | None = None,
        base: str,
        quotation: str,
        zone: tzinfo,
        main: tuple[str, ...],
        names: dict[str, str],
        fetch: Callable[[Get, date, date], bytes],
        parse: Parse,
        works: Callable[[date], bool],
        effective: Effective,
        published_from: time,
        awaited_until: time,
        ahead: int,
        decimals: int,
        media_types: tuple[str, ...],
    ) -> None:
        self.id, self.site, self.archive = id, site, archive
        self.base, self.quotation, self.zone = base, quotation, zone
        self.main, self.names = main, names
        self.fetch, self.parse, self.media_types = fetch, parse, media_types
        self.ahead, self.decimals = ahead, decimals
        self._works, self._effective = works, effective
        self.published_from, self._awaited_until = published_from, awaited_until

    def today(self, now: datetime) -> date:
        """Today's date in the bank's time zone."""
        return now.astimezone(self.zone).date()

    def next_midnight(self, now: datetime) -> int:
        """The bank's next midnight, in seconds since 1970. At midnight another sheet may come into force."""
        return int(datetime.combine(self.today(now) + timedelta(1), time(), self.zone).timestamp())

    def change_limit(self, currency: str) -> int:
        """Percent by which a currency may move from one sheet to the next. If it moves more, its rate is held."""
        return 7 if currency in self.main else 10

    def expected_after(self, day: date) -> date:
        """The date of the next sheet after that of `day`, by the bank's calendar."""
        return self._effective(self._published_after(day))

    def is_due(self, last: date, now: datetime) -> bool:
        """Whether the bank may have published the sheet after that of `last` by now."""
        return now >= datetime.combine(self._published_after(last), self.published_from, self.zone)

    def is_stale(self, last: date, now: datetime) -> bool:
        """Whether the sheet after that of `last` is overdue."""
        awaited_until = datetime.combine(self.expected_after(last), self._awaited_until, self.zone)
        return now >= awaited_until

    def _published_after(self, day: date) -> date:
        """The working day on which the bank publishes the next sheet after that of `day`."""
        working = day
        while not self._works(working) or self._effective(working) <= day:
            working += timedelta(1)
        return working
