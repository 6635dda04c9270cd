"""Mails that wait beside those of signup requests: items that the table's stream and the index Due show to Mailer.

A command writes the item in its own transaction, so there is exactly one mail for what it did. Mailer deletes the item
once the mail has an outcome.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from gazette.dynamodb.writes import Write, put, update
from gazette.subscriptions.model import compute_expiry
from gazette.subscriptions.repository import DUE_MAIL, STREAM_GRACE, Item, build_key, set_clause
from gazette.times import timestamp

WELCOME, NOTICE, MANAGE_LINK = "welcome", "notice", "manage-link"
"""After the first confirmation; to a former address; the link that a person asked for."""

PREFIX = "mail/"
"""Beginning of the part of such an item. Its kind follows: a person has at most one waiting mail of a kind."""

LIFETIME = timedelta(days=7)
"""Mailer gives a mail up earlier."""


def build_mail_key(subscriber: str, kind: str) -> Item:
    return build_key(subscriber, f"{PREFIX}{kind}")


def put_account_mail(table: str, subscriber: str, kind: str, id: str, at: datetime, **facts: Any) -> Write:
    """Adds a mail to the other writes of a command. `facts` are what the mail of this kind needs."""
    return put(table, {**build_mail_key(subscriber, kind), **_describe(id, at, facts)})


def put_uncounted_mail(table: str, subscriber: str, kind: str, id: str, at: datetime, **facts: Any) -> Write:
    """As `put_account_mail`, for a mail that an operator asks for: no rate limit counts it."""
    item = {**build_mail_key(subscriber, kind), **_describe(id, at, facts), "unused_reservation": id}
    return put(table, item)


def request_account_mail(table: str, subscriber: str, kind: str, id: str, at: datetime, **facts: Any) -> Write:
    """Asks for a mail by one update that is the same for every state of the item and of the person."""
    attributes = _describe(id, at, facts)
    return update(table, build_mail_key(subscriber, kind), set_clause(attributes), attributes)


def _describe(id: str, at: datetime, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "request": {"id": id, "requested_at": timestamp(at), **facts},
        "mail_due": timestamp(at),
        "due": DUE_MAIL,
        "due_at": timestamp(at + STREAM_GRACE),
        "expires_at": compute_expiry(at, LIFETIME),
    }
