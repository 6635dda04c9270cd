"""Writes that reserve a queued mail, end it, or let it wait. A waiting mail is in the index Due.

None of them changes a newer request in the item.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from gazette.dynamodb.conditions import Condition, condition, if_absent, if_equal
from gazette.dynamodb.writes import Write, delete, update
from gazette.subscriptions.mail.queued_mail import QueuedMail
from gazette.subscriptions.repository import (
    CONFIRM,
    DUE_ATTRIBUTES,
    MANAGE,
    PROFILE,
    build_token_key,
    remove_clause,
    set_clause,
)
from gazette.times import timestamp

MAIL = "mail"
"""Name of the member of a transaction that writes the item of the mail."""
LEASE = timedelta(minutes=2)
"""Twice the time that Mailer may run. If a delivery ends without an outcome, its mail is due again after this time."""
ENDED_BY_LEASE = ("mail_due", "unused_reservation", "unsent_token")
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
"""Pauses between two attempts while SES is not ready; each is twice as long as the one before."""


@dataclass(frozen=True)
class ReservedMail:
    """A mail that one delivery, `reservation`, has the right to send, since `at`.

    `token` is the hash of the token in it, `record` the key of the consent record that the first attempt wrote.
    """

    mail: QueuedMail
    reservation: str
    at: datetime
    token: str = ""
    record: Mapping[str, Any] | None = None

    def describe_lease(self) -> dict[str, Any]:
        """The attributes of the item that give the right."""
        due_at = timestamp(self.at + LEASE)
        return {"reservation": self.reservation, "reserved_request": self.mail.id, "due_at": due_at}


def reserve(table: str, reserved: ReservedMail) -> Write:
    """Gives the right to send a mail, to one of all deliveries that have read the item."""
    lease, mail = reserved.describe_lease(), reserved.mail
    return update(table, mail.key, f"{set_clause(lease)} {remove_clause(ENDED_BY_LEASE)}", lease, if_same(mail))


def drop(table: str, mail: QueuedMail) -> dict[str, Write]:
    """Removes a mail that is not sent, and the token of a mail that SES did not accept."""
    members = {MAIL: _end(table, mail, if_same(mail))}
    if token := mail.unsent_token:
        members |= {f"{purpose} token": delete(table, build_token_key(token, purpose)) for purpose in (CONFIRM, MANAGE)}
    return members


def postpone(table: str, mail: QueuedMail, until: datetime, *, has_place: bool) -> Write:
    """Makes a mail without a reservation due at that time. With `has_place` it is a place in the queue of a limit."""
    request = {**mail.request, **({"has_place": True} if has_place else {})}
    values = {"due_at": timestamp(until), mail.attribute: request}
    return update(table, mail.key, f"{set_clause(values)} REMOVE #mail_due", values, if_same(mail))


def finish(table: str, reserved: ReservedMail) -> Write:
    """Removes a mail that has an outcome. Refused if a newer request has replaced it: that one stays due."""
    return _end(table, reserved.mail, _if_reserved(reserved.reservation) & _if_not_replaced(reserved.mail))


def release(table: str, reserved: ReservedMail) -> Write:
    """Makes a mail due again that SES did not accept. Its next attempt is not counted again.

    Refused if a newer request has replaced it.
    """
    mail, record = reserved.mail, reserved.record
    request = {**mail.request, "attempts": mail.attempts + 1, **({"record": record} if record else {})}
    due_again = {"due_at": timestamp(reserved.at + compute_pause(mail.attempts)), mail.attribute: request}
    return _release(table, reserved, due_again, _if_not_replaced(mail))


def release_for_newer(table: str, reserved: ReservedMail) -> Write:
    """As `release`, if a newer request has replaced it: the mail of that one is not counted again.

    Refused if the mail of the newer request was reserved.
    """
    return _release(table, reserved, {}, None)


def compute_pause(attempts: int) -> timedelta:
    """The pause after so many mails that SES did not accept."""
    doublings: int = min(attempts, 10)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def if_same(mail: QueuedMail) -> Condition:
    """The item still holds this request, and no other delivery has reserved its mail.

    The time of the next attempt alone does not say that: a lease can end at the time at which the request was due.
    """
    unreserved = _if_reserved(mail.reservation) if mail.reservation else if_absent("reservation")
    return _if_not_replaced(mail) & if_equal("due_at", mail.due_at) & unreserved


def _release(table: str, reserved: ReservedMail, attributes: Mapping[str, Any], condition: Condition | None) -> Write:
    unused = {
        "unused_reservation": reserved.reservation,
        **({"unsent_token": reserved.token} if reserved.token else {}),
    }
    values = {**attributes, **unused}
    allowed = _if_reserved(reserved.reservation)
    expression = f"{set_clause(values)} {remove_clause(('reserved_request',))}"
    return update(table, reserved.mail.key, expression, values, allowed & condition if condition else allowed)


def _end(table: str, mail: QueuedMail, allowed: Condition) -> Write:
    """A profile stays without its request; another item has nothing else."""
    if mail.key["part"] == PROFILE:
        return update(table, mail.key, remove_clause(DUE_ATTRIBUTES), {}, allowed)
    return delete(table, mail.key, allowed)


def _if_reserved(reservation: str) -> Condition:
    return if_equal("reservation", reservation)


def _if_not_replaced(mail: QueuedMail) -> Condition:
    return condition(f"#{mail.attribute}.#id = :request_id", request_id=mail.id)
