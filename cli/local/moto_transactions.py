"""Makes moto's transactions fast: rolls back single items instead of whole tables.

moto copies the whole table for each item of a transaction, to restore it if the transaction fails. It also keeps a list
of all objects that it ever created, copies included. Thousands of transactions on a table of thousands of items would
take minutes and all memory.
"""

from __future__ import annotations

import copy
from typing import Any

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import StreamRecord, StreamShard, Table


class _DiscardingList(list[Any]):
    """Replaces moto's lists of created objects. Nothing here reads them."""

    def append(self, created: Any) -> None:
        pass


class _SavedItem:
    """The item under the key of one operation, and the length of the table's stream, before a transaction."""

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


def patch_transactions() -> None:
    """Patch moto in this process. Afterwards it must receive one request at a time."""
    if getattr(DynamoDBBackend, "_original", None):
        return
    original = DynamoDBBackend.transact_write_items

    def transact_write_items(backend: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
        before = [_save_item(backend, operation) for item in transact_items for operation in item.values()]
        try:
            # moto now "copies" a table by reference, so its own rollback changes nothing.
            Table.__deepcopy__ = lambda table, memo: table  # type: ignore[attr-defined]
            original(backend, transact_items)
        except Exception:
            for saved in filter(None, reversed(before)):
                saved.restore()
            raise
        finally:
            del Table.__deepcopy__  # type: ignore[attr-defined]

    backend: Any = DynamoDBBackend
    backend._original, backend.transact_write_items = original, transact_write_items
    models: tuple[Any, ...] = (Item, Table, StreamShard, StreamRecord)
    for model in models:
        model.instances_tracked = _DiscardingList()


def _save_item(backend: DynamoDBBackend, operation: dict[str, Any]) -> _SavedItem | None:
    """None if moto refuses the operation before it writes: an unknown table or an invalid key."""
    table = backend.tables.get(operation.get("TableName", ""))
    try:
        return _SavedItem(table, operation) if table else None
    except Exception:  # moto reports the error itself
        return None
