"""Reads many items of several tables in one request, which is repeated for keys that DynamoDB has not processed."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gazette.dynamodb.retry import retry
from gazette.errors import Unavailable

TRIES = 5


class _KeysLeft(Exception):
    """DynamoDB has not processed some keys."""


def batch_get(
    dynamodb: Any,
    keys: Mapping[str, Sequence[dict[str, Any]]],
    *,
    attributes: Sequence[str] = (),
    sleep: Callable[[float], None] = time.sleep,
) -> dict[str, list[dict[str, Any]]]:
    """Items by table (typed JSON, in no order), read consistently; at most 100 keys. Absent items are left out.

    With `attributes`, only these attributes of each item. Raises `Unavailable`, with the number of the keys, if some
    keys are still not processed after the last try.
    """
    items: dict[str, list[dict[str, Any]]] = {table: [] for table in keys}
    options = {"ConsistentRead": True, **_projection(attributes)}
    left: Any = {table: {"Keys": list(table_keys), **options} for table, table_keys in keys.items() if table_keys}

    def read_left() -> None:
        nonlocal left
        reply = dynamodb.batch_get_item(RequestItems=left)
        for table, table_items in reply["Responses"].items():
            items[table] += table_items
        left = reply.get("UnprocessedKeys")
        if left:
            raise _KeysLeft

    if left:
        try:
            retry(read_left, _KeysLeft, tries=TRIES, sleep=sleep)
        except Unavailable:
            count = sum(len(request["Keys"]) for request in left.values())
            raise Unavailable(f"{count} items could not be read just now") from None
    return items


def _projection(attributes: Sequence[str]) -> dict[str, Any]:
    if not attributes:
        return {}
    names = {f"#{name}": name for name in attributes}
    return {"ProjectionExpression": ", ".join(names), "ExpressionAttributeNames": names}
