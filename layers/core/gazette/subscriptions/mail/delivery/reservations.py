"""Reserves the mail of a signup request. The transaction gives one delivery, and no other, the right to send the mail.

The answers are the names of the refused members, empty if the mail is reserved.
"""

from typing import Any

from gazette.dynamodb.conditions import Condition, condition, if_absent
from gazette.dynamodb.writes import delete, update
from gazette.subscriptions.mail.delivery.confirmation import (
    Confirmation,
    build_pending_attributes,
    build_token,
    record_request,
)
from gazette.subscriptions.mail.delivery.queue_writes import ENDED_BY_LEASE, MAIL, ReservedMail, if_same
from gazette.subscriptions.mail.delivery.signup_request import SignupRequest
from gazette.subscriptions.mail.limits.counting import MailCounter
from gazette.subscriptions.manage_tokens import add_token
from gazette.subscriptions.model import MAX_TOKENS, REMINDER_INTERVAL, Profile, compute_expiry
from gazette.subscriptions.repository import append, build_token_key, change_profile, remove_clause, set_clause


def reserve_confirmation(counter: MailCounter, mail: Confirmation) -> frozenset[str]:
    """Adds the token to the profile of the mail's owner, and a consent record. An owner who is not active becomes
    pending. The oldest token beyond three is deleted.
    """
    table, queued, waiting, owner = counter.subscribers.table, mail.request.mail, mail.request.profile, mail.owner
    sent = tuple(token for token in owner.tokens if token != queued.unsent_token)
    tokens = (*sent, mail.token)[-MAX_TOKENS:]
    lease = mail.reserved.describe_lease()
    changes: dict[str, Any] = {"tokens": list(tokens)}
    if not owner.is_active:
        changes |= build_pending_attributes(owner, mail.at)
    if owner.subscriber == waiting.subscriber:
        lease, members = {**lease, **changes}, {}
    else:
        members = {"owner": change_profile(table, owner, changes, ())}
    members |= {
        MAIL: change_profile(table, waiting, lease, ENDED_BY_LEASE, if_same(queued)),
        "token": append(table, build_token(mail)),
        **{
            f"old token {number}": delete(table, build_token_key(dropped))
            for number, dropped in enumerate(set(owner.tokens) - set(tokens))
        },
        **record_request(table, mail),
    }
    return counter.commit(members, queued, mail.at)


def reserve_reminder(
    counter: MailCounter, request: SignupRequest, active: Profile, reserved: ReservedMail
) -> frozenset[str]:
    """Adds the manage token to the profile `active`, which may be stored under a former key.

    At most one reminder in 24 hours.
    """
    table, waiting, queued, at = counter.subscribers.table, request.profile, request.mail, reserved.at
    allowed = if_same(queued)
    if not queued.is_counted:
        allowed &= _if_not_reminded_since(compute_expiry(at, -REMINDER_INTERVAL))
    lease = {**reserved.describe_lease(), "reminded_at": int(at.timestamp())}
    rotation = add_token(table, active, reserved.token, at, instead_of=queued.unsent_token)
    added = {"manage_tokens": rotation.tokens}
    if active.subscriber == waiting.subscriber:
        members = {MAIL: change_profile(table, waiting, lease | added, ENDED_BY_LEASE, allowed)}
    else:
        expression = f"{set_clause(lease)} {remove_clause(ENDED_BY_LEASE)}"
        members = {
            "active": change_profile(table, active, added, ()),
            MAIL: update(table, queued.key, expression, lease, allowed),
        }
    return counter.commit({**members, **rotation.writes}, queued, at)


def _if_not_reminded_since(since: int) -> Condition:
    return if_absent("reminded_at") | condition("#reminded_at <= :since", since=since)
