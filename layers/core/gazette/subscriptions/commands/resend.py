"""Mails the confirmation or the manage link once more: an operator's act, which no rate limit counts.

A confirmation asks for what the person asked for last, and refers to the record of that request. Who asked for nothing
gets nothing.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from gazette.dynamodb.conditions import if_version
from gazette.dynamodb.writes import Write, update
from gazette.errors import Conflict
from gazette.subscriptions.account_mails import MANAGE_LINK, put_uncounted_mail
from gazette.subscriptions.commands.departure import if_request_unchanged
from gazette.subscriptions.commands.membership import append_record
from gazette.subscriptions.consent import IMPORTED, OPERATOR, REQUESTED, Audit
from gazette.subscriptions.email_address import EmailAddress
from gazette.subscriptions.model import PENDING_DURATION, Profile, compute_expiry
from gazette.subscriptions.optimistic_locking import ProfileChanged, retry_if_changed
from gazette.subscriptions.repository import (
    DUE_MAIL,
    PROFILE,
    SUPPRESSION,
    Item,
    SubscriberRepository,
    build_key,
    find_suppression_end,
    set_clause,
)
from gazette.times import timestamp

CONFIRMATION = "confirmation"
_ASKED = (REQUESTED, IMPORTED)
"""Events of what a person can confirm."""


class NothingToSend(Conflict):
    """Mail to the address is suppressed, or its owner has asked for nothing."""


def resend(subscribers: SubscriberRepository, subscriber: str, address: EmailAddress, audit: Audit) -> str:
    """Let Mailer send a mail at once. Returns its kind. Raises `NothingToSend`."""
    return retry_if_changed(lambda: _resend_once(subscribers, subscriber, address, audit))


def _resend_once(subscribers: SubscriberRepository, subscriber: str, address: EmailAddress, audit: Audit) -> str:
    profile = subscribers.get_profile(subscriber)
    suppression = subscribers.get(subscriber, SUPPRESSION)
    if suppression and find_suppression_end(suppression) > audit.at.timestamp():
        raise NothingToSend(f"mail to this address is suppressed ({suppression['reason']}); lift that first")
    if profile.is_active:
        kind, mail = MANAGE_LINK, _send_link(subscribers.table, profile, audit)
    else:
        kind, mail = CONFIRMATION, _ask_again(subscribers, profile, address, audit)
    expires_after = None if profile.state else PENDING_DURATION
    record = append_record(
        subscribers.table, subscriber, OPERATOR, audit, expires_after=expires_after, act="resend", mail=kind
    )
    if subscribers.commit({"mail": mail, **record}):
        raise ProfileChanged()
    return kind


def _send_link(table: str, profile: Profile, audit: Audit) -> Write:
    facts = {"email": profile.email, "client": asdict(audit.client)}
    return put_uncounted_mail(table, profile.subscriber, MANAGE_LINK, audit.id, audit.at, **facts)


def _ask_again(subscribers: SubscriberRepository, profile: Profile, address: EmailAddress, audit: Audit) -> Write:
    key = build_key(profile.subscriber, PROFILE)
    # Mailer counts no mail that a reservation has counted.
    attributes: dict[str, Any] = {
        "mail_due": timestamp(audit.at),
        "due": DUE_MAIL,
        "due_at": timestamp(audit.at),
        "unused_reservation": audit.id,
    }
    if profile.signup_request:
        unchanged = if_request_unchanged(profile)
        return update(subscribers.table, key, set_clause(attributes), attributes, unchanged)
    asked = _find_request(subscribers, profile, audit.at)
    attributes["requested_lists"] = set(asked["lists"])
    attributes["signup_request"] = {
        "id": audit.id,
        "email": address.destination,
        "lang": asked["lang"],
        "consent": asked["consent"],
        "requested_at": timestamp(audit.at),
        "asked_at": asked["at"],
        **({"imported": True} if asked["event"] == IMPORTED else {}),
        "client": asdict(audit.client),
        "record": build_key(asked["subscriber"], asked["part"]),
    }
    if profile.state is None:
        attributes["expires_at"] = compute_expiry(audit.at, PENDING_DURATION)
    return update(subscribers.table, key, set_clause(attributes), attributes, if_version(profile.version))


def _find_request(subscribers: SubscriberRepository, profile: Profile, at: datetime) -> Item:
    """The record of the request that waits to be confirmed. Raises `NothingToSend`."""
    if profile.state_at(at) != "pending":
        raise NothingToSend("nobody with this address waits to confirm, or is subscribed")
    records = (item for item in subscribers.list_items(profile.subscriber, "consent/") if item["event"] in _ASKED)
    newest = max(records, key=lambda item: str(item["part"]), default=None)
    if newest is None:
        raise NothingToSend("the record of the request has expired")
    return newest
