"""Marks: for each reader of an issue the item that lets its mail be sent once.

    claimed ──▶ sent, unknown or failed

A claim has a lease. If it ends without an outcome, the sender was killed between the claim and the outcome: nobody
knows whether SES has the mail, so it is `unknown` and is not sent again. That is the one window in which a mail can be
lost; it holds nothing but the request to SES, since the mail is built before.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from gazette.dynamodb.batch_get import batch_get
from gazette.dynamodb.commit import return_stored, try_commit
from gazette.dynamodb.conditions import if_absent, if_equal, if_version
from gazette.dynamodb.items import deserialize, serialize
from gazette.dynamodb.writes import assign, check, delete, put, update
from gazette.subscriptions.digest.model import UNKNOWN
from gazette.subscriptions.model import Profile
from gazette.subscriptions.repository import MARK, PROFILE, build_key
from gazette.times import timestamp

CLAIMED = "claimed"
LEASE = timedelta(minutes=15)
RETENTION = timedelta(days=30)
"""The mails of a reader are kept for this long."""

Item = dict[str, Any]


class Marks:
    """The marks of one issue."""

    def __init__(self, dynamodb: Any, table: str, issue: str) -> None:
        self._dynamodb, self._table, self._issue = dynamodb, table, issue

    def build_key(self, reader: str) -> Item:
        return build_key(reader, MARK + self._issue)

    def load(self, readers: Sequence[str]) -> dict[str, Item]:
        """The marks of at most 100 readers, by reader."""
        keys = [serialize(self.build_key(reader)) for reader in readers]
        items = map(deserialize, batch_get(self._dynamodb, {self._table: keys})[self._table])
        return {item["subscriber"]: item for item in items}

    def claim(self, profile: Profile, claim: str, at: datetime) -> bool:
        """Whether the caller may send the mail: nobody has claimed it, and the profile is as it was read, so that the
        reader has not left, paused or been erased meanwhile. `claim` is a new ULID.

        True also if the response to our own claim was lost and the SDK has sent it again.
        """
        reader = profile.subscriber
        item = {**self._build(reader, CLAIMED, at), "claim": claim}
        unchanged = check(self._table, build_key(reader, PROFILE), if_version(profile.version))
        mark = put(self._table, item, if_absent("subscriber"), refusal=return_stored)
        refused = try_commit(self._dynamodb, [mark, unchanged])
        return not refused or refused[0].stored.get("claim") == claim

    def release(self, reader: str, claim: str) -> None:
        """Give a claim back whose mail was certainly not sent."""
        try_commit(self._dynamodb, [delete(self._table, self.build_key(reader), if_equal("claim", claim))])

    def finish(self, reader: str, claim: str, outcome: str, message_id: str | None = None) -> None:
        """Store the outcome of a claimed mail. Nothing is written for a reader who was erased meanwhile.

        What SES has reported about the mail since stays, and so does `at`, the time of the claim.
        """
        change, values = assign(state=outcome, message_id=message_id)
        try_commit(
            self._dynamodb,
            [update(self._table, self.build_key(reader), change, values, if_equal("claim", claim))],
        )

    def _build(self, reader: str, state: str, at: datetime) -> Item:
        expires_at = int((at + RETENTION).timestamp())
        return {**self.build_key(reader), "state": state, "at": timestamp(at), "expires_at": expires_at}


def find_outcome(mark: Mapping[str, Any], at: datetime) -> str | None:
    """The outcome of a marked mail, None while another sender has the claim."""
    if mark["state"] != CLAIMED:
        return str(mark["state"])
    return UNKNOWN if mark["at"] <= timestamp(at - LEASE) else None
