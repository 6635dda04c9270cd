"""Reserves mails. The transaction of a reservation gives one delivery, and no other, the right to send the mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from gazette.dynamodb.conditions import Condition, condition, if_absent, if_equal
from gazette.dynamodb.writes import Write, check, delete, update
from gazette.subscriptions.consent import truncate_ip
from gazette.subscriptions.keyring import Keyring
from gazette.subscriptions.mail import rate_limits
from gazette.subscriptions.mail.confirmation import (
    Confirmation,
    build_pending_attributes,
    build_token,
    record_request,
)
from gazette.subscriptions.mail.signup_request import SignupRequest, if_same
from gazette.subscriptions.model import (
    MAX_TOKENS,
    REMINDER_INTERVAL,
    Profile,
    compute_expiry,
)
from gazette.subscriptions.repository import (
    PROFILE,
    SubscriberRepository,
    append,
    build_key,
    build_token_key,
    change_profile,
    check_not_suppressed,
    remove_clause,
    set_clause,
)
from gazette.times import timestamp

LEASE = timedelta(minutes=2)
"""Twice the time that Mailer may run."""
ENDED_BY_LEASE = ("mail_due", "unused_reservation", "unsent_token")

SUPPRESSED = "suppressed"
"""Beginning of the names of the members that check for suppressions."""


@dataclass(frozen=True)
class HourlyLimits:
    """Mails that the whole site, and one client network, may cause in an hour."""

    site: int
    caller: int


@dataclass(frozen=True)
class Reservations:
    """Reserves the mail of a signup request. The answers are the names of the refused members, empty if reserved."""

    subscribers: SubscriberRepository
    keyring: Keyring
    limits: HourlyLimits

    def reserve_confirmation(self, request: SignupRequest, mail: Confirmation) -> frozenset[str]:
        """Adds the token to the profile of the mail's owner, and a consent record. An owner who is not active becomes
        pending. The oldest token beyond three is deleted.
        """
        table, waiting, owner = self.subscribers.table, request.profile, mail.owner
        sent = tuple(token for token in owner.tokens if token != waiting.unsent_token)
        tokens = (*sent, mail.token)[-MAX_TOKENS:]
        reserved = _lease(request, mail.id, mail.at)
        changes: dict[str, Any] = {"tokens": list(tokens)}
        if not owner.is_active:
            changes |= build_pending_attributes(owner, mail.at)
        if owner.subscriber == waiting.subscriber:
            reserved, members = {**reserved, **changes}, {}
        else:
            members = {"owner": change_profile(table, owner, changes, ())}
        members |= {
            PROFILE: change_profile(table, waiting, reserved, ENDED_BY_LEASE, if_same(request)),
            "token": append(table, build_token(request, mail)),
            **{
                f"old token {number}": delete(table, build_token_key(dropped))
                for number, dropped in enumerate(set(owner.tokens) - set(tokens))
            },
            **record_request(table, request, mail),
        }
        return self._reserve(request, members, mail.at)

    def reserve_reminder(
        self, request: SignupRequest, active: Profile, reservation_id: str, at: datetime
    ) -> frozenset[str]:
        """At most one reminder in 24 hours, while the profile `active` (perhaps under a former key) is active."""
        table, subscriber = self.subscribers.table, request.profile.subscriber
        allowed = if_same(request)
        if not request.is_counted:
            allowed &= _if_not_reminded_since(compute_expiry(at, -REMINDER_INTERVAL))
        lease = {**_lease(request, reservation_id, at), "reminded_at": int(at.timestamp())}
        members: dict[str, Write] = {}
        if active.subscriber == subscriber:
            allowed &= if_equal("state", "active")
        else:
            members["active"] = check(table, build_key(active.subscriber, PROFILE), if_equal("state", "active"))
        members[PROFILE] = update(
            table,
            build_key(subscriber, PROFILE),
            f"{set_clause(lease)} {remove_clause(ENDED_BY_LEASE)}",
            lease,
            allowed,
        )
        return self._reserve(request, members, at)

    def compute_opening(self, request: SignupRequest, axes: frozenset[str], at: datetime) -> datetime:
        """The time from which the limits `axes` may allow the mail."""
        current = request.subscriber_ids[0]
        counters = {
            rate_limits.ADDRESS: (rate_limits.PER_ADDRESS, current.subscriber),
            rate_limits.MAILBOX: (rate_limits.PER_MAILBOX, current.mailbox),
            rate_limits.CALLER: (rate_limits.limit_caller(self.limits.caller), self._hash_caller(request)),
        }
        openings = [rate_limits.compute_next_hour(at)] if rate_limits.SITE in axes else [at]
        for limit, key in (counters[axis] for axis in axes & counters.keys()):
            openings.append(limit.compute_opening(self.subscribers.get(**limit.build_key(key)) or {}, at))
        return max(openings)

    def _reserve(self, request: SignupRequest, members: Mapping[str, Write], at: datetime) -> frozenset[str]:
        """Commits the members with the first form of the address's rate limit, then with the other one."""
        refused = self.subscribers.commit({**members, **self._count(request, at, paused=False)})
        if rate_limits.ADDRESS in refused and PROFILE not in refused:
            return self.subscribers.commit({**members, **self._count(request, at, paused=True)})
        return refused

    def _count(self, request: SignupRequest, at: datetime, *, paused: bool) -> Mapping[str, Write]:
        """Checks for suppressions under each valid key, and counts the mail unless it was counted before."""
        table = self.subscribers.table
        subscribers = dict.fromkeys([request.profile.subscriber, *request.other_subscribers])
        members = {
            f"{SUPPRESSED} {number}": check_not_suppressed(table, subscriber, at)
            for number, subscriber in enumerate(subscribers)
        }
        if request.is_counted:
            return members
        current, caller = request.subscriber_ids[0], rate_limits.limit_caller(self.limits.caller)
        return {
            **members,
            rate_limits.ADDRESS: rate_limits.PER_ADDRESS.count(table, current.subscriber, at, paused=paused),
            rate_limits.MAILBOX: rate_limits.PER_MAILBOX.count(table, current.mailbox, at),
            rate_limits.CALLER: caller.count(table, self._hash_caller(request), at),
            rate_limits.SITE: rate_limits.count_for_site(table, self.limits.site, at),
        }

    def _hash_caller(self, request: SignupRequest) -> str:
        return self.keyring.digest(self.keyring.current, "caller", truncate_ip(request.client.ip, 32, 64))


def _lease(request: SignupRequest, reservation_id: str, at: datetime) -> dict[str, Any]:
    """Attributes that give one delivery the right to send the mail. If it ends without an outcome, the request is due
    again after the lease.
    """
    return {"reservation": reservation_id, "reserved_request": request.id, "due_at": timestamp(at + LEASE)}


def _if_not_reminded_since(since: int) -> Condition:
    return if_absent("reminded_at") | condition("#reminded_at <= :since", since=since)
