"""Conditional writes: each is a value with the error of its refusal; they are committed one by one or all together.

    commit(dynamodb, [
        put(drafts, item, if_version(7), refusal=stale_version),
        delete(listings, {"listing": "en/front", "position": position}),
    ])

Keys, items and values are plain Python values. In expressions `#name` is an attribute and `:name` a value; attribute
names are declared from the expressions, so that DynamoDB's reserved words need no care.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from botocore.exceptions import ClientError

from gazette.dynamodb.items import deserialize, serialize
from gazette.dynamodb.retry import retry

TRIES = 3
"""Of one commit. Three calls of 3 s in each (aws/clients.py), and the pauses: 37 s at most."""

Action = Literal["Put", "Update", "Delete", "ConditionCheck"]

Refusal = Callable[[dict[str, Any]], Exception]
"""Makes the error of a refused write from the item that is stored there (plain values; empty where there is none)."""

_BUSY = frozenset(
    {"None", "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded", "RequestLimitExceeded"}
)
"""Reasons of a cancelled transaction that another try may find gone."""
_BUSY_AS_A_WHOLE = frozenset({"TransactionInProgressException", "TransactionConflictException"})


class ConditionFailed(Exception):
    """A condition did not hold, so nothing was written: the error of a write that names no other."""


class _Busy(Exception):
    """Another transaction was in the way."""


@dataclass(frozen=True)
class Condition:
    """A condition expression and its values, by name without the colon."""

    expression: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __and__(self, other: "Condition") -> "Condition":
        return Condition(f"({self.expression}) AND ({other.expression})", {**self.values, **other.values})

    def __or__(self, other: "Condition") -> "Condition":
        return Condition(f"({self.expression}) OR ({other.expression})", {**self.values, **other.values})


def condition(expression: str, **values: Any) -> Condition:
    """`condition("#until <= :now", now=1766041200)`."""
    return Condition(expression, values)


def if_absent(attribute: str) -> Condition:
    """The item has no such attribute; of an attribute of the key: there is no such item."""
    return Condition(f"attribute_not_exists(#{attribute})")


def if_present(attribute: str) -> Condition:
    return Condition(f"attribute_exists(#{attribute})")


def if_equal(attribute: str, value: Any) -> Condition:
    return Condition(f"#{attribute} = :if_{attribute}", {f"if_{attribute}": value})


def if_version(version: int, attribute: str = "version") -> Condition:
    """Nobody has written the item since this version was read; 0 where there was none."""
    return if_equal(attribute, version) if version else if_absent(attribute)


@dataclass(frozen=True)
class Write:
    """One member of a transaction. `request` is what DynamoDB is sent, `refusal` None for `ConditionFailed`."""

    action: Action
    request: dict[str, Any]
    refusal: Refusal | None = None


@dataclass(frozen=True)
class Refused:
    """A write whose condition did not hold, its position among those committed, and the item that is stored there."""

    write: Write
    position: int
    found: dict[str, Any]

    @property
    def error(self) -> Exception:
        return self.write.refusal(self.found) if self.write.refusal else ConditionFailed()


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
    """Changes some attributes, and makes the item where there is none: `"SET #card = :card"`, `{"card": …}`.

    `names` maps a name in the expression to its attribute where the two differ: `{"lang": "uz-Cyrl"}`.
    """
    request = {"TableName": table, "Key": serialize(key), "UpdateExpression": expression}
    return _write("Update", request, condition, refusal, expression=expression, values=values, names=names)


def delete(
    table: str, key: Mapping[str, Any], condition: Condition | None = None, *, refusal: Refusal | None = None
) -> Write:
    return _write("Delete", {"TableName": table, "Key": serialize(key)}, condition, refusal)


def check(table: str, key: Mapping[str, Any], condition: Condition, *, refusal: Refusal | None = None) -> Write:
    """Writes nothing, and refuses the other writes of the commit where the condition does not hold."""
    return _write("ConditionCheck", {"TableName": table, "Key": serialize(key)}, condition, refusal)


def commit(
    dynamodb: Any, writes: Sequence[Write], *, write_id: str = "", sleep: Callable[[float], None] = time.sleep
) -> None:
    """Write all or none. Raises the error of the first refused write; `Unavailable` where others were in the way.

    `write_id` names this commit and is an attribute of the items that it makes. Where a refused write finds it
    stored, the commit was done before and only its answer was lost.
    """
    refused = try_commit(dynamodb, writes, sleep=sleep)
    if refused and not (write_id and any(one.found.get("write_id") == write_id for one in refused)):
        raise refused[0].error


def try_commit(
    dynamodb: Any, writes: Sequence[Write], *, sleep: Callable[[float], None] = time.sleep
) -> tuple[Refused, ...]:
    """Write all or none; the refused writes, in order, of which there are none where all was written.

    A single write costs half of what it costs in a transaction, so it is sent without one. The SDK does not repeat
    what met another transaction; this does, and raises `Unavailable` after the last try.
    """
    single = len(writes) == 1 and writes[0].action != "ConditionCheck"
    send = _send_one if single else _send_all
    return retry(lambda: send(dynamodb, writes), _Busy, tries=TRIES, sleep=sleep)


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


def _send_one(dynamodb: Any, writes: Sequence[Write]) -> tuple[Refused, ...]:
    [write] = writes
    operations = {"Put": dynamodb.put_item, "Update": dynamodb.update_item, "Delete": dynamodb.delete_item}
    try:
        operations[write.action](**write.request)
    except ClientError as error:
        if error.response["Error"]["Code"] in _BUSY_AS_A_WHOLE:
            raise _Busy from None
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return (Refused(write, 0, deserialize(_item(error.response))),)
    return ()


def _send_all(dynamodb: Any, writes: Sequence[Write]) -> tuple[Refused, ...]:
    try:
        dynamodb.transact_write_items(TransactItems=[{write.action: write.request} for write in writes])
    except ClientError as error:
        if error.response["Error"]["Code"] in _BUSY_AS_A_WHOLE:
            raise _Busy from None
        if error.response["Error"]["Code"] != "TransactionCanceledException":
            raise
        return _refused(writes, error)
    return ()


def _refused(writes: Sequence[Write], error: ClientError) -> tuple[Refused, ...]:
    """What a cancelled transaction says of its members, in their order; raises where it says something else."""
    reasons: list[Mapping[str, Any]] = list(error.response.get("CancellationReasons", []))
    codes = [reason.get("Code", "None") for reason in reasons]
    refused = tuple(
        Refused(writes[position], position, deserialize(_item(reasons[position])))
        for position, code in enumerate(codes)
        if code == "ConditionalCheckFailed"
    )
    if not refused and set(codes) <= _BUSY:
        raise _Busy from None
    if not refused:
        raise error
    return refused


def _item(response: Mapping[str, Any]) -> dict[str, Any]:
    return dict(response.get("Item") or {})
