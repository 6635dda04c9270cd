"""Lifts the suppression of an address: an operator's act, with a reason.

It brings no subscription back. From then on a signup of the address gets a confirmation mail again.
"""

from datetime import datetime
from typing import Any

from gazette.dynamodb.conditions import if_equal
from gazette.dynamodb.writes import Write, delete
from gazette.subscriptions.commands.membership import append_record
from gazette.subscriptions.commands.suppress import COMPLAINT
from gazette.subscriptions.consent import OPERATOR, Audit
from gazette.subscriptions.model import DECLINE_SUPPRESSION, Profile
from gazette.subscriptions.optimistic_locking import ProfileChanged, retry_if_changed
from gazette.subscriptions.repository import PROFILE, SUPPRESSION, SubscriberRepository, build_key, change_profile


class ComplaintStands(Exception):
    """The person has complained, perhaps a moment ago, and the operator did not say that a complaint may be lifted."""


def lift(subscribers: SubscriberRepository, subscriber: str, reason: str, audit: Audit, *, complaint_too: bool) -> bool:
    """Lift what forbids mail to a subscriber id. Returns False if nothing does. Raises `ComplaintStands`."""
    return retry_if_changed(lambda: _lift_once(subscribers, subscriber, reason, audit, complaint_too=complaint_too))


def is_declined(profile: Profile, at: datetime) -> bool:
    """Whether signups of an active reader cause no mail, because one was declined."""
    return profile.declined_until > at.timestamp()


def _lift_once(
    subscribers: SubscriberRepository, subscriber: str, reason: str, audit: Audit, *, complaint_too: bool
) -> bool:
    table, profile = subscribers.table, subscribers.get_profile(subscriber)
    suppression = subscribers.get(subscriber, SUPPRESSION)
    members: dict[str, Write] = {}
    facts: dict[str, Any] = {"act": "lift", "reason": reason}
    if suppression:
        if suppression["reason"] == COMPLAINT and not complaint_too:
            raise ComplaintStands()
        unchanged = if_equal("at", suppression["at"]) & if_equal("reason", suppression["reason"])
        members[SUPPRESSION] = delete(table, build_key(subscriber, SUPPRESSION), unchanged)
        facts["lifted"] = suppression["reason"]
    if is_declined(profile, audit.at):
        members[PROFILE] = change_profile(table, profile, {}, ("declined_until",))
    if not members:
        return False
    # The record of somebody who never confirmed expires.
    expires_after = None if profile.state else DECLINE_SUPPRESSION
    record = append_record(table, subscriber, OPERATOR, audit, expires_after=expires_after, **facts)
    if subscribers.commit({**members, **record}):
        raise ProfileChanged()
    return True
