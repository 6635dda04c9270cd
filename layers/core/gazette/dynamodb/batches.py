"""Many items of several tables in one read, until nothing is left unanswered."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gazette.errors import Unavailable

TRIES = 5
_LONGEST_PAUSE = 0.1


def batch_get(
    dynamodb: Any,
    keys: Mapping[str, Sequence[dict[str, Any]]],
    *,
    attributes: Sequence[str] = (),
    sleep: Callable[[float], None] = time.sleep,
) -> dict[str, list[dict[str, Any]]]:
    """Items by table (typed JSON, in no order), read consistently; at most 100 keys. What is not there is left out.

    All of each item, or the named attributes. `Unavailable`, with their number in its text, where some keys stay
    unanswered.
    """
    found: dict[str, list[dict[str, Any]]] = {table: [] for table in keys}
    how = {"ConsistentRead": True, **_only(attributes)}
    left: Any = {table: {"Keys": list(wanted), **how} for table, wanted in keys.items() if wanted}
    for attempt in range(TRIES):
        if not left:
            return found
        if attempt:
            sleep(random.uniform(0, _LONGEST_PAUSE * 2**attempt))  # noqa: S311 (jitter)
        reply = dynamodb.batch_get_item(RequestItems=left)
        for table, items in reply["Responses"].items():
            found[table] += items
        left = reply.get("UnprocessedKeys")
    if left:
        raise Unavailable(f"{sum(len(wanted['Keys']) for wanted in left.values())} items could not be read just now")
    return found


def _only(attributes: Sequence[str]) -> dict[str, Any]:
    if not attributes:
        return {}
    names = {f"#{name}": name for name in attributes}
    return {"ProjectionExpression": ", ".join(names), "ExpressionAttributeNames": names}
