"""Subscribers: the stored profile of a person, and its states.

    none ── signup ──▶ pending ── confirm ──▶ active ── unsubscribe ──▶ left ── signup ──▶ pending …
                          └── unsubscribe, decline, or 7 days ──▶ none

A profile stores only `active` or `left`. A subscriber is pending until the time `pending_until`, without another write.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

PENDING_DURATION = timedelta(days=7)
TOKEN_LIFETIME = timedelta(hours=48)
REPEAT_WINDOW = timedelta(minutes=10)
"""For this long after a confirmation or a decline, its token gets the same answer again."""
UNDO_WINDOW = timedelta(minutes=15)
DECLINE_SUPPRESSION = timedelta(days=30)
"""No signup causes a mail for this long after a decline."""
REMINDER_INTERVAL = timedelta(hours=24)
MAX_TOKENS = 3
MANAGE_TOKEN_LIFETIME = timedelta(days=30)
MAX_MANAGE_TOKENS = 5
LONGEST_PAUSE = timedelta(days=366)
"""A year, also one with a 29 February."""
NEVER_EXPIRES = 253_402_300_799
"""`expires_at` of items that stay: the last second of the year 9999."""

SHARDS = 16

State = Literal["none", "pending", "active", "left"]


@dataclass(frozen=True)
class Profile:
    """One subscriber's profile. It is empty if no item is stored.

    `version` counts changes of state. `tokens` are the hashes of the valid confirm tokens, oldest first. Signups of an
    active reader cause no mail until `declined_until`. `manage_tokens` are the hashes of the valid manage tokens,
    oldest first; whoever has left can only export and erase with them. No letter of a list is sent before
    `paused_until`. `consent` is the version of the consent text that the person agreed to last.

    While a signup request waits for its mail, `signup_request` is the newest request, `requested_lists` are the lists
    of all of them, and `due_at` is the time of the next attempt; with `mail_due` the table's stream makes the attempt.
    `reservation` is the id of the last mail that was reserved, `reserved_request` the id of its request until the
    outcome of the mail is stored (mail/queued_mail.py).
    """

    subscriber: str
    version: int = 0
    state: str | None = None
    email: str = field(default="", repr=False)
    lang: str = ""
    consent: str = ""
    lists: frozenset[str] = frozenset()
    tokens: tuple[str, ...] = ()
    manage_tokens: tuple[str, ...] = ()
    pending_until: int = 0
    confirmed_at: int = 0
    reminded_at: int = 0
    declined_until: int = 0
    paused_until: int = 0
    mail_due: str | None = None
    due_at: str = ""
    signup_request: Mapping[str, Any] | None = field(default=None, repr=False)
    requested_lists: frozenset[str] = frozenset()
    reservation: str | None = None
    reserved_request: str | None = None

    @property
    def is_active(self) -> bool:
        return self.state == "active"

    def state_at(self, at: datetime) -> State:
        """The state at that time: after `pending_until` a pending subscriber returns to the state before."""
        if self.is_active:
            return "active"
        if self.pending_until > at.timestamp():
            return "pending"
        return "left" if self.state == "left" else "none"

    def may_get_mails(self, at: datetime) -> bool:
        """Whether mails may still come: those of a list, or one that asks to confirm a list.

        A token of a mail that was sent causes no mail without a click of its reader.
        """
        return self.state_at(at) in ("active", "pending") or bool(self.requested_lists)

    def was_reminded(self, at: datetime) -> bool:
        """Whether a reminder was sent in the last 24 hours."""
        return at.timestamp() < self.reminded_at + REMINDER_INTERVAL.total_seconds()

    def may_repeat_confirmation(self, at: datetime) -> bool:
        return self.is_active and at.timestamp() < self.confirmed_at + REPEAT_WINDOW.total_seconds()


def list_shards() -> range:
    """The numbers of the shards into which the members of a list are divided, so that they can be read in parallel."""
    return range(SHARDS)


def build_segment(list_id: str, lang: str, subscriber: str) -> str:
    """Key of the index of a list's members: `daily/en/07`. The shard is derived from the subscriber's hash."""
    return build_shard_segment(list_id, lang, sum(subscriber.encode()) % SHARDS)


def build_shard_segment(list_id: str, lang: str, shard: int) -> str:
    return f"{list_id}/{lang}/{shard:02d}"


def compute_expiry(at: datetime, after: timedelta) -> int:
    """`expires_at` of an item, in seconds since 1970."""
    return int((at + after).timestamp())
