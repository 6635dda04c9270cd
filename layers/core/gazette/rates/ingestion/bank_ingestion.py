"""Ingestion from one bank: asks for days, and stores each sheet that is new and valid."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta

from gazette.rates.bank import Bank
from gazette.rates.ingestion.bank_client import Unreachable
from gazette.rates.ingestion.day_result import DayResult
from gazette.rates.ingestion.raw_bodies import RawBodies
from gazette.rates.iso4217 import MINOR_UNITS
from gazette.rates.model import Rate, Rejected, Sheet, Unusable
from gazette.rates.names import NAMES
from gazette.rates.store.commands import SheetCommands, SheetResult
from gazette.rates.validation.guards import guard

MAX_GAP = 5
"""Missed sheets that a run fetches by itself if it finds a gap before a new one; more than that needs a backfill."""


class BankIngestion:
    """A run at one moment. `get` fetches a path of the bank's site. With `fewer`, sheets may have lost currencies."""

    def __init__(
        self,
        bank: Bank,
        get: Callable[[str], bytes],
        commands: SheetCommands,
        bodies: RawBodies,
        *,
        at: datetime,
        fewer: bool = False,
    ) -> None:
        self.bank, self._get, self._commands, self._bodies = bank, get, commands, bodies
        self._at, self._fewer = at, fewer
        self._today = bank.today(at)

    def ingest_days(self, days: Iterable[date]) -> list[DayResult]:
        """Asks for each of these days, until the bank is silent."""
        self._commands.finish_reevaluation(self.bank)
        return _until_silence(map(self.ingest_day, days))

    def run(self) -> list[DayResult]:
        """The scheduled run, until the bank is silent.

        Asks for the coming days (if the bank publishes ahead) until one has a new sheet, then for today, and then for
        the sheets that were missed before a new one. If the coming sheet is stored already, the run asks only for it
        and for today, because both may have been corrected.
        """
        last = self._commands.finish_reevaluation(self.bank).last
        return _until_silence(self._ask_as_scheduled(date.fromisoformat(last) if last else None))

    def ingest_day(self, asked: date) -> DayResult:
        """Asks for one day. A sheet is stored under its own date; the answer with a rejected sheet is stored too."""
        try:
            body = self.bank.fetch(self._get, asked, self._today)
        except (Unreachable, Unusable) as error:
            return DayResult(asked, "failed", reason=str(error), silent=isinstance(error, Unreachable))
        try:
            return self._store(asked, self.bank.parse(body, asked), body)
        except Unusable as error:
            return DayResult(asked, "failed", reason=str(error))
        except Rejected as error:
            self._bodies.store(self.bank.id, body)
            return DayResult(asked, "rejected", reason=str(error))

    def _ask_as_scheduled(self, last: date | None) -> Iterator[DayResult]:
        results = []
        for day in [last] if last and last > self._today else self._coming_days():
            results.append(self.ingest_day(day))
            yield results[-1]
            if results[-1].outcome == "stored":
                break
        results.append(self.ingest_day(self._today))
        yield results[-1]
        for result in results:
            yield from self._close_gap(result)

    def _store(self, asked: date, sheet: Sheet, body: bytes) -> DayResult:
        guard(sheet, self.bank, asked=asked, today=self._today)
        newest = self._commands.repository.find_newest(self.bank, asked)
        if newest and newest.date > sheet.date:
            raise Rejected(f"dated {sheet.date}, though the sheet of {newest.date} is known")
        if newest and newest.sheet.hash == sheet.hash and newest.date == sheet.date:
            return _to_day_result(asked, sheet, SheetResult("unchanged", newest, []))
        raw = self._bodies.store(self.bank.id, body)
        stored = self._commands.store(self.bank, sheet, raw=raw, at=self._at, fewer=self._fewer)
        return _to_day_result(asked, sheet, stored)

    def _coming_days(self) -> list[date]:
        return [self._today + timedelta(ahead) for ahead in range(1, self.bank.ahead + 1)]

    def _close_gap(self, result: DayResult) -> Iterator[DayResult]:
        """Asks for the sheets that were missed between a new one and the one stored before it, the latest first."""
        for _ in range(MAX_GAP):
            day, previous = result.dated, result.previous
            if result.outcome != "stored" or not day or not previous or self.bank.expected_after(previous) >= day:
                return
            result = self.ingest_day(day - timedelta(1))
            yield result


def _until_silence(results: Iterable[DayResult]) -> list[DayResult]:
    """All results up to the first without any answer. A silent bank is not asked for more days in the same run, because
    each of them may take the whole time of a call."""
    answered = []
    for result in results:
        answered.append(result)
        if result.silent:
            break
    return answered


def _to_day_result(asked: date, printed: Sheet, stored: SheetResult) -> DayResult:
    """`printed` has the bank's own names, which the stored sheet does not have."""
    sheet = stored.sheet
    return DayResult(
        asked,
        stored.outcome,
        sheet.date,
        sheet.previous,
        revision=sheet.revision,
        held=sheet.held,
        mismatched=[rate.row.currency for rate in stored.rates if rate.differs],
        unknown=[row.currency for row in printed.rates.values() if _is_unknown(row)],
        lost_currencies=stored.lost_currencies,
    )


def _is_unknown(row: Rate) -> bool:
    """Whether readers get the currency without its minor units, or without any name."""
    return row.currency not in MINOR_UNITS or not (row.names or row.currency in NAMES)
