"""What is kept of one bank, read consistently and written in transactions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from gazette.dynamodb.batches import batch_get
from gazette.dynamodb.transactions import transact
from gazette.rates.bank import Bank
from gazette.rates.keys import key, parts
from gazette.rates.store.currencies import Currencies
from gazette.rates.store.months import Month
from gazette.rates.store.progress import Progress
from gazette.rates.store.sheets import StoredSheet

Item = dict[str, Any]


class Neighbours:
    """The sheets around a date: before it, of it, and the two after it."""

    def __init__(self, day: date, up_to: list[StoredSheet], after: list[StoredSheet]) -> None:
        self.current = up_to[0] if up_to and up_to[0].date == day else None
        before = up_to[1:] if self.current else up_to
        self.before = before[0] if before else None
        self.after = after[0] if after else None
        self.after_next = after[1] if len(after) > 1 else None


class Archive:
    def __init__(self, bank: Bank, table: str, dynamodb: Any) -> None:
        self.bank, self._table, self._dynamodb = bank, table, dynamodb

    def progress(self) -> Progress:
        return Progress.of(self.bank.id, self._get("source", self.bank.id))

    def currencies(self) -> Currencies:
        return Currencies(self.bank.id, self._get("currency", self.bank.id))

    def months(self, changed: Iterable[StoredSheet]) -> list[Month]:
        """The months of these sheets, after they changed."""
        months: dict[str, Month] = {}
        for stored in changed:
            name = f"{stored.date:%Y-%m}"
            if name not in months:
                months[name] = Month(self.bank.id, name, self._parts(name))
            months[name].put(stored)
        return [*months.values()]

    def newest(self, up_to: date, limit: int) -> list[StoredSheet]:
        """The last sheets up to a day, the latest first."""
        return self._sheets("<=", up_to, limit)

    def around(self, day: date) -> Neighbours:
        return Neighbours(day, self._sheets("<=", day, 2), self._sheets(">", day, 2))

    def held(self, first: date, last: date) -> Iterator[tuple[date, list[str]]]:
        """Dates, of these two and those between, whose sheets hold rates, the latest first, and whose rates they are.
        It reads every sheet of the range, some three hundred a request."""
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="series = :source AND #date BETWEEN :first AND :last",
            FilterExpression="attribute_exists(held)",
            ProjectionExpression="#date, held",
            ExpressionAttributeNames={"#date": "date"},
            ExpressionAttributeValues={
                ":source": {"S": self.bank.id},
                ":first": {"S": first.isoformat()},
                ":last": {"S": last.isoformat()},
            },
            ScanIndexForward=False,
            ConsistentRead=True,
        )
        for page in pages:
            for item in page["Items"]:
                yield date.fromisoformat(item["date"]["S"]), sorted(item["held"]["M"])

    def commit(self, read: Progress, now: Progress, puts: Iterable[Item]) -> None:
        """Write all, or nothing: `ConditionFailed` where another writer was first, `Unavailable` where too many were in
        the way."""
        transact(self._dynamodb, [self.put(now.item(self.bank.base), read.unchanged()), *puts])

    def put_sheet(self, stored: StoredSheet, read: StoredSheet | None) -> Item:
        """To put a sheet in the place of the one that was read there."""
        if read is None:
            return self.put(stored.item(self.bank.main), _NEW)
        revision = {":revision": {"N": str(read.revision)}}
        return self.put(stored.item(self.bank.main), ("revision = :revision", revision))

    def put_revision(self, stored: StoredSheet) -> Item:
        return self.put(stored.revision_item(), _NEW)

    def put(self, item: Item, condition: tuple[str, Item] | None = None) -> Item:
        put: Item = {"TableName": self._table, "Item": item}
        if condition:
            put["ConditionExpression"], values = condition
            if values:
                put["ExpressionAttributeValues"] = values
        return {"Put": put}

    def _sheets(self, relation: str, day: date, limit: int) -> list[StoredSheet]:
        """The sheets nearest to a day, on one side of it."""
        reply = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression=f"series = :source AND #date {relation} :day",
            ExpressionAttributeNames={"#date": "date"},
            ExpressionAttributeValues={":source": {"S": self.bank.id}, ":day": {"S": day.isoformat()}},
            ScanIndexForward=relation == ">",
            Limit=limit,
            ConsistentRead=True,
        )
        return [StoredSheet.of(item) for item in reply["Items"]]

    def _parts(self, month: str) -> list[Item]:
        keys = [key(series, month) for series in parts(self.bank.id)]
        return batch_get(self._dynamodb, {self._table: keys})[self._table]

    def _get(self, series: str, day: str) -> Item | None:
        reply = self._dynamodb.get_item(TableName=self._table, Key=key(series, day), ConsistentRead=True)
        item: Item | None = reply.get("Item")
        return item


_NEW: tuple[str, Item] = ("attribute_not_exists(series)", {})
