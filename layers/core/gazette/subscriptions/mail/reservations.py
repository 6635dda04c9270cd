"""Reserves mails. The transaction of a reservation gives one delivery, and no other, the right to send the mail."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gazette.dynamodb.conditions import Condition, condition, if_absent, if_equal
from gazette.dynamodb.writes import Write, check, delete, update
from gazette.subscriptions.consent import REQUESTED, Audit, build_record, build_record_part, truncate_ip
from gazette.subscriptions.keyring import Keyring
from gazette.subscriptions.mail import rate_limits
from gazette.subscriptions.mail.signup_request import SignupRequest
from gazette.subscriptions.model import (
    MAX_TOKENS,
    PENDING_DURATION,
    REMINDER_INTERVAL,
    TOKEN_LIFETIME,
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
)

SUPPRESSED = "suppressed"
"""Beginning of the names of the members that check for suppressions."""

DUE_ATTRIBUTES = ("mail_due", "signup_request", "unused_reservation")
"""Attributes of a profile whose signup request is not delivered yet."""


class Reservations:
    """Reserves the mail of a signup request. The answers are the names of the refused members, empty if reserved."""

    def __init__(self, subscribers: SubscriberRepository, keyring: Keyring, mails_per_hour: int) -> None:
        self._subscribers = subscribers
        self._keyring = keyring
        self._mails_per_hour = mails_per_hour

    def reserve_confirmation(
        self, request: SignupRequest, token_hash: str, reservation_id: str, at: datetime
    ) -> frozenset[str]:
        """Makes the subscriber pending, adds a token (the oldest beyond three is deleted) and a consent record."""
        table, profile = self._subscribers.table, request.profile
        # Nobody received the token of a mail that SES did not accept.
        sent = profile.tokens[:-1] if profile.unused_reservation else profile.tokens
        tokens = (*sent, token_hash)[-MAX_TOKENS:]
        audit = Audit(request.client, at, reservation_id)
        facts: dict[str, Any] = {"lang": request.lang, "lists": request.lists, "consent": request.consent}
        # The record expires with the pending week, unless a confirmation keeps it.
        record = build_record(profile.subscriber, REQUESTED, audit, expires_after=PENDING_DURATION, **facts)
        attributes = {
            "reservation": reservation_id,
            "tokens": list(tokens),
            "pending_until": compute_expiry(at, PENDING_DURATION),
        }
        members = {
            PROFILE: change_profile(table, profile, attributes, DUE_ATTRIBUTES, _if_due(request)),
            "token": append(table, _build_token(request, token_hash, audit)),
            **{
                f"old token {number}": delete(table, build_token_key(dropped))
                for number, dropped in enumerate(set(profile.tokens) - set(tokens))
            },
            **{f"record {number}": append(table, item) for number, item in enumerate(record)},
        }
        return self._reserve(request, members, at)

    def reserve_reminder(
        self, request: SignupRequest, active: Profile, reservation_id: str, at: datetime
    ) -> frozenset[str]:
        """At most one reminder in 24 hours, while the profile `active` (perhaps under a former key) is active."""
        table, subscriber = self._subscribers.table, request.profile.subscriber
        allowed = _if_due(request) & _if_not_reminded_since(compute_expiry(at, -REMINDER_INTERVAL))
        members: dict[str, Write] = {}
        if active.subscriber == subscriber:
            allowed &= if_equal("state", "active")
        else:
            members["active"] = check(table, build_key(active.subscriber, PROFILE), if_equal("state", "active"))
        members[PROFILE] = update(
            table,
            build_key(subscriber, PROFILE),
            f"SET #reservation = :reservation, #reminded_at = :now {remove_clause(DUE_ATTRIBUTES)}",
            {"reservation": reservation_id, "now": int(at.timestamp())},
            allowed,
        )
        return self._reserve(request, members, at)

    def _reserve(self, request: SignupRequest, members: Mapping[str, Write], at: datetime) -> frozenset[str]:
        """Commits the members with the first form of the address's rate limit, then with the other one."""
        refused = self._subscribers.commit({**members, **self._count(request, at, paused=False)})
        if refused == {rate_limits.ADDRESS}:
            return self._subscribers.commit({**members, **self._count(request, at, paused=True)})
        return refused

    def _count(self, request: SignupRequest, at: datetime, *, paused: bool) -> Mapping[str, Write]:
        """Checks for suppressions under each valid key, and counts the mail unless it was counted before."""
        table = self._subscribers.table
        subscribers = dict.fromkeys([request.profile.subscriber, *request.other_subscribers])
        members = {
            f"{SUPPRESSED} {number}": check_not_suppressed(table, subscriber, at)
            for number, subscriber in enumerate(subscribers)
        }
        if request.profile.unused_reservation:
            return members
        current = request.subscriber_ids[0]
        caller = self._keyring.digest(self._keyring.current, "caller", truncate_ip(request.client.ip, 32, 64))
        return {
            **members,
            rate_limits.ADDRESS: rate_limits.PER_ADDRESS.count(table, current.subscriber, at, paused=paused),
            rate_limits.MAILBOX: rate_limits.PER_MAILBOX.count(table, current.mailbox, at),
            rate_limits.CALLER: rate_limits.PER_CALLER.count(table, caller, at),
            rate_limits.SITE: rate_limits.count_for_site(table, self._mails_per_hour, at),
        }


def _if_due(request: SignupRequest) -> Condition:
    """The profile still holds this request, and its mail is due."""
    return condition("#signup_request.#id = :request_id AND attribute_exists(#mail_due)", request_id=request.id)


def _if_not_reminded_since(since: int) -> Condition:
    not_since = if_absent("reminded_at") | condition("#reminded_at <= :since", since=since)
    return not_since | condition("attribute_exists(#unused_reservation)")


def _build_token(request: SignupRequest, token_hash: str, audit: Audit) -> dict[str, Any]:
    """The token's item. It holds what the mail asks for, so that a later signup does not change what is confirmed."""
    return {
        **build_token_key(token_hash),
        "owner": request.profile.subscriber,
        "email": request.address.destination,
        "lang": request.lang,
        "lists": request.lists,
        "consent": request.consent,
        "request_record": build_record_part(audit),
        "created_at": int(audit.at.timestamp()),
        "expires_at": compute_expiry(audit.at, TOKEN_LIFETIME),
    }
