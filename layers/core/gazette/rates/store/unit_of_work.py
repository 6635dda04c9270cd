"""A change of one sheet, and the re-evaluation of the sheets after it.

A re-evaluated sheet may change the evaluation of the sheet after it, and so on while rates are held. The transaction
that changes the first sheet then marks in the source's progress after which date the re-evaluation has to continue
(`reevaluate_after`). Any later unit of work continues there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gazette.dynamodb.commit import ConditionFailed
from gazette.dynamodb.writes import Write
from gazette.rates.bank import Bank
from gazette.rates.store.progress import Progress
from gazette.rates.store.repository import Neighbours, RateRepository
from gazette.rates.store.sheets import StoredSheet


class UnitOfWork:
    """Optimistic unit of work: finishes pending re-evaluations first, fails if another writer has committed."""

    def __init__(self, rates: RateRepository, bank: Bank) -> None:
        self._rates, self._bank = rates, bank
        self._progress = rates.load_progress(bank)
        self.finish_reevaluation()

    def finish_reevaluation(self) -> Progress:
        """Evaluates all pending sheets again. Returns the source's progress after that."""
        while self._progress.reevaluate_after:
            self._progress = self._reevaluate_next()
        return self._progress

    def save(self, stored: StoredSheet, neighbours: Neighbours, extra: Iterable[Write] = (), *, today: date) -> None:
        """Commits an evaluated sheet, the re-evaluation of the sheet after it, and the `extra` writes.

        If the sheet is dated before `today` of the bank, answers in caches become due for invalidation.

        Raises `ConditionFailed` if another writer has committed since the unit of work began.
        """
        follower = neighbours.after.reevaluate(stored, self._bank) if neighbours.after else None
        pending = follower and neighbours.after_next and neighbours.after_next.reevaluate(follower, self._bank)
        progress = self._progress.record(stored, follower.date.isoformat() if follower and pending else "", today=today)
        sheet = self._rates.put_sheet(self._bank, stored, neighbours.current)
        self._commit(progress, [sheet, *extra, *self._put_follower(follower), *self._put_months(stored, follower)])
        self._progress = progress

    def save_unserved(self, stored: StoredSheet, read: StoredSheet) -> None:
        """Commits a sheet that differs from the one that was read in nothing that readers get.

        Raises `ConditionFailed` as `save`.
        """
        progress = self._progress.count_write()
        self._commit(progress, [self._rates.put_sheet(self._bank, stored, read)])
        self._progress = progress

    def _reevaluate_next(self) -> Progress:
        """Evaluates the first pending sheet again, and moves the mark to it or removes the mark."""
        neighbours = self._rates.load_neighbours(self._bank, date.fromisoformat(self._progress.reevaluate_after))
        after, current = neighbours.after, neighbours.current
        follower = after.reevaluate(current, self._bank) if after and current else None
        progress = self._progress.move_reevaluation(follower.date.isoformat() if follower else "")
        try:
            self._commit(progress, [*self._put_follower(follower), *self._put_months(follower)])
        except ConditionFailed:  # no failure: another writer has done this step
            return self._rates.load_progress(self._bank)
        return progress

    def _put_follower(self, follower: StoredSheet | None) -> list[Write]:
        return [self._rates.put_sheet(self._bank, follower, follower)] if follower else []

    def _put_months(self, *changed: StoredSheet | None) -> list[Write]:
        return self._rates.put_months(self._bank, filter(None, changed))

    def _commit(self, progress: Progress, writes: Iterable[Write]) -> None:
        self._rates.commit([self._rates.put_progress(self._bank, progress, self._progress), *writes])
