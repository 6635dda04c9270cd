"""The rates table. A sheet lands whole, with all that follows from it, in one transaction of at most 21 items:

sheet, revision, month (in eight parts), the next sheet and its month (judged anew, because what stands before it has
changed), source, currency. The source's counter is the condition that puts all writes of a source in a row: who read an older state
than the one that is there reads again. So a hundred runs at once leave one sheet, and the order in which days arrive
leaves no trace.

Where judging the next sheet anew changes what is served, the one after it may follow, and so on while rates are held.
Then the same transaction notes in the source how far it came (`unsettled`), and whoever comes next goes on from there.
"""

from __future__ import annotations

import random
import time
from datetime import date, datetime
from typing import Any

from gazette.aws.batches import batch_get
from gazette.aws.transactions import ConditionFailed, transact
from gazette.errors import Unavailable
from gazette.rates.bank import Bank
from gazette.rates.currencies import Currencies
from gazette.rates.guards import guard_codes
from gazette.rates.judging import Quote
from gazette.rates.keys import key, parts
from gazette.rates.model import Sheet
from gazette.rates.months import Month
from gazette.rates.progress import Progress
from gazette.rates.sheets import StoredSheet
from gazette.times import timestamp

Item = dict[str, Any]

TRIES = 25
_LONGEST_PAUSE = 1.0


class Stored:
    """What came of a sheet: `outcome` is stored, corrected or unchanged; `quotes` are empty where it is unchanged."""

    def __init__(self, outcome: str, sheet: StoredSheet, quotes: list[Quote]) -> None:
        self.outcome, self.sheet, self.quotes = outcome, sheet, quotes


class Neighbours:
    """The sheets around a date: before it, of it, and the two after it."""

    def __init__(self, day: date, up_to: list[StoredSheet], after: list[StoredSheet]) -> None:
        self.current = up_to[0] if up_to and up_to[0].date == day else None
        before = up_to[1:] if self.current else up_to
        self.before = before[0] if before else None
        self.after = after[0] if after else None
        self.after_next = after[1] if len(after) > 1 else None


