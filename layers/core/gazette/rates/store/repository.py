"""The rates table. A sheet lands whole, with all that follows from it, in one transaction of at most 21 items:

sheet, revision, month (in eight parts), the next sheet and its month (judged anew, because what stands before it has
changed), source, currency. A decision brings no revision, and no currency. The source's counter is the condition that
puts all writes of a source in a row: who read an older state than the one that is there reads again. So a hundred runs
at once leave one sheet, and the order in which days arrive leaves no trace.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from gazette.dynamodb.transactions import ConditionFailed
from gazette.errors import Unavailable
from gazette.rates.bank import Bank
from gazette.rates.errors import NoSheetOfDate
from gazette.rates.keys import AHEAD
from gazette.rates.model import Sheet
from gazette.rates.store.archive import Archive
from gazette.rates.store.override import apply_override
from gazette.rates.store.progress import Progress
from gazette.rates.store.sheets import StoredSheet
from gazette.rates.store.unit_of_work import UnitOfWork
from gazette.rates.validation.evaluation import EvaluatedRate
from gazette.rates.validation.guards import guard_codes, guard_differences, loss_of_codes
from gazette.rates.validation.overrides import OverrideRequest
from gazette.times import timestamp

TRIES = 25
_LONGEST_PAUSE = 1.0


class Stored:
    """What came of a sheet: `outcome` is stored, corrected, decided or unchanged; `quotes` are empty where it is
    unchanged. `thinned` is `{date, reason}` of the next sheet, where that turns out to have lost too many currencies
    now that this one is there; empty otherwise."""

    def __init__(
        self, outcome: str, sheet: StoredSheet, quotes: list[EvaluatedRate], *, thinned: dict[str, str] | None = None
    ) -> None:
        self.outcome, self.sheet, self.quotes, self.thinned = outcome, sheet, quotes, thinned or {}


class RateRepository:
    """`tries` is how often a write that others came before is tried, after a pause of up to a second each."""

    def __init__(self, table: str, dynamodb: Any, *, tries: int = TRIES) -> None:
        self._table, self._dynamodb, self._tries = table, dynamodb, tries

    def progress(self, bank: Bank) -> Progress:
        return self._archive(bank).progress()

    def settle(self, bank: Bank) -> Progress:
        """Finish what a run left unsettled; how far the source has come then."""
        return UnitOfWork(self._archive(bank)).settle()

    def newest(self, bank: Bank, up_to: date) -> StoredSheet | None:
        """The last sheet up to a day."""
        found = self._archive(bank).newest(up_to, 1)
        return found[0] if found else None

    def present(self, bank: Bank, today: date) -> list[StoredSheet]:
        """The sheet in force and those that are coming, the latest first; one read but for a bank that is far ahead."""
        archive = self._archive(bank)
        found = archive.newest(today + AHEAD, 2)
        if found and found[-1].date > today:
            found = archive.newest(today + AHEAD, AHEAD.days + 1)
        return found[: sum(stored.date > today for stored in found) + 1]

    def sheet(self, bank: Bank, day: date) -> StoredSheet:
        """The sheet of that very date; `SheetNotFound` otherwise."""
        return _of_date(self.newest(bank, day), bank, day)

    def held(self, bank: Bank, first: date, last: date) -> Iterator[tuple[date, list[str]]]:
        """Dates of a range, the latest first, whose sheets hold rates, and whose."""
        return self._archive(bank).held(first, last)

    def store(self, bank: Bank, sheet: Sheet, *, raw: str, at: datetime, fewer: bool = False) -> Stored:
        """Keep a guarded sheet. `Rejected` where it lost too many currencies, unless it may have `fewer`, or has
        the figures of another day; `Unavailable` where every try came too late, because others wrote too."""

        def write(turn: UnitOfWork) -> Stored:
            near = turn.archive.around(sheet.date)
            if near.current and near.current.sheet.hash == sheet.hash:
                return Stored("unchanged", near.current, [])
            if not fewer:
                guard_codes(sheet, [other.sheet for other in (near.before, near.current) if other])
            new = StoredSheet.new(bank, sheet, near.current, raw=raw, seen_at=timestamp(at))
            stored, quotes = new.after(near.before, bank)
            if near.current:
                guard_differences(quotes, near.current.after(near.before, bank)[1])
            currencies = turn.archive.currencies()
            currencies.put(sheet)
            turn.land(stored, near, [turn.archive.put_revision(stored), turn.archive.put(currencies.item())])
            thinned = {} if fewer else _thinned(near.after, sheet)
            return Stored("corrected" if near.current else "stored", stored, quotes, thinned=thinned)

        return self._in_turn(bank, write)

    def decide(self, bank: Bank, day: date, ruling: OverrideRequest) -> Stored:
        """Hold or release one rate of the sheet of that very date; what counts already is not written again.

        `SheetNotFound`, what `ruled` raises, and `Unavailable` as above.
        """

        def write(turn: UnitOfWork) -> Stored:
            near = turn.archive.around(day)
            current = _of_date(near.current, bank, day)
            decided = apply_override(current, near.before, ruling, bank)
            if decided is None:
                return Stored("unchanged", current, [])
            turn.land(decided[0], near)
            return Stored("decided", *decided)

        return self._in_turn(bank, write)

    def _in_turn(self, bank: Bank, write: Callable[[UnitOfWork], Stored]) -> Stored:
        for attempt in range(self._tries):
            try:
                turn = UnitOfWork(self._archive(bank))
                stored = write(turn)
            except (ConditionFailed, Unavailable):
                if attempt < self._tries - 1:
                    _pause(attempt)
                continue
            # It is written: what is left unsettled is marked, and whoever comes next does it.
            with suppress(Unavailable):
                turn.settle()
            return stored
        raise Unavailable()

    def _archive(self, bank: Bank) -> Archive:
        return Archive(bank, self._table, self._dynamodb)


def _of_date(stored: StoredSheet | None, bank: Bank, day: date) -> StoredSheet:
    if stored is None or stored.date != day:
        raise NoSheetOfDate(f"{bank.id} published no sheet dated {day}.")
    return stored


def _thinned(after: StoredSheet | None, sheet: Sheet) -> dict[str, str]:
    loss = loss_of_codes(after.sheet, sheet) if after else ""
    return {"date": after.date.isoformat(), "reason": loss} if after and loss else {}


def _pause(attempt: int) -> None:
    time.sleep(random.uniform(0, min(_LONGEST_PAUSE, 0.02 * 2**attempt)))  # noqa: S311 (jitter)
