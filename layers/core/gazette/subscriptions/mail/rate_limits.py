"""How many mails an address, a mailbox, a caller and the whole site may cause.

Each ceiling is one conditional update of one item, never a read before a write. The last times of sending stand in
the item (`sent_1` the newest), so that "five in 24 hours" holds for any 24 hours, not for those of a calendar.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

AXES = ADDRESS, MAILBOX, CALLER, SITE = "address", "mailbox", "caller", "site"

FIRST_PAUSE = timedelta(minutes=15)

Update = Callable[..., dict[str, Any]]


@dataclass(frozen=True)
class RateLimit:
    """`most` mails within `window`; with `pause`, at least that long between two, doubling with each."""

    axis: str
    most: int
    window: timedelta
    pause: timedelta | None = None

    def update(self, update: Update, key: str, at: datetime, *, resumed: bool = False) -> dict[str, Any]:
        """The conditional update that counts one more mail. With a pause there are two of them, of which at most one
        can succeed: the first after a quiet window, and (`resumed`) one within it."""
        now = int(at.timestamp())
        shifted = [f"#sent_{n} = if_not_exists(#sent_{n - 1}, :never)" for n in range(self.most, 1, -1)]
        values: dict[str, Any] = {":now": now, ":never": 0, ":since": now - int(self.window.total_seconds())}
        condition = f"(attribute_not_exists(#sent_{self.most}) OR #sent_{self.most} <= :since)"
        paused: list[str] = []
        if self.pause and resumed:
            paused = ["#resume_at = :now + #pause", "#pause = #pause + #pause"]
            condition += " AND #resume_at <= :now AND #sent_1 > :since"
        elif self.pause:
            seconds = int(self.pause.total_seconds())
            paused = ["#resume_at = :resume_at", "#pause = :pause"]
            values |= {":resume_at": now + seconds, ":pause": 2 * seconds}
            condition += " AND (attribute_not_exists(#sent_1) OR #sent_1 <= :since)"
        values[":expires_at"] = now + int(self.window.total_seconds())
        sets = ", ".join([*shifted, "#sent_1 = :now", *paused, "#expires_at = :expires_at"])
        return update(f"limit/{self.axis}", key, f"SET {sets}", values, condition)


PER_ADDRESS = RateLimit(ADDRESS, 5, timedelta(hours=24), FIRST_PAUSE)
PER_MAILBOX = RateLimit(MAILBOX, 10, timedelta(hours=24))
PER_CALLER = RateLimit(CALLER, 10, timedelta(hours=1))


def site_update(update: Update, most: int, at: datetime) -> dict[str, Any]:
    """Counts one more mail of the whole site in this hour of the clock."""
    return update(
        f"limit/{SITE}",
        at.strftime("%Y-%m-%dT%H"),
        "ADD #mails :one SET #expires_at = if_not_exists(#expires_at, :expires_at)",
        {":one": 1, ":most": most, ":expires_at": int((at + timedelta(hours=2)).timestamp())},
        "attribute_not_exists(#mails) OR #mails < :most",
    )
