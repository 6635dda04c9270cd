"""Planned withdrawals of stored views and cards: `unpublish_at` is the time from which readers do not see them.

The scheduler withdraws an article within two minutes after that time. Until then reads leave it out by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from gazette.times import parse_timestamp, timestamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Item = dict[str, Any]


def has_ended(item: Item, now: datetime) -> bool:
    """Whether the planned withdrawal of an item's article has passed."""
    return "unpublish_at" in item and item["unpublish_at"]["S"] <= timestamp(now)


def drop_ended(items: Iterable[Item], now: datetime) -> list[Item]:
    """The items without those whose planned withdrawal has passed."""
    return [item for item in items if not has_ended(item, now)]


def find_first_end(items: Iterable[Item]) -> float | None:
    """The earliest planned withdrawal of the items, in seconds since 1970; None without a plan.

    No cache may keep a response with these items longer.
    """
    first = min((item["unpublish_at"]["S"] for item in items if "unpublish_at" in item), default=None)
    return parse_timestamp(first).timestamp() if first else None
