"""The mails that wait for a limit which many readers share, each with a time of its own.

Without places, a flood of signups would be tried again as a whole whenever the limit opens. A mail takes a place once,
in the first window of the limit that is not full; so there is no work for more mails than the limit allows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from gazette.dynamodb.conditions import Condition, if_absent, if_equal
from gazette.dynamodb.writes import Write, put
from gazette.subscriptions.model import compute_expiry
from gazette.subscriptions.repository import build_key


@dataclass(frozen=True)
class LimitQueue:
    """The queue of the limit `axis` of one `key`, which allows `capacity` mails in a `window`."""

    axis: str
    key: str
    capacity: int
    window: timedelta

    def build_key(self) -> dict[str, str]:
        return build_key(f"queue/{self.axis}", self.key)

    def take_place(self, table: str, stored: Mapping[str, Any] | None, opening: datetime) -> tuple[datetime, Write]:
        """The time of the next free place, and the write that takes it; refused if another mail was first.

        `stored` is the item of the queue as it was read: the last window with places taken, and their number.
        `opening` is the time from which the limit itself may allow a mail.
        """
        begins_at, taken = opening, 1
        if stored and stored["begins_at"] >= int(opening.timestamp()):
            begins_at, taken = datetime.fromtimestamp(int(stored["begins_at"]), UTC), int(stored["taken"]) + 1
        if taken > self.capacity:
            begins_at, taken = begins_at + self.window, 1
        item = {
            **self.build_key(),
            "begins_at": int(begins_at.timestamp()),
            "taken": taken,
            "expires_at": compute_expiry(begins_at, self.window),
        }
        return begins_at, put(table, item, _if_unchanged(stored))


def _if_unchanged(stored: Mapping[str, Any] | None) -> Condition:
    if stored is None:
        return if_absent("subscriber")
    return if_equal("begins_at", stored["begins_at"]) & if_equal("taken", stored["taken"])
