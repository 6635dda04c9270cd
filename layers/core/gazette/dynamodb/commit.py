"""Commits writes, alone or all together in a transaction, and reports which of them were refused."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from gazette.dynamodb.items import deserialize
from gazette.dynamodb.retry import retry
from gazette.dynamodb.writes import Write

TRIES = 3
"""Of one commit. Three calls of 3 s in each (aws/clients.py), and the pauses: 37 s at most."""

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
class Refused:
    """A write whose condition did not hold, its position among those committed, and the item that is stored there."""

    write: Write
    position: int
    found: dict[str, Any]

    @property
    def error(self) -> Exception:
        return self.write.refusal(self.found) if self.write.refusal else ConditionFailed()


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
