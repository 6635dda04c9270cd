"""Units of DynamoDB that a client consumes, which are what is paid for."""

from collections import Counter
from dataclasses import dataclass, field
from math import ceil
from typing import Any

import boto3

from cli.local.stack import Stack
from tests.support.dynamodb_cost import item_size

KEYS = {"Drafts": ("id", "part"), "Articles": ("address",), "Listings": ("listing", "position"), "Jobs": ("id",)}
"""Keys of the tables that a job writes."""


@dataclass
class Meter:
    """Counts the requests of a client of DynamoDB and the units that they consume.

    Read units are those that the emulator reports; it leaves out absent items. Of a transaction it reports one write
    for each table, so the units of writes are calculated from the sizes of items. A check counts as a write.
    """

    requests: Counter[str] = field(default_factory=Counter)
    read_units: float = 0
    writes: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)
    """Units for each kB, the table, and the item or its key."""

    def attach(self, client: Any) -> None:
        client.meta.events.register("provide-client-params.dynamodb", self._prepare)
        client.meta.events.register("after-call.dynamodb", self._count)

    def _prepare(self, params: dict[str, Any], model: Any, **_: Any) -> dict[str, Any]:
        for action in params.get("TransactItems", ()):
            for request in action.values():
                self.writes.append((2, request["TableName"], request.get("Item") or request["Key"]))
        if model.name in ("PutItem", "UpdateItem", "DeleteItem"):
            self.writes.append((1, params["TableName"], params.get("Item") or params["Key"]))
        return {**params, "ReturnConsumedCapacity": "TOTAL"}

    def _count(self, model: Any, parsed: dict[str, Any], **_: Any) -> None:
        self.requests[model.name] += 1
        if model.name in ("GetItem", "Query"):
            self.read_units += parsed["ConsumedCapacity"]["CapacityUnits"]
        elif model.name == "BatchGetItem":
            self.read_units += sum(table["CapacityUnits"] for table in parsed["ConsumedCapacity"])

    def sum_write_units(self, sizes: dict[tuple[str, ...], int]) -> int:
        """`sizes` are those of all stored items, by table and key. An absent item that is checked costs one kB."""
        return sum(
            units * max(1, ceil(sizes.get(find_key(table, item), 0) / 1024)) for units, table, item in self.writes
        )


def find_key(table: str, item: dict[str, Any]) -> tuple[str, ...]:
    names = next(names for noun, names in KEYS.items() if f"{noun}Table" in table)
    return table, *(item[name]["S"] for name in names)


def measure_items(stack: Stack) -> dict[tuple[str, ...], int]:
    """Bytes of all items by table and key."""
    paginator, sizes = boto3.client("dynamodb").get_paginator("scan"), {}
    for noun in KEYS:
        table = stack.physical(f"{noun}Table")
        for page in paginator.paginate(TableName=table):
            sizes |= {find_key(table, item): item_size(item) for item in page["Items"]}
    return sizes
