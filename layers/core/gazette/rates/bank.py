"""What Gazette knows of a central bank: its money, its day, its calendar, and how its sheets are had. Lean."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, tzinfo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from gazette.rates.model import Sheet
    from gazette.rates.sources.common.calendar import Effective

    Get = Callable[[str], bytes]
    """Body of the answer under a path of the bank's site; raises what rates/ingestion/bank_client.py raises."""

    class Parse(Protocol):
        """The sheet of an answer, the newest one up to `asked` where it has several."""

        def __call__(self, body: bytes, asked: date = ...) -> Sheet: ...


class Bank:
    """One source of rates. `main` are the currencies without which a sheet is none, in the header's order.

    A rate is `direct` (units of `base` for `nominal` units of a currency) or `indirect` (units of a currency for one
    of `base`). `site` is the bank's address; for paths that begin with `archive[0]` it is `archive[1]`. `fetch` gets
    the answer for a day (asked, today), `parse` reads it, `media_types` are what it may be declared as.

    On a day that `works`, from `published_from` on, the sheet of `effective(day)` is published. It is missed at
    `awaited_until` of its own day.
    `ahead` are the coming days that a run asks for: how far a sheet may lie in the future at most, 0 where none does.
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
        media_types: tuple[str, ...],
    ) -> None:
        self.id, self.site, self.archive = id, site, archive
        self.base, self.quotation, self.zone = base, quotation, zone
        self.main, self.names = main, names
        self.fetch, self.parse, self.media_types, self.ahead = fetch, parse, media_types, ahead
        self._works, self._effective = works, effective
        self._published_from, self._awaited_until = published_from, awaited_until

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
        """The date of the sheet to expect after that of `day`: the first one that a working day, from `day` on,
        publishes for a later date."""
        return self._effective(self._published_after(day))

    def due(self, last: date, now: datetime) -> bool:
        """Whether the sheet that follows that of `last` may be published by now."""
        return now >= datetime.combine(self._published_after(last), self._published_from, self.zone)

    def stale(self, last: date, now: datetime) -> bool:
        """Whether the sheet that was to follow that of `last` has been missed."""
        due = datetime.combine(self.expected_after(last), self._awaited_until, self.zone)
        return now >= due

    def _published_after(self, day: date) -> date:
        """The day on which the sheet after that of `day` is published."""
        working = day
        while not self._works(working) or self._effective(working) <= day:
            working += timedelta(1)
        return working
