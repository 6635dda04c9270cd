"""Rule of the Rates table: all of a bank, or nothing of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cli.restore.copying import Item, Rule, Tables
from gazette.dynamodb.items import deserialize, serialize

IN_TABLE = "of banks that the table has"

PER_BANK = ("source", "currency")
"""Series with one item for each bank, whose `date` is the bank."""


class RateRule(Rule):
    """Copies banks that have no `source` item in the live table. This item is copied last.

    It counts the writes of a bank and knows the bank's first and last sheet, so old and new items of a bank do not fit
    together.
    """

    def __init__(self, tables: Tables) -> None:
        super().__init__(tables)
        self._sources = self._query_sources(tables.restored)
        stored = {item["date"] for item in self._query_sources(tables.live)}
        self._lost = {item["date"] for item in self._sources} - stored

    def copy(self, items: Sequence[Item]) -> Counter[str]:
        others = [item for item in items if item["series"] != "source"]
        lost = [item for item in others if _get_bank(item) in self._lost]
        return super().copy(lost) + Counter({IN_TABLE: len(others) - len(lost)})

    def finish(self) -> Counter[str]:
        lost = [item for item in self._sources if item["date"] in self._lost]
        return super().copy(lost) + Counter({IN_TABLE: len(self._sources) - len(lost)})

    def _query_sources(self, table: str) -> list[Item]:
        reply = self.tables.dynamodb.query(
            TableName=table,
            KeyConditionExpression="series = :source",
            ExpressionAttributeValues=serialize({":source": "source"}),
            ConsistentRead=True,
        )
        return [deserialize(item) for item in reply["Items"]]


def _get_bank(item: Item) -> str:
    return str(item["date"] if item["series"] in PER_BANK else item["series"].split("/")[0])
