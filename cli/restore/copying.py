"""What the rules of all tables share: reads of both tables, and writes of items that the live table lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from gazette.dynamodb.batch_get import batch_get
from gazette.dynamodb.commit import try_commit
from gazette.dynamodb.conditions import if_absent
from gazette.dynamodb.items import deserialize, serialize
from gazette.dynamodb.writes import Write, put

PAGE = 100
"""Items of a page, the most that one BatchGetItem reads."""
WRITERS = 8

COPIED, PRESENT, EXPIRED, CHANGED = "copied", "there already", "expired", "changed meanwhile"
"""Outcomes of an item. Rules have more: reasons for leaving an item out."""

Item = dict[str, Any]
"""An item as plain values."""


class Tables:
    """The restored table and the live one, with the attributes of their key.

    `now` is in seconds since 1970. Without `writing` nothing is written, and the outcomes are those of a copy.
    """

    def __init__(self, dynamodb: Any, restored: str, live: str, *, now: float, writing: bool) -> None:
        self.dynamodb, self.restored, self.live, self.now, self._writing = dynamodb, restored, live, now, writing
        schema = dynamodb.describe_table(TableName=live)["Table"]["KeySchema"]
        self.key = tuple(part["AttributeName"] for part in schema)

    def count(self) -> int:
        """The number of items in the restored table."""
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=self.restored, Select="COUNT")
        return sum(page["Count"] for page in pages)

    def scan(self) -> Iterator[list[Item]]:
        """Pages of all items of the restored table."""
        paging = {"PageSize": PAGE}
        for page in self.dynamodb.get_paginator("scan").paginate(TableName=self.restored, PaginationConfig=paging):
            yield [deserialize(item) for item in page["Items"]]

    def build_key(self, item: Item) -> Item:
        return {name: item[name] for name in self.key}

    def get(self, table: str, keys: Sequence[Item], *, attributes: Sequence[str] = (), size: int = PAGE) -> list[Item]:
        """Items by their keys, in no order, read consistently in requests of `size` keys."""
        found: list[Item] = []
        for first in range(0, len(keys), size):
            batch = [serialize(key) for key in keys[first : first + size]]
            found += map(deserialize, batch_get(self.dynamodb, {table: batch}, attributes=attributes)[table])
        return found

    def find_missing(self, items: Sequence[Item]) -> list[Item]:
        """Those of the items that the live table lacks."""
        found = self.get(self.live, [self.build_key(item) for item in items], attributes=self.key)
        present = {tuple(key[name] for name in self.key) for key in found}
        return [item for item in items if tuple(item[name] for name in self.key) not in present]

    def put(self, item: Item) -> Write:
        """The write of an item that the live table must lack."""
        return put(self.live, item, if_absent(self.key[0]))

    def commit(self, *writes: Write) -> str:
        """The outcome of writes in one transaction. The first is that of the item, the others belong to it."""
        refused = try_commit(self.dynamodb, writes) if self._writing else ()
        if not refused:
            return COPIED
        return PRESENT if refused[0].position == 0 else CHANGED


class Rule:
    """Copies items of one table. This base copies every item that the live table lacks and that has not expired.

    A second run continues an interrupted one: it finds the copied items in the live table.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def copy(self, items: Sequence[Item]) -> Counter[str]:
        """Counts of outcomes of a page."""
        unexpired = [item for item in items if item.get("expires_at", self.tables.now + 1) > self.tables.now]
        missing = self.tables.find_missing(unexpired)
        self.prepare(missing)
        return Counter({EXPIRED: len(items) - len(unexpired), PRESENT: len(unexpired) - len(missing)}) + Counter(
            self.restore_all(missing)
        )

    def restore_all(self, missing: Iterable[Item]) -> list[str]:
        with ThreadPoolExecutor(WRITERS) as pool:
            return list(pool.map(self.restore, missing))

    def prepare(self, missing: Sequence[Item]) -> None:
        """Reads what `restore` needs to know about the items."""

    def restore(self, item: Item) -> str:
        """The outcome of one item. Called by several threads."""
        return self.tables.commit(self.tables.put(item))

    def finish(self) -> Counter[str]:
        """Counts of outcomes of items that come after all others."""
        return Counter()
