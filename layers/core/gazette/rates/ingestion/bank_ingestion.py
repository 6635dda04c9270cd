"""Ingestion from one bank: requests the sheets of days, and stores each sheet that is new and valid."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta

from gazette.rates.bank import Bank
from gazette.rates.currency_names import NAMES
from gazette.rates.ingestion.bank_client import Unreachable
from gazette.rates.ingestion.day_result import DayResult
from gazette.rates.ingestion.raw_bodies import RawBodies
from gazette.rates.iso4217 import MINOR_UNITS
from gazette.rates.model import Rate, Rejected, Sheet, Unusable
from gazette.rates.store.commands import SheetCommands, SheetResult
from gazette.rates.validation.guards import guard

MAX_GAP = 5
"""A run fetches at most so many missed sheets before a new sheet. A longer gap needs a backfill."""


class BankIngestion:
    """One run. `get` fetches a path of the bank's site, `at` is now. With `fewer`, sheets may have lost currencies."""

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
        """Requests each of these days, until the bank does not answer."""
        self._commands.finish_reevaluation(self.bank)
        return _collect_until_silence(map(self.ingest_day, days))

    def run(self) -> list[DayResult]:
        """The scheduled run, until the bank does not answer.

        Requests the coming days (if the bank publishes ahead) until one has a new sheet, then today, and then the
        sheets that were missed before a new sheet. If the coming sheet is stored already, the run requests only that
        sheet and today's, because the bank may have corrected both.
        """
        last = self._commands.finish_reevaluation(self.bank).last
        return _collect_until_silence(self._request_scheduled_days(date.fromisoformat(last) if last else None))

    def ingest_day(self, requested_day: date) -> DayResult:
        """Requests one day. A sheet is stored under its own date. The raw answer of a rejected sheet is stored too."""
        try:
            body = self.bank.fetch(self._get, requested_day, self._today)
        except (Unreachable, Unusable) as error:
            return DayResult(requested_day, "failed", reason=str(error), silent=isinstance(error, Unreachable))
        try:
            return self._store(requested_day, self.bank.parse(body, requested_day), body)
        except Unusable as error:
            return DayResult(requested_day, "failed", reason=str(error))
        except Rejected as error:
            self._bodies.store(self.bank.id, body)
            return DayResult(requested_day, "rejected", reason=str(error))

    def _request_scheduled_days(self, last: date | None) -> Iterator[DayResult]:
        results = []
        for day in [last] if last and last > self._today else self._list_coming_days():
            results.append(self.ingest_day(day))
            yield results[-1]
            if results[-1].outcome == "stored":
                break
        results.append(self.ingest_day(self._today))
        yield results[-1]
        for result in results:
            yield from self._close_gap(result)

    def _store(self, requested_day: date, sheet: Sheet, body: bytes) -> DayResult:
        guard(sheet, self.bank, requested_day=requested_day, today=self._today)
        newest = self._commands.repository.find_newest(self.bank, requested_day)
        if newest and newest.date > sheet.date:
            raise Rejected(f"dated {sheet.date}, though the sheet of {newest.date} is known")
        if newest and newest.date == sheet.date and newest.sheet.is_same(sheet):
            return _to_day_result(requested_day, sheet, SheetResult("unchanged", newest, []))
        raw = self._bodies.store(self.bank.id, body)
        stored = self._commands.store(self.bank, sheet, raw=raw, at=self._at, fewer=self._fewer)
        return _to_day_result(requested_day, sheet, stored)

    def _list_coming_days(self) -> list[date]:
        return [self._today + timedelta(ahead) for ahead in range(1, self.bank.ahead + 1)]

    def _close_gap(self, result: DayResult) -> Iterator[DayResult]:
        """Requests the sheets that were missed between a new sheet and the stored one before it, the latest first."""
        for _ in range(MAX_GAP):
            day, previous = result.dated, result.previous
            if result.outcome != "stored" or not day or not previous or self.bank.expected_after(previous) >= day:
                return
            result = self.ingest_day(day - timedelta(1))
            yield result


def _collect_until_silence(results: Iterable[DayResult]) -> list[DayResult]:
    """All results up to the first day without any answer.

    The run requests no more days of a silent bank, because each of them may take the whole time of a call.
    """
    answered = []
    for result in results:
        answered.append(result)
        if result.silent:
            break
    return answered


def _to_day_result(requested_day: date, published: Sheet, stored: SheetResult) -> DayResult:
    """`published` has the bank's own names. The stored sheet does not have them."""
    sheet = stored.sheet
    return DayResult(
        requested_day,
        stored.outcome,
        sheet.date,
        sheet.previous,
        revision=sheet.revision,
        held=sheet.held,
        mismatched=[rate.published.currency for rate in stored.rates if rate.mismatch],
        unknown=[rate.currency for rate in published.rates.values() if _is_unknown(rate)],
        left_out=published.left_out,
        new_left_out=stored.new_left_out,
        lost_currencies=stored.lost_currencies,
    )


def _is_unknown(rate: Rate) -> bool:
    """Whether the currency has no minor units here, or no name."""
    return rate.currency not in MINOR_UNITS or not (rate.names or rate.currency in NAMES)
