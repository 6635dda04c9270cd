"""Conversion between DynamoDB's typed JSON and plain values, for functions with boto3. Whole numbers are `int`."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from boto3.dynamodb.types import Binary, TypeDeserializer, TypeSerializer

_serializer, _deserializer = TypeSerializer(), TypeDeserializer()


def serialize(values: Mapping[str, Any]) -> dict[str, Any]:
    """`{"n": {"N": "1"}}` from `{"n": 1}`. Members with the value None are left out."""
    return {name: _serializer.serialize(value) for name, value in values.items() if value is not None}


def deserialize(item: Mapping[str, Any]) -> dict[str, Any]:
    """`{"n": 1}` from `{"n": {"N": "1"}}`."""
    return {name: _to_plain(_deserializer.deserialize(value)) for name, value in item.items()}


def _to_plain(value: Any) -> Any:
    match value:
        case Binary():
            return bytes(value.value)  # type: ignore[attr-defined]  # missing in the stubs
        case Decimal():
            return int(value) if value == value.to_integral_value() else value
        case dict():
            return {name: _to_plain(member) for name, member in value.items()}
        case list():
            return [_to_plain(member) for member in value]
    return value
