"""Writes of single items as values: the write, its condition, and the error if the condition does not hold.

    commit(dynamodb, [
        put(drafts, item, if_version(7), refusal=stale_version),
        delete(listings, {"listing": "en/front", "position": position}),
    ])

Keys, items and values are plain Python values. Attribute names are declared from the expressions (`#name`), so that
DynamoDB's reserved words need no care. `gazette.dynamodb.commit` sends them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from gazette.dynamodb.conditions import Condition
from gazette.dynamodb.items import serialize

Action = Literal["Put", "Update", "Delete", "ConditionCheck"]

Refusal = Callable[[dict[str, Any]], Exception]
"""Makes the error of a refused write from the stored item (plain values; empty if there is no item)."""


@dataclass(frozen=True)
class Write:
    """One write. `request` is its DynamoDB request. Without `refusal` the error is `ConditionFailed`."""

    action: Action
    request: dict[str, Any]
    refusal: Refusal | None = None


def put(
    table: str, item: Mapping[str, Any], condition: Condition | None = None, *, refusal: Refusal | None = None
) -> Write:
    """Replaces the whole item. Members that are None are left out."""
    return _write("Put", {"TableName": table, "Item": serialize(item)}, condition, refusal)


def update(
    table: str,
    key: Mapping[str, Any],
    expression: str,
    values: Mapping[str, Any],
    condition: Condition | None = None,
    *,
    names: Mapping[str, str] = MappingProxyType({}),
    refusal: Refusal | None = None,
) -> Write:
    """Changes some attributes, and creates the item if there is none: `"SET #card = :card"`, `{"card": …}`.

    `names` maps a name in the expression to its attribute if the two differ: `{"lang": "uz-Cyrl"}`.
    """
    request = {"TableName": table, "Key": serialize(key), "UpdateExpression": expression}
    return _write("Update", request, condition, refusal, expression=expression, values=values, names=names)


def assign(**attributes: Any) -> tuple[str, dict[str, Any]]:
    """Expression and values of an update that sets attributes, and removes those that are None."""
    values = {name: value for name, value in attributes.items() if value is not None}
    removed = ", ".join(f"#{name}" for name in attributes if name not in values)
    set_values = ", ".join(f"#{name} = :{name}" for name in values)
    clauses = [f"SET {set_values}" if set_values else "", f"REMOVE {removed}" if removed else ""]
    return " ".join(filter(None, clauses)), values


def delete(
    table: str, key: Mapping[str, Any], condition: Condition | None = None, *, refusal: Refusal | None = None
) -> Write:
    return _write("Delete", {"TableName": table, "Key": serialize(key)}, condition, refusal)


def check(table: str, key: Mapping[str, Any], condition: Condition, *, refusal: Refusal | None = None) -> Write:
    """Writes nothing. If the condition does not hold, the other writes of the commit are refused too."""
    return _write("ConditionCheck", {"TableName": table, "Key": serialize(key)}, condition, refusal)


def _write(
    action: Action,
    request: dict[str, Any],
    condition: Condition | None,
    refusal: Refusal | None,
    *,
    expression: str = "",
    values: Mapping[str, Any] = MappingProxyType({}),
    names: Mapping[str, str] = MappingProxyType({}),
) -> Write:
    if condition is not None:
        request["ConditionExpression"] = condition.expression
        expression, values = f"{expression} {condition.expression}", {**values, **condition.values}
    if attributes := {f"#{name}": names.get(name, name) for name in re.findall(r"#(\w+)", expression)}:
        request["ExpressionAttributeNames"] = attributes
    if values:
        request["ExpressionAttributeValues"] = {f":{name}": value for name, value in serialize(values).items()}
    if refusal is not None:
        request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
    return Write(action, request, refusal)
