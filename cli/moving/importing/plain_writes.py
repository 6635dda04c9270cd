"""Writes items of which only the key says whether the stack has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cli.moving.importing.comparing import SAME
from cli.moving.importing.outcomes import CHANGED, WRITTEN
from cli.moving.stack import Stack
from gazette.dynamodb.batch_get import batch_get
from gazette.dynamodb.commit import return_stored, try_commit
from gazette.dynamodb.conditions import if_absent
from gazette.dynamodb.items import deserialize, serialize
from gazette.dynamodb.writes import put


def write_item(stack: Stack, table: str, item: dict[str, Any]) -> str:
    """Write an item that the stack lacks. The first attribute is the hash key."""
    refused = try_commit(stack.dynamodb, [put(table, item, if_absent(next(iter(item))), refusal=return_stored)])
    if not refused:
        return WRITTEN
    return SAME if refused[0].stored == {name: value for name, value in item.items() if value is not None} else CHANGED


def find_missing(
    stack: Stack, table: str, items: Sequence[dict[str, Any]], key: tuple[str, str]
) -> list[dict[str, Any]]:
    """Those of at most 100 items whose keys the stack lacks."""
    keys = [serialize({name: item[name] for name in key}) for item in items]
    found = map(deserialize, batch_get(stack.dynamodb, {table: keys}, attributes=key)[table])
    present = {tuple(item[name] for name in key) for item in found}
    return [item for item in items if tuple(item[name] for name in key) not in present]