class RateTable:
    def __init__(self, table: str, dynamodb: Any) -> None:
        self._table, self._dynamodb = table, dynamodb

    def progress(self, bank: Bank) -> Progress:
        return Progress.of(bank.id, self._get("source", bank.id))

    def settle(self, bank: Bank) -> Progress:
        """Finish what a run left unsettled; how far the source has come then."""
        progress = self.progress(bank)
        while progress.unsettled:
            progress = self._settle(bank, progress)
        return progress

    def newest(self, bank: Bank, up_to: date) -> StoredSheet | None:
        """The last sheet up to a day."""
        found = self._sheets(bank, "<=", up_to, limit=1)
        return found[0] if found else None

    def store(self, bank: Bank, sheet: Sheet, *, raw: str, at: datetime, fewer: bool = False) -> Stored:
        """Keep a guarded sheet. `Rejected` where it lost too many currencies, unless it may have `fewer`; `Unavailable`
        where every try came too late, because others wrote too."""
        for attempt in range(TRIES):
            progress = self.settle(bank)
            near = self._neighbours(bank, sheet.date)
            if near.current and near.current.sheet.hash == sheet.hash:
                return Stored("unchanged", near.current, [])
            revision = near.current.revision + 1 if near.current else 1
            new = StoredSheet.new(bank, sheet, revision=revision, raw=raw, seen_at=timestamp(at))
            if not fewer:
                guard_codes(sheet, [other.sheet for other in (near.before, near.current) if other])
            stored, quotes = new.after(near.before, bank)
            try:
                unsettled = self._write(bank, stored, near, progress).unsettled
            except (ConditionFailed, Unavailable):
                _pause(attempt)
                continue
            if unsettled:
                self.settle(bank)
            return Stored("corrected" if near.current else "stored", stored, quotes)
        raise Unavailable()

    def _write(self, bank: Bank, stored: StoredSheet, near: Neighbours, progress: Progress) -> Progress:
        follower = near.after.following(stored, bank) if near.after else None
        onward = follower and near.after_next and near.after_next.following(follower, bank)
        currencies = Currencies(bank.id, self._get("currency", bank.id))
        currencies.put(stored.sheet)
        after = progress.after(stored, follower.date.isoformat() if follower and onward else "")
        transact(
            self._dynamodb,
            [
                self._put(after.item(bank.base), progress.unchanged()),
                self._put(stored.item(bank.main), _as_read(near.current)),
                self._put(stored.revision_item(), _as_read(None)),
                *self._follow(bank, follower),
                *self._months(bank, [stored, follower] if follower else [stored]),
                self._put(currencies.item()),
            ],
        )
        return after

    def _settle(self, bank: Bank, progress: Progress) -> Progress:
        """Judge the sheet after the unsettled date anew, and move the mark to it, or take it away."""
        near = self._neighbours(bank, date.fromisoformat(progress.unsettled))
        follower = near.after.following(near.current, bank) if near.after and near.current else None
        after = progress.settled_to(follower.date.isoformat() if follower else "")
        items = [
            self._put(after.item(bank.base), progress.unchanged()),
            *self._follow(bank, follower),
            *self._months(bank, [follower] if follower else []),
        ]
        try:
            transact(self._dynamodb, items)
        except ConditionFailed:
            return self.progress(bank)  # somebody else went on from here
        return after

    def _follow(self, bank: Bank, follower: StoredSheet | None) -> list[Item]:
        return [self._put(follower.item(bank.main), _as_read(follower))] if follower else []

    def _months(self, bank: Bank, changed: list[StoredSheet]) -> list[Item]:
        """The months of these sheets after they changed."""
        months: dict[str, Month] = {}
        for stored in changed:
            name = f"{stored.date:%Y-%m}"
            if name not in months:
                months[name] = self._month(bank, name)
            months[name].put(stored)
        return [self._put(item) for month in months.values() for item in month.items()]

    def _month(self, bank: Bank, name: str) -> Month:
        keys = [key(series, name) for series in parts(bank.id)]
        return Month(bank.id, name, batch_get(self._dynamodb, {self._table: keys})[self._table])

    def _neighbours(self, bank: Bank, day: date) -> Neighbours:
        return Neighbours(day, self._sheets(bank, "<=", day), self._sheets(bank, ">", day))

    def _sheets(self, bank: Bank, relation: str, day: date, *, limit: int = 2) -> list[StoredSheet]:
        """The sheets nearest to a day, on one side of it."""
        reply = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression=f"series = :source AND #date {relation} :day",
            ExpressionAttributeNames={"#date": "date"},
            ExpressionAttributeValues={":source": {"S": bank.id}, ":day": {"S": day.isoformat()}},
            ScanIndexForward=relation == ">",
            Limit=limit,
            ConsistentRead=True,
        )
        return [StoredSheet.of(item) for item in reply["Items"]]

    def _get(self, series: str, day: str) -> Item | None:
        reply = self._dynamodb.get_item(TableName=self._table, Key=key(series, day), ConsistentRead=True)
        item: Item | None = reply.get("Item")
        return item

    def _put(self, item: Item, condition: tuple[str, Item] | None = None) -> Item:
        put: Item = {"TableName": self._table, "Item": item}
        if condition:
            put["ConditionExpression"], values = condition
            if values:
                put["ExpressionAttributeValues"] = values
        return {"Put": put}


def _as_read(stored: StoredSheet | None) -> tuple[str, Item]:
    """Condition and its values: the sheet is still the one that was read, or still absent."""
    if stored is None:
        return "attribute_not_exists(series)", {}
    return "revision = :revision", {":revision": {"N": str(stored.revision)}}


def _pause(attempt: int) -> None:
    time.sleep(random.uniform(0, min(_LONGEST_PAUSE, 0.02 * 2**attempt)))  # noqa: S311 (jitter)
