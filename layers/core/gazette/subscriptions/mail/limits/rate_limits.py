"""How many mails an address, a mailbox, a client network and the whole site may cause.

Each limit is one conditional update of one item, without a read before. The item holds the times of the last mails
(`sent_1` is the newest), so that "five in 24 hours" is a sliding window.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from gazette.dynamodb.conditions import condition, if_absent
from gazette.dynamodb.writes import Write, update
from gazette.subscriptions.model import compute_expiry
from gazette.subscriptions.repository import build_key

AXES = ADDRESS, MAILBOX, CALLER, SITE = "address", "mailbox", "caller", "site"

FIRST_PAUSE = timedelta(minutes=15)


@dataclass(frozen=True)
class RateLimit:
    """At most `limit` mails within `window`. The pause between two mails begins at `first_pause` and doubles."""

    axis: str
    limit: int
    window: timedelta
    first_pause: timedelta | None = None

    def count(self, table: str, key: str, at: datetime, *, paused: bool = False) -> Write:
        """Write that counts one more mail; refused over the limit.

        A limit with pauses has two forms, of which at most one is accepted: without `paused` it needs a window without
        mails and starts the pauses again, with `paused` it needs a mail within the window and the end of the pause.
        """
        now, since = int(at.timestamp()), compute_expiry(at, -self.window)
        oldest = f"#sent_{self.limit}"
        allowed = if_absent(f"sent_{self.limit}") | condition(f"{oldest} <= :since", since=since)
        assignments = [f"#sent_{n} = if_not_exists(#sent_{n - 1}, :never)" for n in range(self.limit, 1, -1)]
        assignments += ["#sent_1 = :now", "#expires_at = :expires_at"]
        values = {"now": now, "never": 0, "expires_at": compute_expiry(at, self.window)}
        if self.first_pause and paused:
            assignments += ["#resume_at = :now + #pause", "#pause = #pause + #pause"]
            allowed &= condition("#resume_at <= :now AND #sent_1 > :since", now=now, since=since)
        elif self.first_pause:
            pause = int(self.first_pause.total_seconds())
            assignments += ["#resume_at = :resume_at", "#pause = :pause"]
            values |= {"resume_at": now + pause, "pause": 2 * pause}
            allowed &= if_absent("sent_1") | condition("#sent_1 <= :since", since=since)
        return update(table, self.build_key(key), f"SET {', '.join(assignments)}", values, allowed)

    def build_key(self, key: str) -> dict[str, str]:
        return build_key(f"limit/{self.axis}", key)

    def compute_opening(self, counter: Mapping[str, Any], at: datetime) -> datetime:
        """The time from which the limit allows one more mail, by its counter's item; `at` if it does so already."""
        opening = datetime.fromtimestamp(counter.get(f"sent_{self.limit}", 0), UTC) + self.window
        return max(at, opening, datetime.fromtimestamp(counter.get("resume_at", 0), UTC))


PER_ADDRESS = RateLimit(ADDRESS, 5, timedelta(hours=24), FIRST_PAUSE)
PER_MAILBOX = RateLimit(MAILBOX, 10, timedelta(hours=24))


def limit_caller(mails_per_hour: int) -> RateLimit:
    """The limit of one client network."""
    return RateLimit(CALLER, mails_per_hour, timedelta(hours=1))


def count_for_site(table: str, limit: int, at: datetime) -> Write:
    """Write that counts one more mail of the whole site in this hour of the clock; refused over the limit."""
    return update(
        table,
        build_key(f"limit/{SITE}", at.strftime("%Y-%m-%dT%H")),
        "ADD #mails :one SET #expires_at = if_not_exists(#expires_at, :expires_at)",
        {"one": 1, "expires_at": compute_expiry(at, timedelta(hours=2))},
        if_absent("mails") | condition("#mails < :limit", limit=limit),
    )


def compute_next_hour(at: datetime) -> datetime:
    """The time at which the limit of the site begins again."""
    return at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
