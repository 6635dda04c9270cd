"""Converts DynamoDB items and stream records between moto's objects and JSON."""

import base64
import json
from datetime import datetime
from typing import Any

from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict
from moto.dynamodb.models.table import StreamRecord, Table


def encode_item(item: Item) -> str:
    """The attributes of an item as DynamoDB's JSON; bytes in base64."""
    return json.dumps(item.attrs, default=_encode_value, separators=(",", ":"))


def read_key(table: Table, values: dict[str, dict[str, Any]]) -> list[DynamoType]:
    """The key of an operation: of one value, or of two."""
    names = (table.hash_key_attr, table.range_key_attr)
    return [_decode(values[name]) for name in names if name]


def encode_key(key: list[DynamoType]) -> str:
    """Equal numbers have equal texts."""
    parts = [str(part.cast_value.normalize()) if part.is_number() else part for part in key]
    return json.dumps(parts, default=_encode_value, separators=(",", ":"))


def _encode_value(value: Any) -> Any:
    if isinstance(value, DynamoType):
        return {value.type: value.value}
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value)} is no value of an item")


def decode_item(table: Table, attributes: dict[str, dict[str, Any]]) -> Item:
    """An item as moto keeps it. moto's constructors check sizes again, which takes ten times as long."""
    values = LimitedSizeDict()
    for name, value in attributes.items():
        dict.__setitem__(values, name, _decode(value))
    item: Item = Item.__new__(Item)  # type: ignore[assignment]
    item.attrs = values
    item.hash_key = values[table.hash_key_attr]
    item.range_key = values[table.range_key_attr] if table.range_key_attr else None
    return item


def _decode(value: dict[str, Any]) -> DynamoType:
    [(kind, content)] = value.items()
    decoded = DynamoType.__new__(DynamoType)
    decoded.type = kind
    if kind == "M":
        decoded.value = {name: _decode(member) for name, member in content.items()}
    elif kind == "L":
        decoded.value = [_decode(member) for member in content]
    else:
        decoded.value = _decode_bytes(kind, content)
    return decoded


def _decode_bytes(kind: str, content: Any) -> Any:
    if kind == "B":
        return base64.b64decode(content)
    return [base64.b64decode(member) for member in content] if kind == "BS" else content


def encode_stream_record(record: StreamRecord) -> str:
    return json.dumps(record.record, default=_encode_value, separators=(",", ":"))


def decode_stream_record(content: dict[str, Any]) -> StreamRecord:
    change = content["dynamodb"]
    change["ApproximateCreationDateTime"] = datetime.fromisoformat(change["ApproximateCreationDateTime"])
    for name in {"Keys", "NewImage", "OldImage"} & change.keys():
        change[name] = {attribute: _decode_plain(value) for attribute, value in change[name].items()}
    record: StreamRecord = StreamRecord.__new__(StreamRecord)  # type: ignore[assignment]
    record.record = content
    return record


def _decode_plain(value: dict[str, Any]) -> dict[str, Any]:
    """The value of an attribute without moto's objects, as stream records have it."""
    [(kind, content)] = value.items()
    if kind == "M":
        return {kind: {name: _decode_plain(member) for name, member in content.items()}}
    if kind == "L":
        return {kind: [_decode_plain(member) for member in content]}
    return {kind: _decode_bytes(kind, content)}
