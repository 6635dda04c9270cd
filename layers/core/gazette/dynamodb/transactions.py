"""All or nothing in DynamoDB: a transaction that says which of its conditions did not hold."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError

from gazette.errors import Unavailable

TRIES = 3
_LONGEST_PAUSE = 0.2
_BUSY = frozenset(
    {"None", "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded", "RequestLimitExceeded"}
)
_BUSY_AS_A_WHOLE = frozenset({"TransactionInProgressException", "TransactionConflictException"})


class ConditionFailed(Exception):
    """Nothing was written. `positions` are the places, from 0, of the items whose conditions did not hold.

    `found` maps a position to what stood there (typed DynamoDB JSON), where the item asked for it by
    `ReturnValuesOnConditionCheckFailure`.
    """

    def __init__(self, positions: Sequence[int], found: Mapping[int, dict[str, Any]]) -> None:
        super().__init__(f"conditions at {list(positions)} did not hold")
        self.positions, self.found = frozenset(positions), found


def transact(dynamodb: Any, items: Sequence[dict[str, Any]], sleep: Callable[[float], None] = time.sleep) -> None:
    """Write all items or none. `ConditionFailed` by position; `Unavailable` where others stood in the way three times.

    The SDK does not retry a conflict between transactions, so this does, with full jitter.
    """
    persist(lambda: dynamodb.transact_write_items(TransactItems=list(items)), sleep)


def persist(write: Callable[[], Any], sleep: Callable[[float], None] = time.sleep) -> None:
    """Carry out one write, of one item or many, in whose way a transaction of somebody else may stand."""
    for attempt in range(TRIES):
        try:
            write()
            return
        except ClientError as error:
            _raise_unless_busy(error)
        if attempt < TRIES - 1:
            sleep(random.uniform(0, _LONGEST_PAUSE * 2**attempt))  # noqa: S311 (jitter)
    raise Unavailable()


def _raise_unless_busy(error: ClientError) -> None:
    code = error.response["Error"]["Code"]
    if code in _BUSY_AS_A_WHOLE:
        return
    if code != "TransactionCanceledException":
        raise error
    answers = error.response.get("CancellationReasons", [])
    reasons = [reason.get("Code", "None") for reason in answers]
    failed = [position for position, reason in enumerate(reasons) if reason == "ConditionalCheckFailed"]
    if failed:
        raise ConditionFailed(
            failed, {at: dict(answers[at]["Item"]) for at in failed if "Item" in answers[at]}
        ) from None
    if not set(reasons) <= _BUSY:
        raise error
