"""Delivers the mail of a signup request: a confirmation, a reminder or none, by the profile's state and rate limits.

The mail is reserved first, in one transaction with its rate limits, its token and the consent record; then it is sent,
and its outcome is stored. A second delivery of the same request finds the reservation and sends nothing. If a delivery
ends without an outcome (Mailer was killed), the request is due again after the lease of the reservation. A mail whose
answer from SES was lost is not sent again: the visitor can sign up again after 15 minutes.

A request whose mail cannot be sent now stays due in the table's index Due: with growing pauses while SES is not ready,
and over a limit that others share until that limit allows it (refusals.py).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from gazette.subscriptions.keyring import SUBSCRIBER_KEY, Keyrings
from gazette.subscriptions.mail.confirmation import Confirmation, find_record
from gazette.subscriptions.mail.counting import HourlyLimits, MailCounter
from gazette.subscriptions.mail.disposable import is_disposable
from gazette.subscriptions.mail.outcomes import (
    DISPOSABLE,
    GIVEN_UP,
    REMINDED_RECENTLY,
    SUPERSEDED,
    SUPPRESSED,
)
from gazette.subscriptions.mail.refusals import drop_request, handle_refusal
from gazette.subscriptions.mail.request_writes import finish, release, release_for_newer
from gazette.subscriptions.mail.reservations import Reservations
from gazette.subscriptions.mail.sending import MAY_BE_SENT_LATER, send_once
from gazette.subscriptions.mail.service_mails import ServiceMails
from gazette.subscriptions.mail.signup_request import SignupRequest, parse_due_request
from gazette.subscriptions.model import Profile
from gazette.subscriptions.optimistic_locking import retry_if_changed
from gazette.subscriptions.repository import PROFILE, SubscriberRepository, hash_token
from gazette.times import timestamp

MAX_WAIT = timedelta(days=6)
"""A request that waits longer is given up. The item of a reader who was never active expires after a week."""


@dataclass(frozen=True)
class MailDelivery:
    """`new_token` makes an unguessable confirm token, `new_id` a ULID. With `refuse_disposable`, disposable addresses
    are asked to confirm nothing. Without it, their consent records say what they are."""

    subscribers: SubscriberRepository
    keyrings: Keyrings
    mails: ServiceMails
    limits: HourlyLimits
    new_token: Callable[[], str]
    new_id: Callable[[], str]
    refuse_disposable: bool = False

    def deliver(self, subscriber: str, at: datetime, request_id: str | None = None) -> str:
        """The outcome of the signup request of a subscriber; with `request_id`, only of the request with that id.

        Raises `Unavailable` and errors of DynamoDB: the request then stays due.
        """
        return retry_if_changed(lambda: self._deliver_once(subscriber, at, request_id))

    def _deliver_once(self, subscriber: str, at: datetime, request_id: str | None) -> str:
        keyring = self.keyrings.load(SUBSCRIBER_KEY)
        request = parse_due_request(self.subscribers.get_profile(subscriber), keyring, at, request_id)
        if request is None:
            return SUPERSEDED
        if at >= request.requested_at + MAX_WAIT:
            return drop_request(self.subscribers, request, GIVEN_UP)
        reservations = Reservations(MailCounter(self.subscribers, keyring, self.limits))
        active = self._find_active(request)
        owner = active or request.profile
        if request.moves and not self.subscribers.get_profile(request.moves).is_active:
            return drop_request(self.subscribers, request, SUPERSEDED)
        if at.timestamp() < max(owner.declined_until, request.profile.declined_until):
            return drop_request(self.subscribers, request, SUPPRESSED)
        added = [name for name in request.lists if active is None or request.moves or name not in active.lists]
        if not added:
            return self._remind(reservations, request, owner, at)
        if self.refuse_disposable and is_disposable(request.address.destination):
            return drop_request(self.subscribers, request, DISPOSABLE)
        return self._ask_to_confirm(reservations, request, owner, added, at)

    def _find_active(self, request: SignupRequest) -> Profile | None:
        """The active profile of the person, which may be stored under a former key."""
        profiles = [request.profile, *map(self.subscribers.get_profile, request.other_subscribers)]
        return next((profile for profile in profiles if profile.is_active), None)

    def _ask_to_confirm(
        self, reservations: Reservations, request: SignupRequest, owner: Profile, lists: Sequence[str], at: datetime
    ) -> str:
        token = self.new_token()
        mail = Confirmation(self.new_id(), at, owner, lists, hash_token(token))
        refused = reservations.reserve_confirmation(request, mail)
        if refused and not self._has_reservation(request, mail.id):
            return handle_refusal(reservations.counter, request, refused, at, mail)
        return self._send(
            request,
            mail.id,
            lambda: self.mails.send_confirmation(
                request.address.destination,
                request.lang,
                token=token,
                lists=lists,
                requested_at=timestamp(request.requested_at),
                added_to=sorted(owner.lists),
                changes_address=bool(request.moves),
            ),
            at,
            token=mail.token,
            record=find_record(request, mail),
        )

    def _remind(self, reservations: Reservations, request: SignupRequest, active: Profile, at: datetime) -> str:
        if request.profile.was_reminded(at) and not request.is_counted:
            return drop_request(self.subscribers, request, REMINDED_RECENTLY)
        reservation_id, token = self.new_id(), self.new_token()
        refused = reservations.reserve_reminder(request, active, reservation_id, hash_token(token), at)
        if refused and not self._has_reservation(request, reservation_id):
            return handle_refusal(reservations.counter, request, refused, at)
        return self._send(
            request,
            reservation_id,
            lambda: self.mails.send_reminder(
                active.email,
                active.lang,
                subscriber=active.subscriber,
                lists=sorted(active.lists),
                manage_token=token,
            ),
            at,
            token=hash_token(token),
        )

    def _has_reservation(self, request: SignupRequest, reservation_id: str) -> bool:
        """Whether our own transaction was committed and only its answer was lost."""
        return self.subscribers.get_profile(request.profile.subscriber).reservation == reservation_id

    def _send(
        self,
        request: SignupRequest,
        reservation: str,
        send: Callable[[], None],
        at: datetime,
        *,
        token: str,
        record: Mapping[str, Any] | None = None,
    ) -> str:
        """Send the reserved mail and store its outcome. After any other error the request is due again, in minutes.

        `token` is the hash of the mail's token, `record` the key of the consent record.
        """
        outcome, table = send_once(send), self.subscribers.table
        if outcome not in MAY_BE_SENT_LATER:
            self.subscribers.commit({PROFILE: finish(table, request, reservation)})
        elif self.subscribers.commit({PROFILE: release(table, request, reservation, at, token=token, record=record)}):
            self.subscribers.commit({PROFILE: release_for_newer(table, request, reservation, token)})
        return outcome
