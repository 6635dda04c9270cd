"""Forbids mail to a person after a complaint or a hard bounce: ends the subscription, every request and every token.

It wins over all that happens at the same time: a confirmation and an undo check for the suppression in their own
transactions, and other changes find another version of the profile. Of two suppressions the stronger one stays, in
whichever order they come: one without an end before one with an end, a complaint before others, the later end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from gazette.dynamodb.conditions import Condition, if_absent, if_equal
from gazette.dynamodb.writes import Write, put
from gazette.subscriptions.commands.membership import append_record, delete_lists, delete_tokens, end_profile
from gazette.subscriptions.consent import BOUNCED, COMPLAINED, Audit
from gazette.subscriptions.model import DECLINE_SUPPRESSION, Profile, compute_expiry
from gazette.subscriptions.optimistic_locking import ProfileChanged
from gazette.subscriptions.repository import (
    PROFILE,
    SUPPRESSION,
    Item,
    SubscriberRepository,
    build_key,
    find_suppression_end,
)
from gazette.times import timestamp, to_seconds

COMPLAINT, BOUNCE = "complaint", "bounce"
EVENTS = {COMPLAINT: COMPLAINED, BOUNCE: BOUNCED}
"""Events of the consent record by the reason of the suppression."""


@dataclass(frozen=True)
class Suppression:
    """`reason` is one of the above, `detail` what SES says of it. It begins `at` a time, and without `lasts` it has no
    end."""

    reason: str
    source: str
    at: datetime
    lasts: timedelta | None = None
    detail: str = ""

    def build_item(self, subscriber: str) -> Item:
        facts = {"reason": self.reason, "source": self.source, "at": timestamp(self.at), "detail": self.detail or None}
        until = compute_expiry(self.at, self.lasts) if self.lasts else None
        return {**build_key(subscriber, SUPPRESSION), **facts, "until": until, "expires_at": until}


def suppress(
    subscribers: SubscriberRepository,
    ids: Sequence[str],
    suppression: Suppression,
    audit: Audit,
    *,
    marker: Item,
    **facts: Any,
) -> bool:
    """Suppress mail to the person with these ids: under the first one, and under each that has a profile.

    `marker` is an item that is written with it, once. Returns False if it was written before: then nothing changes.
    `facts` belong to the consent record. Raises `ProfileChanged` if another writer was first.
    """
    members = {"marker": put(subscribers.table, marker, if_absent("subscriber"))}
    for number, subscriber in enumerate(ids):
        profile = subscribers.get_profile(subscriber)
        writes: dict[str, Write] = {}
        if profile.version or profile.signup_request:
            writes = {**_end(subscribers.table, profile, EVENTS[suppression.reason], audit, facts)}
        if writes or number == 0:
            writes |= _strengthen(subscribers, subscriber, suppression)
        members |= {f"{name} {number}": write for name, write in writes.items()}
    refused = subscribers.commit(members)
    if refused and "marker" not in refused:
        raise ProfileChanged()
    return not refused


def _end(table: str, profile: Profile, event: str, audit: Audit, facts: Mapping[str, Any]) -> Mapping[str, Write]:
    """Ends the profile, unless there is nothing to end; the record is written all the same."""
    # The record of somebody who never confirmed expires.
    expires_after = None if profile.state else DECLINE_SUPPRESSION
    ended: dict[str, Write] = {}
    if profile.is_active or profile.signup_request or profile.tokens or profile.pending_until:
        ended = {
            PROFILE: end_profile(table, profile),
            **delete_lists(table, profile.subscriber, profile.lists),
            **delete_tokens(table, profile.tokens),
        }
    lists = {"lists": sorted(profile.lists)} if profile.lists else {}
    return {
        **ended,
        **append_record(table, profile.subscriber, event, audit, expires_after=expires_after, **lists, **facts),
    }


def _strengthen(subscribers: SubscriberRepository, subscriber: str, new: Suppression) -> Mapping[str, Write]:
    """The write of the suppression, none if a stronger one is there."""
    stored, item = subscribers.get(subscriber, SUPPRESSION), new.build_item(subscriber)
    if stored is not None and _strength(stored) >= _strength(item):
        return {}
    return {SUPPRESSION: put(subscribers.table, item, _if_unchanged(stored))}


def _strength(item: Mapping[str, Any]) -> tuple[int, bool, bool, int]:
    """Of two complaints, or two suppressions of an operator, the earlier one stays."""
    reason = item["reason"]
    return find_suppression_end(item), reason == COMPLAINT, reason == BOUNCE, -to_seconds(item["at"])


def _if_unchanged(stored: Item | None) -> Condition:
    if stored is None:
        return if_absent("subscriber")
    return if_equal("at", stored["at"]) & if_equal("reason", stored["reason"])
