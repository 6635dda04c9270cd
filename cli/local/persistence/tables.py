"""Keeps DynamoDB: items, and stream records until they are delivered."""

import json
from collections.abc import Iterator
from typing import Any

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Table

from cli.local.persistence.folder import AGAIN, DataUnusable
from cli.local.persistence.items import (
    decode_item,
    decode_stream_record,
    encode_item,
    encode_key,
    encode_stream_record,
    read_key,
)
from cli.local.persistence.journal import Journal

_STATEMENTS = ("ExecuteStatement", "ExecuteTransaction", "BatchExecuteStatement")
"""Operations that name their items in SQL."""


class Tables:
    """The tables of one region. A table that the template no longer has keeps its records unseen."""

    def __init__(self, journal: Journal, backend: DynamoDBBackend) -> None:
        self._journal, self._backend = journal, backend
        self._kept: dict[str, int] = {}
        """Number of stream records of each table that are in the journal, or delivered."""
        self._delivered: dict[str, dict[str, str]] = {}
        """For each table, the sequence number up to which each of its readers delivered."""

    def restore(self) -> None:
        """Fill the empty tables. Raises `DataUnusable` if a table has other keys than its items."""
        schemas = {name: value for name, value, _ in self._journal.records("schema")}
        for table in self._backend.tables.values():
            schema = [table.hash_key_attr, table.hash_key_type, table.range_key_attr, table.range_key_type]
            if schemas.get(table.name, schema) != schema:
                raise DataUnusable(f"the template gives {table.name} other keys than those of its data; {AGAIN}")
            self._journal.save("schema", table.name, json.dumps(schema))
            for _, attributes, _ in self._journal.records(f"item/{table.name}"):
                item = decode_item(table, attributes)
                _place(table, item)
            self._restore_stream(table)

    def _restore_stream(self, table: Table) -> None:
        shard = table.stream_shard
        if shard is None:
            return
        shard.items = [decode_stream_record(record) for _, record, _ in self._journal.records(f"stream/{table.name}")]
        following = {key: value for key, value, _ in self._journal.records("sequence")}
        if table.name in following:
            # Numbers go on: handlers may compare them.
            shard.starting_sequence_number = following[table.name] - len(shard.items)
        self._kept[table.name] = len(shard.items)

    def save(self, operation: str, request: dict[str, Any]) -> None:
        """Save what a request changed. Call it within a transaction of the journal."""
        if operation in _STATEMENTS:
            for table in self._backend.tables.values():
                self._save_all(table)
        for name, key in _list_keys(operation, request):
            self._save_item(self._backend.tables[name.rpartition("/")[2]], key)
        for table in self._backend.tables.values():
            self._save_stream(table)

    def _save_item(self, table: Table, values: dict[str, Any]) -> None:
        key = read_key(table, values)
        item = table.get_item(key[0], key[1] if len(key) > 1 else None)
        if item is None:
            self._journal.delete(f"item/{table.name}", encode_key(key))
        else:
            self._journal.save(f"item/{table.name}", encode_key(key), encode_item(item))

    def _save_all(self, table: Table) -> None:
        self._journal.delete_kind(f"item/{table.name}")
        for item in table.all_items():
            key = [part for part in (item.hash_key, item.range_key) if part]
            self._journal.save(f"item/{table.name}", encode_key(key), encode_item(item))

    def _save_stream(self, table: Table) -> None:
        shard = table.stream_shard
        if shard is None or len(shard.items) == self._kept.get(table.name, 0):
            return
        for record in shard.items[self._kept.get(table.name, 0) :]:
            number = record.record["dynamodb"]["SequenceNumber"]
            self._journal.save(f"stream/{table.name}", number, encode_stream_record(record))
        self._journal.save("sequence", table.name, str(shard.starting_sequence_number + len(shard.items)))

    def note_saved(self) -> None:
        """After the commit: the stream records are in the journal."""
        for table in self._backend.tables.values():
            if table.stream_shard is not None:
                self._kept[table.name] = len(table.stream_shard.items)

    def add_reader(self, table: str, reader: str) -> None:
        """From now on stream records of the table stay until this reader, too, delivered them."""
        self._delivered.setdefault(table, {})[reader] = ""

    def note_delivered(self, table: str, reader: str, number: str) -> None:
        """A reader delivered all stream records up to a sequence number."""
        readers = self._delivered[table]
        readers[reader] = number
        with self._journal.transaction():
            self._journal.delete_up_to(f"stream/{table}", min(readers.values()))


def _place(table: Table, item: Any) -> None:
    if item.range_key:
        table.items[item.hash_key][item.range_key] = item
    else:
        items: Any = table.items
        items[item.hash_key] = item


def _list_keys(operation: str, request: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(table, values with the key) of each item that a request may have changed."""
    targets: list[tuple[str, dict[str, Any]]] = []
    if operation in ("PutItem", "UpdateItem", "DeleteItem"):
        targets = [(request["TableName"], request)]
    elif operation == "TransactWriteItems":
        targets = [(target["TableName"], target) for item in request["TransactItems"] for target in item.values()]
    elif operation == "BatchWriteItem":
        targets = [
            (table, target)
            for table, writes in request["RequestItems"].items()
            for write in writes
            for target in write.values()
        ]
    for table, target in targets:
        yield table, target.get("Key") or target["Item"]
