"""Delivers the mail of a signup request: a confirmation, a reminder or none, by the profile's state and rate limits.

The mail is reserved first, in one transaction with its rate limits, its token and the consent record; then it is sent
once. A second delivery of the same stream record finds the reservation and sends nothing. A mail whose answer from
SES was lost is not sent again: the visitor can sign up again after 15 minutes.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from gazette.dynamodb.conditions import condition, if_equal
from gazette.dynamodb.writes import update
from gazette.subscriptions.keyring import SUBSCRIBER_KEY, Keyrings
from gazette.subscriptions.mail import rate_limits
from gazette.subscriptions.mail.reservations import DUE_ATTRIBUTES, SUPPRESSED, Reservations
from gazette.subscriptions.mail.ses import NotSent, SendRejected, SendUnknown, SesMailSender, Throttled
from gazette.subscriptions.mail.signup_request import SignupRequest, parse_due_request
from gazette.subscriptions.model import MAX_SEND_ATTEMPTS, Profile
from gazette.subscriptions.repository import (
    PROFILE,
    SubscriberRepository,
    build_key,
    hash_token,
    remove_clause,
)

SENT, UNKNOWN, REJECTED, NOT_SENT = "sent", "unknown", "rejected", "not-sent"
SUPERSEDED, REMINDED_RECENTLY, GIVEN_UP = "superseded", "reminded-recently", "given-up"
OVER_LIMIT = "over-"
"""Outcomes of a signup request, for metrics and logs. Others: `suppressed`, and `over-address` and so on per limit."""

MAX_WAIT_SECONDS = 4.0
"""With this limit, a batch of ten requests that SES throttles ends within Mailer's timeout of a minute."""


@dataclass(frozen=True)
class MailDelivery:
    """`new_token` makes an unguessable confirm token, `new_id` a ULID; `wait` sleeps for some seconds."""

    subscribers: SubscriberRepository
    keyrings: Keyrings
    sender: SesMailSender
    mails_per_hour: int
    new_token: Callable[[], str]
    new_id: Callable[[], str]
    wait: Callable[[float], None] = time.sleep

    def deliver(self, subscriber: str, request_id: str, at: datetime) -> str:
        """The outcome of one signup request. Raises errors of DynamoDB: the stream then delivers the record again."""
        keyring = self.keyrings.load(SUBSCRIBER_KEY)
        request = parse_due_request(self.subscribers.get_profile(subscriber), request_id, keyring)
        if request is None:
            return SUPERSEDED
        if request.attempts >= MAX_SEND_ATTEMPTS:
            return GIVEN_UP
        reservations = Reservations(self.subscribers, keyring, self.mails_per_hour)
        active = self._find_active(request)
        if active:
            return self._remind(reservations, request, active, at)
        return self._ask_to_confirm(reservations, request, at)

    def _find_active(self, request: SignupRequest) -> Profile | None:
        """The active profile of the person, which may be stored under a former key."""
        profiles = [request.profile, *map(self.subscribers.get_profile, request.other_subscribers)]
        return next((profile for profile in profiles if profile.is_active), None)

    def _ask_to_confirm(self, reservations: Reservations, request: SignupRequest, at: datetime) -> str:
        token, reservation_id = self.new_token(), self.new_id()
        refused = reservations.reserve_confirmation(request, hash_token(token), reservation_id, at)
        if refused and not self._has_reservation(request, reservation_id):
            return self._drop(request, refused, SUPERSEDED)
        return self._send(
            request,
            reservation_id,
            lambda: self.sender.send_confirmation(
                request.address.destination,
                request.lang,
                token=token,
                lists=request.lists,
                requested_at=request.requested_at,
            ),
        )

    def _remind(self, reservations: Reservations, request: SignupRequest, active: Profile, at: datetime) -> str:
        reservation_id = self.new_id()
        refused = reservations.reserve_reminder(request, active, reservation_id, at)
        if refused and not self._has_reservation(request, reservation_id):
            return self._drop(request, refused, REMINDED_RECENTLY)
        return self._send(
            request,
            reservation_id,
            lambda: self.sender.send_reminder(
                active.email, active.lang, subscriber=active.subscriber, lists=sorted(active.lists)
            ),
        )

    def _has_reservation(self, request: SignupRequest, reservation_id: str) -> bool:
        """Whether our own transaction was committed and only its answer was lost."""
        return self.subscribers.get_profile(request.profile.subscriber).reservation == reservation_id

    def _drop(self, request: SignupRequest, refused: frozenset[str], otherwise: str) -> str:
        """Remove a request that gets no mail, unless a newer request has replaced it. Returns the outcome."""
        key = build_key(request.profile.subscriber, PROFILE)
        unchanged = condition("#signup_request.#id = :request_id", request_id=request.id)
        removal = update(self.subscribers.table, key, remove_clause(DUE_ATTRIBUTES), {}, unchanged)
        self.subscribers.commit({PROFILE: removal})
        if any(name.startswith(SUPPRESSED) for name in refused):
            return SUPPRESSED
        over = refused & set(rate_limits.AXES)
        # If another delivery was first, it may have used up the rate limits: then PROFILE is refused too.
        return OVER_LIMIT + min(over, key=rate_limits.AXES.index) if over and PROFILE not in refused else otherwise

    def _send(self, request: SignupRequest, reservation_id: str, send: Callable[[], None]) -> str:
        try:
            send()
        except SendUnknown:
            return UNKNOWN
        except SendRejected:
            return REJECTED
        except NotSent as reason:
            if isinstance(reason, Throttled):
                # The stream delivers a released request at once: without a wait all attempts end within a second.
                self.wait(min(MAX_WAIT_SECONDS, 2.0**request.attempts) * random.uniform(0.5, 1))  # noqa: S311 (jitter)
            self._release(request, reservation_id)
            return NOT_SENT
        return SENT

    def _release(self, request: SignupRequest, reservation_id: str) -> None:
        """Make the request due again. Its next mail is not counted again. The stream delivers this write to Mailer."""
        update_request = update(
            self.subscribers.table,
            build_key(request.profile.subscriber, PROFILE),
            "SET #mail_due = if_not_exists(#mail_due, :due), "
            "#signup_request = if_not_exists(#signup_request, :request), #unused_reservation = :reservation",
            {
                "due": request.profile.mail_due,
                "request": {**request.stored, "attempts": request.attempts + 1},
                "reservation": reservation_id,
            },
            if_equal("reservation", reservation_id),
        )
        self.subscribers.commit({PROFILE: update_request})
