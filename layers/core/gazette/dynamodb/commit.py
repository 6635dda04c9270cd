"""Commits one write, or several in a transaction, and reports the writes that were refused."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from gazette.dynamodb.items import deserialize
from gazette.dynamodb.retry import retry
from gazette.dynamodb.writes import Write

TRIES = 3
"""Tries of one commit. Each has three calls of 3 s (aws/clients.py); with the pauses they take 37 s at most."""

_BUSY_REASONS = frozenset(
    {"None", "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded", "RequestLimitExceeded"}
)
"""Reasons of a cancelled transaction that may be gone at the next try."""
_BUSY_ERRORS = frozenset({"TransactionInProgressException", "TransactionConflictException"})


class ConditionFailed(Exception):
    """A condition did not hold, so nothing was written. The error of a write without a refusal of its own."""


def return_stored(_stored: dict[str, Any]) -> Exception:
    """A refusal for `try_commit`, so that `Refused.stored` has the stored item."""
    return ConditionFailed()


class _Busy(Exception):
    """Another transaction was in the way."""


@dataclass(frozen=True)
class Refused:
    """A write whose condition did not hold, its position in the commit, and the stored item (plain values)."""

    write: Write
    position: int
    stored: dict[str, Any]

    @property
    def error(self) -> Exception:
        return self.write.refusal(self.stored) if self.write.refusal else ConditionFailed()


def commit(
    dynamodb: Any, writes: Sequence[Write], *, write_id: str = "", sleep: Callable[[float], None] = time.sleep
) -> None:
    """Write all or none. Raises the error of the first refused write, `Unavailable` if DynamoDB is busy.

    `write_id` names this commit and is an attribute of its items. If the stored item of a refused write has the same
    one, the SDK has repeated a commit that succeeded, and its first response was lost.
    """
    refusals = try_commit(dynamodb, writes, sleep=sleep)
    repeated = write_id and any(refused.stored.get("write_id") == write_id for refused in refusals)
    if refusals and not repeated:
        raise refusals[0].error


def try_commit(
    dynamodb: Any, writes: Sequence[Write], *, sleep: Callable[[float], None] = time.sleep
) -> tuple[Refused, ...]:
    """Write all or none. Returns the refused writes in order; the result is empty if everything was written.

    A single write is sent without a transaction, which would cost twice as much. The SDK does not repeat a write that
    meets another transaction. This function does, and raises `Unavailable` after the last try.
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
        if error.response["Error"]["Code"] in _BUSY_ERRORS:
            raise _Busy from None
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return (Refused(write, 0, deserialize(_item(error.response))),)
    return ()


def _send_all(dynamodb: Any, writes: Sequence[Write]) -> tuple[Refused, ...]:
    try:
        dynamodb.transact_write_items(TransactItems=[{write.action: write.request} for write in writes])
    except ClientError as error:
        if error.response["Error"]["Code"] in _BUSY_ERRORS:
            raise _Busy from None
        if error.response["Error"]["Code"] != "TransactionCanceledException":
            raise
        return _list_refused(writes, error)
    return ()


def _list_refused(writes: Sequence[Write], error: ClientError) -> tuple[Refused, ...]:
    """The refused writes of a cancelled transaction. If there are none, raises `_Busy` or `error`."""
    reasons: list[Mapping[str, Any]] = list(error.response.get("CancellationReasons", []))
    codes = [reason.get("Code", "None") for reason in reasons]
    refused = tuple(
        Refused(writes[position], position, deserialize(_item(reasons[position])))
        for position, code in enumerate(codes)
        if code == "ConditionalCheckFailed"
    )
    if not refused and set(codes) <= _BUSY_REASONS:
        raise _Busy from None
    if not refused:
        raise error
    return refused


def _item(response: Mapping[str, Any]) -> dict[str, Any]:
    return dict(response.get("Item") or {})
