"""Publications without their waits: commands of editors talk to a collector, and its items are written in batches.

Nobody reads the tables meanwhile, so transactions would only take time.
"""

import base64
import os
from bisect import insort
from collections.abc import Iterable, Mapping
from typing import Any

BATCH = 25
SECONDS = 30.0
"""Time for an answer. The emulator shares the cores of this machine with its clients."""
KEPT = 32
"""Positions of a listing. A publication reads fewer."""

Item = dict[str, Any]
Key = tuple[str, ...]


class Collector:
    """Stands for DynamoDB while new articles are published: keeps what is put by its key, until it is taken.

    `key_names` are the attributes of each table's key. `known` are items that are found too, but never taken: terms and
    pictures. A read finds the newest positions of each listing also after their items were taken.
    """

    def __init__(self, key_names: Mapping[str, list[str]], known: Iterable[tuple[str, Item]]) -> None:
        self._key_names = key_names
        self._known = {self.find_key(table, item): item for table, item in known}
        self._positions: dict[str, list[str]] = {}
        self.items: dict[Key, Item] = {}

    def find_key(self, table: str, item: Item) -> Key:
        return table, *(item[name]["S"] for name in self._key_names[table])

    def remember(self, listing: str, position: str) -> None:
        """Note a card that readers find in a listing."""
        positions = self._positions.setdefault(listing, [])
        insort(positions, position)
        del positions[:-KEPT]

    def take(self) -> list[tuple[str, Item]]:
        """Tables and items that were put since the last time."""
        taken = [(key[0], item) for key, item in self.items.items()]
        self.items.clear()
        return taken

    # Operations of a client

    def get_item(self, TableName: str, Key: Item, **_: Any) -> Item:
        found = self._find(TableName, Key)
        return {"Item": found} if found else {}

    def batch_get_item(self, RequestItems: dict[str, Any]) -> Item:
        return {
            "Responses": {
                table: [found for key in request["Keys"] if (found := self._find(table, key))]
                for table, request in RequestItems.items()
            }
        }

    def query(self, ExpressionAttributeValues: Item, Limit: int, **_: Any) -> Item:
        """Positions of a listing, newest first, as the choice of related stories asks for them."""
        positions = self._positions.get(ExpressionAttributeValues[":listing"]["S"], [])
        return {"Items": [{"position": {"S": position}} for position in positions[-Limit:][::-1]]}

    def transact_write_items(self, TransactItems: list[Item]) -> None:
        operations = {"Put": self.put_item, "Update": self.update_item, "ConditionCheck": _check}
        for [(action, request)] in (item.items() for item in TransactItems):
            operations[action](**request)

    def put_item(self, TableName: str, Item: Item, **_: Any) -> None:
        self.items[self.find_key(TableName, Item)] = Item
        if "card" in Item:
            self.remember(Item["listing"]["S"], Item["position"]["S"])

    def update_item(self, TableName: str, Key: Item, UpdateExpression: str, **request: Any) -> None:
        """Of an update only attributes that are set, in an item that was not taken yet."""
        clauses = [clause.split(" = ") for clause in UpdateExpression.removeprefix("SET ").split(", ")]
        names, values = request["ExpressionAttributeNames"], request["ExpressionAttributeValues"]
        changes = {names[name]: values[value] for name, value in clauses}
        key = self.find_key(TableName, Key)
        self.items[key] = {**self.items[key], **changes}

    delete_item = None
    """A publication of a new article deletes nothing."""

    def _find(self, table: str, key: Item) -> Item | None:
        key_in_table = self.find_key(table, key)
        return self.items.get(key_in_table) or self._known.get(key_in_table)


def _check(**_: Any) -> None:
    """The conditions of a new article hold."""


def load_key_names(dynamodb: Any) -> dict[str, list[str]]:
    """The attributes of the key of each table that a publication uses."""
    tables = [os.environ[f"{noun}_TABLE"] for noun in ("DRAFTS", "ARTICLES", "LISTINGS", "TAXONOMY", "MEDIA")]
    schemas = {table: dynamodb.describe_table(TableName=table)["Table"]["KeySchema"] for table in tables}
    return {table: [part["AttributeName"] for part in schema] for table, schema in schemas.items()}


def check_same_items(dynamodb: Any, collector: Collector, names: Iterable[str]) -> None:
    """Raises AssertionError if DynamoDB stores other items than were collected, in tables by their variables."""
    for table in (os.environ[name] for name in names):
        stored = {collector.find_key(table, item): item for item in dynamodb.scan(TableName=table)["Items"]}
        assert stored == {key: item for key, item in collector.items.items() if key[0] == table}, table


class BatchWriter:
    """Writes items in batches, with the client of public reads: the SDK would take three times the CPU.

    A put may be repeated.
    """

    def __init__(self) -> None:
        from gazette.aws.public import client

        client.TIMEOUT = SECONDS
        self._client = client.Client(os.environ, "dynamodb", "DynamoDB_20120810", "1.0")

    def write(self, items: list[tuple[str, Item]]) -> None:
        """Raises RuntimeError for items that DynamoDB did not process."""
        for start in range(0, len(items), BATCH):
            requests: dict[str, list[Any]] = {}
            for table, item in items[start : start + BATCH]:
                encoded = {name: _encode(value) for name, value in item.items()}
                requests.setdefault(table, []).append({"PutRequest": {"Item": encoded}})
            reply = self._client.call("BatchWriteItem", {"RequestItems": requests})
            if reply["UnprocessedItems"]:
                raise RuntimeError(f"{len(reply['UnprocessedItems'])} tables have items that were not processed")


def _encode(value: Item) -> Item:
    """A value in JSON, in which bytes are base64 text."""
    return {"B": base64.b64encode(value["B"]).decode()} if "B" in value else value
