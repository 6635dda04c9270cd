"""Writes that end a signup request, or let it wait. A waiting request is in the index Due.

A newer request of the same reader stays as it is.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from gazette.dynamodb.conditions import Condition, if_equal
from gazette.dynamodb.writes import Write, delete, update
from gazette.subscriptions.mail.signup_request import SignupRequest, if_not_replaced, if_same
from gazette.subscriptions.repository import (
    DUE_ATTRIBUTES,
    PROFILE,
    build_key,
    build_token_key,
    remove_clause,
    set_clause,
)
from gazette.times import timestamp

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
"""Pauses between two attempts while SES is not ready; each is twice as long as the one before."""


def compute_pause(attempts: int) -> timedelta:
    """The pause after so many mails that SES did not accept."""
    doublings: int = min(attempts, 10)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def drop(table: str, request: SignupRequest) -> dict[str, Write]:
    """Removes a request that gets no mail, and the token of a mail that SES did not accept."""
    members = {PROFILE: _update(table, request, remove_clause(DUE_ATTRIBUTES), {}, if_same(request))}
    if token := request.profile.unsent_token:
        members["token"] = delete(table, build_token_key(token))
    return members


def postpone(table: str, request: SignupRequest, until: datetime, *, has_place: bool) -> Write:
    """Makes a request without a reservation due at that time. With `has_place` that is a place in the queue."""
    stored = {**request.stored, **({"has_place": True} if has_place else {})}
    values = {"due_at": timestamp(until), "signup_request": stored}
    return _update(table, request, f"{set_clause(values)} REMOVE #mail_due", values, if_same(request))


def finish(table: str, request: SignupRequest, reservation: str) -> Write:
    """Removes a request whose mail has an outcome. Refused if a newer request has replaced it: that one stays due."""
    allowed = if_equal("reservation", reservation) & if_not_replaced(request)
    return _update(table, request, remove_clause(DUE_ATTRIBUTES), {}, allowed)


def release(
    table: str,
    request: SignupRequest,
    reservation: str,
    at: datetime,
    *,
    token: str | None = None,
    record: Mapping[str, Any] | None = None,
) -> Write:
    """Makes a request due again whose reserved mail SES did not accept. Its next mail is not counted again.

    `token` is the hash of the mail's token, `record` the key of the consent record. Refused if a newer request has
    replaced it.
    """
    stored = {**request.stored, "attempts": request.attempts + 1, **({"record": record} if record else {})}
    due_again = {"due_at": timestamp(at + compute_pause(request.attempts)), "signup_request": stored}
    allowed = if_equal("reservation", reservation) & if_not_replaced(request)
    return _end_reservation(table, request, due_again | _describe_unused(reservation, token), allowed)


def release_for_newer(table: str, request: SignupRequest, reservation: str, token: str | None = None) -> Write:
    """As `release`, if a newer request has replaced it: the mail of that one is not counted again.

    Refused if the mail of the newer request was reserved.
    """
    unused = _describe_unused(reservation, token)
    return _end_reservation(table, request, unused, if_equal("reservation", reservation))


def _describe_unused(reservation: str, token: str | None) -> dict[str, str]:
    """Attributes by which the next mail uses what this one has counted, and replaces its token."""
    return {"unused_reservation": reservation, **({"unsent_token": token} if token else {})}


def _end_reservation(table: str, request: SignupRequest, attributes: Mapping[str, Any], allowed: Condition) -> Write:
    expression = f"{set_clause(attributes)} {remove_clause(('reserved_request',))}"
    return _update(table, request, expression, attributes, allowed)


def _update(
    table: str, request: SignupRequest, expression: str, values: Mapping[str, Any], allowed: Condition
) -> Write:
    return update(table, build_key(request.profile.subscriber, PROFILE), expression, values, allowed)
