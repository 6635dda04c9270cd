"""moto's transactions, undone item by item.

moto copies the whole table for each item of a transaction, to put it back where the transaction fails, and keeps a
list of every object that it ever made, copies included: thousands of transactions on a table of thousands of items
would take minutes and all memory.
"""

from __future__ import annotations

import copy
from typing import Any

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import StreamRecord, StreamShard, Table


class _NoList(list[Any]):
    """Where moto notes what it made: nobody here asks it."""

    def append(self, made: Any) -> None:
        pass


class _Before:
    """What stood under the key of one operation, and how long the table's stream was."""

    def __init__(self, table: Table, operation: dict[str, Any]) -> None:
        values = operation.get("Key") or operation["Item"]
        self._table = table
        self._hash = DynamoType(values[table.hash_key_attr])
        self._range = DynamoType(values[table.range_key_attr]) if table.range_key_attr else None
        self._item: Item | None = copy.deepcopy(table.get_item(self._hash, self._range))
        self._records = len(table.stream_shard.items) if table.stream_shard else 0

    def restore(self) -> None:
        items: Any = self._table.items
        holder, key = (items[self._hash], self._range) if self._range else (items, self._hash)
        if self._item is None:
            holder.pop(key, None)
        else:
            holder[key] = self._item
        if self._table.stream_shard:
            del self._table.stream_shard.items[self._records :]


def install() -> None:
    """Have moto work so from now on, in this process. Requests to it must come one at a time."""
    if getattr(DynamoDBBackend, "_whole", None):
        return
    whole = DynamoDBBackend.transact_write_items

    def transact_write_items(backend: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
        before = [_before(backend, operation) for item in transact_items for operation in item.values()]
        try:
            # The copy that moto would put back is the table itself.
            Table.__deepcopy__ = lambda table, memo: table  # type: ignore[attr-defined]
            whole(backend, transact_items)
        except Exception:
            for known in filter(None, reversed(before)):
                known.restore()
            raise
        finally:
            del Table.__deepcopy__  # type: ignore[attr-defined]

    backend: Any = DynamoDBBackend
    backend._whole, backend.transact_write_items = whole, transact_write_items
    models: tuple[Any, ...] = (Item, Table, StreamShard, StreamRecord)
    for model in models:
        model.instances_tracked = _NoList()


def _before(backend: DynamoDBBackend, operation: dict[str, Any]) -> _Before | None:
    """None where moto will refuse the operation before it does anything: an unknown table, a key that is none."""
    table = backend.tables.get(operation.get("TableName", ""))
    try:
        return _Before(table, operation) if table else None
    except Exception:  # whatever is wrong with it, moto says so itself
        return None
