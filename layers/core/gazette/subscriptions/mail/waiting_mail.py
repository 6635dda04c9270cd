"""A waiting mail as Mailer reads it, and the writes by which it is reserved, ended, or waits on.

A newer request for a mail of the same kind replaces the request in the item, and stays as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gazette.dynamodb.conditions import Condition, condition, if_absent, if_equal
from gazette.dynamodb.writes import Write, delete, update
from gazette.subscriptions.consent import ClientInfo
from gazette.subscriptions.email_address import parse_email_address
from gazette.subscriptions.keyring import Keyring
from gazette.subscriptions.mail.request_writes import compute_pause
from gazette.subscriptions.mail.reservations import LEASE
from gazette.subscriptions.repository import Item, remove_clause, set_clause
from gazette.subscriptions.subscriber_id import SubscriberId, derive_all_subscriber_ids
from gazette.subscriptions.waiting_mails import PREFIX, build_mail_key
from gazette.times import parse_timestamp, timestamp


@dataclass(frozen=True)
class WaitingMail:
    """`facts` is the item's request, with what the command gave. `attempts` counts mails that SES did not accept.

    `unused_reservation` and `reserved_request` are as in a profile; `unsent_token` is the hash of the manage token of a
    mail that SES did not accept.
    """

    subscriber: str
    kind: str
    id: str
    requested_at: datetime
    due_at: str
    facts: Mapping[str, Any]
    attempts: int
    reservation: str | None
    reserved_request: str | None
    unused_reservation: str | None
    unsent_token: str | None

    @property
    def is_counted(self) -> bool:
        return self.unused_reservation is not None or self.reserved_request == self.id


@dataclass(frozen=True)
class AskedMail:
    """A waiting mail that somebody asked for with an address: what the rate limits need of it."""

    mail: WaitingMail
    subscriber_ids: tuple[SubscriberId, ...]

    @classmethod
    def parse(cls, mail: WaitingMail, keyring: Keyring) -> "AskedMail":
        return cls(mail, tuple(derive_all_subscriber_ids(parse_email_address(mail.facts["email"]), keyring)))

    @property
    def subscriber(self) -> str:
        return self.mail.subscriber

    @property
    def client(self) -> ClientInfo:
        return ClientInfo(**self.mail.facts["client"])

    @property
    def is_counted(self) -> bool:
        return self.mail.is_counted

    @property
    def has_place(self) -> bool:
        return "has_place" in self.mail.facts


def parse_waiting_mail(item: Item | None, at: datetime, request_id: str | None = None) -> WaitingMail | None:
    """The mail of an item if it is due, else None. A record of the stream names its request."""
    if item is None:
        return None
    stored = item["request"]
    is_due = (
        item["due_at"] <= timestamp(at) if request_id is None else "mail_due" in item and stored["id"] == request_id
    )
    if not is_due:
        return None
    return WaitingMail(
        subscriber=item["subscriber"],
        kind=item["part"].removeprefix(PREFIX),
        id=stored["id"],
        requested_at=parse_timestamp(stored["requested_at"]),
        due_at=item["due_at"],
        facts=stored,
        attempts=int(stored.get("attempts", 0)),
        reservation=item.get("reservation"),
        reserved_request=item.get("reserved_request"),
        unused_reservation=item.get("unused_reservation"),
        unsent_token=item.get("unsent_token"),
    )


def reserve(table: str, mail: WaitingMail, reservation: str, at: datetime) -> Write:
    """Gives one delivery the right to send the mail, for a lease."""
    lease = {"reservation": reservation, "reserved_request": mail.id, "due_at": timestamp(at + LEASE)}
    ended = remove_clause(("mail_due", "unused_reservation", "unsent_token"))
    return _update(table, mail, f"{set_clause(lease)} {ended}", lease, _if_same(mail))


def drop(table: str, mail: WaitingMail) -> Write:
    """Removes a mail that is not sent."""
    return delete(table, build_mail_key(mail.subscriber, mail.kind), _if_same(mail))


def postpone(table: str, mail: WaitingMail, until: datetime, *, has_place: bool) -> Write:
    """Makes a mail without a reservation due at that time. With `has_place` it is a place in the queue of a limit."""
    facts = {**mail.facts, **({"has_place": True} if has_place else {})}
    values = {"due_at": timestamp(until), "request": facts}
    return _update(table, mail, f"{set_clause(values)} REMOVE #mail_due", values, _if_same(mail))


def finish(table: str, mail: WaitingMail, reservation: str) -> Write:
    """Removes a mail that has an outcome. Refused if a newer request has replaced it."""
    return delete(table, build_mail_key(mail.subscriber, mail.kind), _if_reserved(reservation) & _if_not_replaced(mail))


def release(table: str, mail: WaitingMail, reservation: str, at: datetime, token: str | None) -> Write:
    """Makes a mail due again that SES did not accept. Refused if a newer request has replaced it.

    `token` is the hash of its manage token, which the next mail replaces.
    """
    facts = {**mail.facts, "attempts": mail.attempts + 1}
    due_again = {"due_at": timestamp(at + compute_pause(mail.attempts)), "request": facts}
    unused = _describe_unused(reservation, token) | due_again
    return _end_reservation(table, mail, unused, _if_reserved(reservation) & _if_not_replaced(mail))


def release_for_newer(table: str, mail: WaitingMail, reservation: str, token: str | None) -> Write:
    """As `release`, if a newer request has replaced it: the mail of that one is not counted again."""
    return _end_reservation(table, mail, _describe_unused(reservation, token), _if_reserved(reservation))


def _describe_unused(reservation: str, token: str | None) -> dict[str, Any]:
    return {"unused_reservation": reservation, **({"unsent_token": token} if token else {})}


def _end_reservation(table: str, mail: WaitingMail, attributes: Mapping[str, Any], allowed: Condition) -> Write:
    expression = f"{set_clause(attributes)} {remove_clause(('reserved_request',))}"
    return _update(table, mail, expression, attributes, allowed)


def _update(table: str, mail: WaitingMail, expression: str, values: Mapping[str, Any], allowed: Condition) -> Write:
    return update(table, build_mail_key(mail.subscriber, mail.kind), expression, values, allowed)


def _if_reserved(reservation: str) -> Condition:
    return if_equal("reservation", reservation)


def _if_not_replaced(mail: WaitingMail) -> Condition:
    return condition("#request.#id = :request_id", request_id=mail.id)


def _if_same(mail: WaitingMail) -> Condition:
    """The item still holds this request, and no other delivery has reserved its mail."""
    unreserved = _if_reserved(mail.reservation) if mail.reservation else if_absent("reservation")
    return _if_not_replaced(mail) & if_equal("due_at", mail.due_at) & unreserved
