"""The rates table: its consistent reads, and its writes as values that a unit of work commits together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from gazette.dynamodb.batch_get import batch_get
from gazette.dynamodb.commit import commit
from gazette.dynamodb.conditions import if_absent, if_version
from gazette.dynamodb.items import deserialize, serialize
from gazette.dynamodb.writes import Write, put
from gazette.rates.bank import Bank
from gazette.rates.errors import NoSheetOfDate
from gazette.rates.keys import AHEAD, list_month_series
from gazette.rates.store.currencies import Currencies
from gazette.rates.store.months import Month
from gazette.rates.store.progress import Progress
from gazette.rates.store.sheets import StoredSheet


class Neighbours:
    """The sheet before a date, the sheet of the date, and the two sheets after it. A missing sheet is None."""

    def __init__(self, day: date, up_to: list[StoredSheet], after: list[StoredSheet]) -> None:
        """`up_to` has the two latest sheets up to the day, the latest first; `after` the next two in order."""
        self.current = up_to[0] if up_to and up_to[0].date == day else None
        before = up_to[1:] if self.current else up_to
        self.before = before[0] if before else None
        self.after = after[0] if after else None
        self.after_next = after[1] if len(after) > 1 else None


class RateRepository:
    def __init__(self, table: str, dynamodb: Any) -> None:
        self._table, self._dynamodb = table, dynamodb

    def load_progress(self, bank: Bank) -> Progress:
        return Progress.from_item(bank.id, self._get("source", bank.id))

    def load_currencies(self, bank: Bank) -> Currencies:
        return Currencies(bank.id, self._get("currency", bank.id))

    def load_neighbours(self, bank: Bank, day: date) -> Neighbours:
        return Neighbours(day, self._query(bank, "<=", day, 2), self._query(bank, ">", day, 2))

    def find_newest(self, bank: Bank, up_to: date) -> StoredSheet | None:
        """The last sheet up to a day."""
        sheets = self._query(bank, "<=", up_to, 1)
        return sheets[0] if sheets else None

    def find_current_and_upcoming(self, bank: Bank, today: date) -> list[StoredSheet]:
        """The sheet in force and the upcoming sheets, the latest first.

        Makes one read, or two for a bank with more than one upcoming sheet.
        """
        sheets = self._query(bank, "<=", today + AHEAD, 2)
        if sheets and sheets[-1].date > today:
            sheets = self._query(bank, "<=", today + AHEAD, AHEAD.days + 1)
        return sheets[: sum(stored.date > today for stored in sheets) + 1]

    def get(self, bank: Bank, day: date) -> StoredSheet:
        """The sheet with exactly that date. Raises `NoSheetOfDate`."""
        return require_date(self.find_newest(bank, day), bank, day)

    def list_held(self, bank: Bank, first: date, last: date) -> Iterator[tuple[date, list[str]]]:
        """(date, held currencies) of the sheets from `first` to `last` that hold rates, the latest first.

        Reads every sheet of the range, about three hundred with each request.
        """
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="series = :source AND #date BETWEEN :first AND :last",
            FilterExpression="attribute_exists(held)",
            ProjectionExpression="#date, held",
            ExpressionAttributeNames={"#date": "date"},
            ExpressionAttributeValues=serialize(
                {":source": bank.id, ":first": first.isoformat(), ":last": last.isoformat()}
            ),
            ScanIndexForward=False,
            ConsistentRead=True,
        )
        for page in pages:
            for item in map(deserialize, page["Items"]):
                yield date.fromisoformat(item["date"]), sorted(item["held"])

    def put_progress(self, bank: Bank, progress: Progress, read: Progress) -> Write:
        """Refused if another writer has written anything of the bank since `read` was read."""
        return put(self._table, progress.to_item(bank.base), read.is_unchanged())

    def put_sheet(self, bank: Bank, stored: StoredSheet, read: StoredSheet | None) -> Write:
        """Replaces the sheet that was read, None if there was no sheet. Refused if another revision is stored."""
        return put(self._table, stored.to_item(bank.main), if_version(read.revision if read else 0, "revision"))

    def put_revision(self, stored: StoredSheet) -> Write:
        return put(self._table, stored.to_revision_item(), if_absent("series"))

    def put_currencies(self, currencies: Currencies) -> Write:
        return put(self._table, currencies.to_item())

    def put_months(self, bank: Bank, changed: Iterable[StoredSheet]) -> list[Write]:
        """Reads the months of these changed sheets, and returns the writes of the parts that differ."""
        months: dict[str, Month] = {}
        for stored in changed:
            name = f"{stored.date:%Y-%m}"
            if name not in months:
                months[name] = Month(bank.id, name, self._get_parts(bank, name))
            months[name].put(stored)
        return [put(self._table, item) for month in months.values() for item in month.changed_items()]

    def commit(self, writes: Sequence[Write]) -> None:
        """Writes all or none. Raises `ConditionFailed` if one is refused, `Unavailable` if too many others write."""
        commit(self._dynamodb, writes)

    def _query(self, bank: Bank, relation: str, day: date, limit: int) -> list[StoredSheet]:
        """The sheets nearest to a day, on one side of it."""
        reply = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression=f"series = :source AND #date {relation} :day",
            ExpressionAttributeNames={"#date": "date"},
            ExpressionAttributeValues=serialize({":source": bank.id, ":day": day.isoformat()}),
            ScanIndexForward=relation == ">",
            Limit=limit,
            ConsistentRead=True,
        )
        return [StoredSheet.from_item(deserialize(item)) for item in reply["Items"]]

    def _get_parts(self, bank: Bank, month: str) -> list[dict[str, Any]]:
        keys = [serialize({"series": series, "date": month}) for series in list_month_series(bank.id)]
        return [deserialize(item) for item in batch_get(self._dynamodb, {self._table: keys})[self._table]]

    def _get(self, series: str, day: str) -> dict[str, Any] | None:
        reply = self._dynamodb.get_item(
            TableName=self._table, Key=serialize({"series": series, "date": day}), ConsistentRead=True
        )
        return deserialize(reply["Item"]) if "Item" in reply else None


def require_date(stored: StoredSheet | None, bank: Bank, day: date) -> StoredSheet:
    """Returns `stored` if it has exactly that date. Otherwise raises `NoSheetOfDate`."""
    if stored is None or stored.date != day:
        raise NoSheetOfDate(f"{bank.id} published no sheet dated {day}.")
    return stored
