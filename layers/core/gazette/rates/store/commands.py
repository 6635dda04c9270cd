"""The two commands that write sheets: store a published sheet, and override a rate.

A command commits one transaction of at most 21 items: the sheet, its revision, its month (8 parts), the next sheet and
its month, the source, the currencies. The next sheet is evaluated again, because the sheet before it has changed. An
override writes no revision and no currencies.

Every write of a source is conditional on the counter in the source's progress. A command that read an older state reads
again. So a hundred concurrent runs leave one sheet, and days may arrive in any order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from gazette.dynamodb.commit import ConditionFailed
from gazette.dynamodb.retry import retry
from gazette.embedded_metrics import count_swallowed
from gazette.errors import Unavailable
from gazette.rates.bank import Bank
from gazette.rates.model import Sheet
from gazette.rates.store.apply_override import apply_override
from gazette.rates.store.progress import Progress
from gazette.rates.store.repository import RateRepository, require_date
from gazette.rates.store.sheets import StoredSheet
from gazette.rates.store.unit_of_work import UnitOfWork
from gazette.rates.validation.evaluated_sheet import EvaluatedRate
from gazette.rates.validation.guards import describe_lost_currencies, guard_currencies, guard_differences
from gazette.rates.validation.overrides import OverrideRequest
from gazette.times import parse_timestamp, timestamp

TRIES = 25


class SheetResult:
    """Result of a command. `outcome` is stored, corrected, overridden or unchanged; `rates` are empty if unchanged.

    `lost_currencies` is `{date, reason}` of the next sheet if that sheet has too few of this sheet's currencies. The
    next sheet was stored first, so its guard could not notice that. Otherwise it is empty. `new_left_out` are the rows
    without a rate that the stored sheet did not have.
    """

    def __init__(
        self,
        outcome: str,
        sheet: StoredSheet,
        rates: list[EvaluatedRate],
        *,
        lost_currencies: dict[str, str] | None = None,
        new_left_out: Iterable[str] = (),
    ) -> None:
        self.outcome, self.sheet, self.rates = outcome, sheet, rates
        self.lost_currencies, self.new_left_out = lost_currencies or {}, sorted(new_left_out)


class SheetCommands:
    """Every command raises `Unavailable` if other writers came first in each of its `tries`."""

    def __init__(self, repository: RateRepository, *, tries: int = TRIES) -> None:
        self.repository, self._tries = repository, tries

    def store(self, bank: Bank, sheet: Sheet, *, raw: str, at: datetime, fewer: bool = False) -> SheetResult:
        """Stores a sheet that the guard accepts. `raw` is the SHA-256 of the bank's answer, `at` the answer's time.

        A correction keeps the stored rates of the currencies that it leaves out because of faulty rows.

        A sheet that is stored already is unchanged, whatever the sheet before it. If only its faulty rows differ, they
        are written, without a revision. Otherwise raises `Rejected` if the sheet has lost too many currencies (unless
        `fewer` allows that), or if it has the rates of another day.
        """

        def store(unit: UnitOfWork) -> SheetResult:
            neighbours = self.repository.load_neighbours(bank, sheet.date)
            published = sheet.complete(neighbours.current.sheet) if neighbours.current else sheet
            known = neighbours.current.sheet.left_out if neighbours.current else {}
            new_left_out = published.left_out.keys() - known.keys()
            if neighbours.current and neighbours.current.sheet.hash == published.hash:
                same = _save_left_out(unit, neighbours.current, published)
                return SheetResult("unchanged", same, [], new_left_out=new_left_out)
            if not fewer:
                guard_currencies(sheet, [other.sheet for other in (neighbours.before, neighbours.current) if other])
            new = StoredSheet.new(bank, published, neighbours.current, raw=raw, seen_at=timestamp(at))
            stored, rates = new.evaluate(neighbours.before, bank)
            if neighbours.current:
                guard_differences(rates, neighbours.current.evaluate(neighbours.before, bank)[1])
            currencies = self.repository.load_currencies(bank)
            currencies.put(sheet)
            revision, listed = self.repository.put_revision(stored), self.repository.put_currencies(currencies)
            unit.save(stored, neighbours, [revision, listed], today=bank.today(at))
            lost_currencies = {} if fewer else _find_lost_currencies(neighbours.after, sheet)
            outcome = "corrected" if neighbours.current else "stored"
            return SheetResult(outcome, stored, rates, lost_currencies=lost_currencies, new_left_out=new_left_out)

        return self._run(bank, store)

    def override(self, bank: Bank, day: date, request: OverrideRequest) -> SheetResult:
        """Holds or releases one rate of the sheet with exactly that date. A repeated request writes nothing.

        Raises `NoSheetOfDate`, and the errors of `apply_override`.
        """

        def override(unit: UnitOfWork) -> SheetResult:
            neighbours = self.repository.load_neighbours(bank, day)
            current = require_date(neighbours.current, bank, day)
            overridden = apply_override(current, neighbours.before, request, bank)
            if overridden is None:
                return SheetResult("unchanged", current, [])
            unit.save(overridden[0], neighbours, today=bank.today(parse_timestamp(request.at)))
            return SheetResult("overridden", *overridden)

        return self._run(bank, override)

    def finish_reevaluation(self, bank: Bank) -> Progress:
        """Finishes the re-evaluations that an interrupted run left. Returns the source's progress after that."""
        return UnitOfWork(self.repository, bank).finish_reevaluation()

    def _run(self, bank: Bank, command: Callable[[UnitOfWork], SheetResult]) -> SheetResult:
        def attempt() -> tuple[UnitOfWork, SheetResult]:
            unit = UnitOfWork(self.repository, bank)
            return unit, command(unit)

        unit, result = retry(attempt, ConditionFailed, Unavailable, tries=self._tries)
        # The command is committed. A mark in the table shows what is pending, and a later unit of work finishes it.
        try:
            unit.finish_reevaluation()
        except Unavailable as error:
            count_swallowed("reevaluation-waits", error, source=bank.id)
        return result


def _save_left_out(unit: UnitOfWork, current: StoredSheet, published: Sheet) -> StoredSheet:
    """The stored sheet with the faulty rows of its latest publication. Writes it only if they differ."""
    if published.is_same(current.sheet):
        return current
    changed = current.with_left_out(published.left_out)
    unit.save_unserved(changed, current)
    return changed


def _find_lost_currencies(after: StoredSheet | None, sheet: Sheet) -> dict[str, str]:
    loss = describe_lost_currencies(after.sheet, sheet) if after else ""
    return {"date": after.date.isoformat(), "reason": loss} if after and loss else {}
