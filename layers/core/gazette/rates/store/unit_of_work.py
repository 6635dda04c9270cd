"""One writer's turn at a bank's sheets, and how what happens to one of them reaches those after it.

Where judging the next sheet anew changes what is served, the one after it may follow, and so on while rates are held.
Then the transaction that wrote the first notes in the source how far it came (`unsettled`), and whoever comes next goes
on from there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gazette.dynamodb.transactions import ConditionFailed
from gazette.rates.store.archive import Archive, Item, Neighbours
from gazette.rates.store.progress import Progress
from gazette.rates.store.sheets import StoredSheet


class UnitOfWork:
    """It begins with all that others left unsettled, and ends with the first write of somebody else: what was read
    since is then old, and `land` says `ConditionFailed`."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._progress = archive.progress()
        self.settle()

    def settle(self) -> Progress:
        """Judge anew what has to be; how far the source has come then."""
        while self._progress.unsettled:
            self._progress = self._step()
        return self._progress

    def land(self, stored: StoredSheet, near: Neighbours, more: Iterable[Item] = ()) -> None:
        """Write a sheet as it was judged, the next one as it is judged by this one, and `more` that belongs to it."""
        follower = near.after.following(stored, self.archive.bank) if near.after else None
        onward = follower and near.after_next and near.after_next.following(follower, self.archive.bank)
        after = self._progress.after(stored, follower.date.isoformat() if follower and onward else "")
        sheet = self.archive.put_sheet(stored, near.current)
        changed = [stored, follower] if follower else [stored]
        self.archive.commit(self._progress, after, [sheet, *more, *self._follow(follower), *self._months(changed)])
        self._progress = after

    def _step(self) -> Progress:
        """Judge the sheet after the unsettled date anew, and move the mark to it, or take it away."""
        near = self.archive.around(date.fromisoformat(self._progress.unsettled))
        follower = near.after.following(near.current, self.archive.bank) if near.after and near.current else None
        after = self._progress.settled_to(follower.date.isoformat() if follower else "")
        try:
            changed = [follower] if follower else []
            self.archive.commit(self._progress, after, [*self._follow(follower), *self._months(changed)])
        except ConditionFailed:
            return self.archive.progress()  # somebody else went on from here
        return after

    def _follow(self, follower: StoredSheet | None) -> list[Item]:
        return [self.archive.put_sheet(follower, follower)] if follower else []

    def _months(self, changed: list[StoredSheet]) -> list[Item]:
        return [self.archive.put(item) for month in self.archive.months(changed) for item in month.items()]
