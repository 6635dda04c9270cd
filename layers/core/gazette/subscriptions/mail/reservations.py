"""Reserves mails. The transaction of a reservation gives one delivery, and no other, the right to send the mail."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from gazette.dynamodb.conditions import Condition, condition, if_absent
from gazette.dynamodb.writes import delete, update
from gazette.subscriptions.mail.confirmation import (
    Confirmation,
    build_pending_attributes,
    build_token,
    record_request,
)
from gazette.subscriptions.mail.counting import MailCounter
from gazette.subscriptions.mail.signup_request import SignupRequest, if_same
from gazette.subscriptions.manage_tokens import add_token
from gazette.subscriptions.model import (
    MAX_TOKENS,
    REMINDER_INTERVAL,
    Profile,
    compute_expiry,
)
from gazette.subscriptions.repository import (
    PROFILE,
    append,
    build_key,
    build_token_key,
    change_profile,
    remove_clause,
    set_clause,
)
from gazette.times import timestamp

LEASE = timedelta(minutes=2)
"""Twice the time that Mailer may run."""
ENDED_BY_LEASE = ("mail_due", "unused_reservation", "unsent_token")


@dataclass(frozen=True)
class Reservations:
    """Reserves the mail of a signup request. The answers are the names of the refused members, empty if reserved."""

    counter: MailCounter

    def reserve_confirmation(self, request: SignupRequest, mail: Confirmation) -> frozenset[str]:
        """Adds the token to the profile of the mail's owner, and a consent record. An owner who is not active becomes
        pending. The oldest token beyond three is deleted.
        """
        table, waiting, owner = self.counter.subscribers.table, request.profile, mail.owner
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
        return self.counter.commit(members, request, mail.at)

    def reserve_reminder(
        self, request: SignupRequest, active: Profile, reservation_id: str, manage_token: str, at: datetime
    ) -> frozenset[str]:
        """Adds the manage token, by its hash, to the profile `active`, which may be stored under a former key.

        At most one reminder in 24 hours.
        """
        table, waiting = self.counter.subscribers.table, request.profile
        allowed = if_same(request)
        if not request.is_counted:
            allowed &= _if_not_reminded_since(compute_expiry(at, -REMINDER_INTERVAL))
        lease = {**_lease(request, reservation_id, at), "reminded_at": int(at.timestamp())}
        rotation = add_token(table, active, manage_token, at, instead_of=waiting.unsent_token)
        added = {"manage_tokens": rotation.tokens}
        if active.subscriber == waiting.subscriber:
            members = {PROFILE: change_profile(table, waiting, lease | added, ENDED_BY_LEASE, allowed)}
        else:
            members = {
                "active": change_profile(table, active, added, ()),
                PROFILE: update(
                    table,
                    build_key(waiting.subscriber, PROFILE),
                    f"{set_clause(lease)} {remove_clause(ENDED_BY_LEASE)}",
                    lease,
                    allowed,
                ),
            }
        return self.counter.commit({**members, **rotation.writes}, request, at)


def _lease(request: SignupRequest, reservation_id: str, at: datetime) -> dict[str, Any]:
    """Attributes that give one delivery the right to send the mail. If it ends without an outcome, the request is due
    again after the lease.
    """
    return {"reservation": reservation_id, "reserved_request": request.id, "due_at": timestamp(at + LEASE)}


def _if_not_reminded_since(since: int) -> Condition:
    return if_absent("reminded_at") | condition("#reminded_at <= :since", since=since)
