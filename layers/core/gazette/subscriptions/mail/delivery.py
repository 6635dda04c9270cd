"""Delivers the mail of a signup request: a confirmation, a reminder or none, by the profile's state and rate limits.

The mail is reserved first, in one transaction with its rate limits, its token and the consent record; then it is sent,
and its outcome is stored. A second delivery of the same request finds the reservation and sends nothing. If a delivery
ends without an outcome (Mailer was killed), the request is due again after the lease of the reservation. A mail whose
answer from SES was lost is not sent again: the visitor can sign up again after 15 minutes.

A request whose mail cannot be sent now stays due in the table's index Due: with growing pauses while SES is not ready,
and over a limit that others share until that limit allows it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gazette.subscriptions.keyring import SUBSCRIBER_KEY, Keyrings
from gazette.subscriptions.mail import rate_limits
from gazette.subscriptions.mail.confirmation import Confirmation, find_record
from gazette.subscriptions.mail.request_writes import drop, finish, postpone, release, release_for_newer
from gazette.subscriptions.mail.reservations import SUPPRESSED as SUPPRESSION_CHECK
from gazette.subscriptions.mail.reservations import HourlyLimits, Reservations
from gazette.subscriptions.mail.ses import NotReady, SendRejected, SendUnknown, SesMailSender, Throttled
from gazette.subscriptions.mail.signup_request import SignupRequest, parse_due_request
from gazette.subscriptions.model import Profile
from gazette.subscriptions.optimistic_locking import ProfileChanged, retry_if_changed
from gazette.subscriptions.repository import PROFILE, SubscriberRepository, build_token_key, hash_token
from gazette.times import timestamp

SENT, UNKNOWN, REJECTED, NOT_READY, THROTTLED = "sent", "unknown", "rejected", "not-ready", "throttled"
SUPERSEDED, SUPPRESSED, REMINDED_RECENTLY, GIVEN_UP = "superseded", "suppressed", "reminded-recently", "given-up"
OVER_LIMIT = "over-"
"""Outcomes of a signup request, for metrics and logs. Others: `over-address` and so on per limit."""

MAX_WAIT = timedelta(days=6)
"""A request that waits longer is given up. The item of a reader who was never active expires after a week."""
MAX_LIMIT_WAIT = timedelta(hours=24)
"""A request that is over a limit for longer is given up."""
_SHARED_AXES = frozenset({rate_limits.CALLER, rate_limits.SITE})
"""Limits that many readers share: over them a request waits. Over the others it is dropped, or see `_may_wait`."""


@dataclass(frozen=True)
class MailDelivery:
    """`new_token` makes an unguessable confirm token, `new_id` a ULID."""

    subscribers: SubscriberRepository
    keyrings: Keyrings
    sender: SesMailSender
    limits: HourlyLimits
    new_token: Callable[[], str]
    new_id: Callable[[], str]

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
            return self._drop(request, GIVEN_UP)
        reservations = Reservations(self.subscribers, keyring, self.limits)
        active = self._find_active(request)
        owner = active or request.profile
        if at.timestamp() < max(owner.declined_until, request.profile.declined_until):
            return self._drop(request, SUPPRESSED)
        if active is None:
            return self._ask_to_confirm(reservations, request, owner, request.lists, at)
        if added := [name for name in request.lists if name not in active.lists]:
            return self._ask_to_confirm(reservations, request, active, added, at)
        return self._remind(reservations, request, active, at)

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
            return self._handle_refusal(reservations, request, refused, at, mail)
        return self._send(
            request,
            mail.id,
            lambda: self.sender.send_confirmation(
                request.address.destination,
                request.lang,
                token=token,
                lists=lists,
                requested_at=timestamp(request.requested_at),
                added_to=sorted(owner.lists),
            ),
            at,
            mail,
        )

    def _remind(self, reservations: Reservations, request: SignupRequest, active: Profile, at: datetime) -> str:
        if request.profile.was_reminded(at) and not request.is_counted:
            return self._drop(request, REMINDED_RECENTLY)
        reservation_id = self.new_id()
        refused = reservations.reserve_reminder(request, active, reservation_id, at)
        if refused and not self._has_reservation(request, reservation_id):
            return self._handle_refusal(reservations, request, refused, at)
        return self._send(
            request,
            reservation_id,
            lambda: self.sender.send_reminder(
                active.email, active.lang, subscriber=active.subscriber, lists=sorted(active.lists)
            ),
            at,
        )

    def _has_reservation(self, request: SignupRequest, reservation_id: str) -> bool:
        """Whether our own transaction was committed and only its answer was lost."""
        return self.subscribers.get_profile(request.profile.subscriber).reservation == reservation_id

    def _handle_refusal(
        self,
        reservations: Reservations,
        request: SignupRequest,
        refused: frozenset[str],
        at: datetime,
        confirmation: Confirmation | None = None,
    ) -> str:
        """Drop the request, or let it wait for a limit. Raises `ProfileChanged` if another writer was first."""
        checks = {name for name in refused if name.startswith(SUPPRESSION_CHECK)}
        axes = refused & set(rate_limits.AXES)
        if refused - checks - axes:
            raise ProfileChanged()
        if checks:
            return self._drop(request, SUPPRESSED)
        outcome = OVER_LIMIT + min(axes, key=rate_limits.AXES.index)
        if not axes <= _SHARED_AXES and not (confirmation and self._may_wait(axes, confirmation)):
            return self._drop(request, outcome)
        opening = reservations.compute_opening(request, axes, at)
        if opening > request.requested_at + MAX_LIMIT_WAIT:
            return self._drop(request, GIVEN_UP)
        self.subscribers.commit({PROFILE: postpone(self.subscribers.table, request, opening)})
        return outcome

    def _may_wait(self, axes: frozenset[str], confirmation: Confirmation) -> bool:
        """Whether a mail over the limit of its address may wait: it asks for a list that no valid mail asks for."""
        tokens = [
            self.subscribers.get_unexpired(**build_token_key(token), at=confirmation.at)
            for token in confirmation.owner.tokens
        ]
        asked = {name for token in tokens if token for name in token["lists"]}
        return rate_limits.MAILBOX not in axes and not asked.issuperset(confirmation.lists)

    def _drop(self, request: SignupRequest, outcome: str) -> str:
        """Drop a request that gets no mail. Returns the outcome."""
        self.subscribers.commit(drop(self.subscribers.table, request))
        return outcome

    def _send(
        self,
        request: SignupRequest,
        reservation: str,
        send: Callable[[], None],
        at: datetime,
        confirmation: Confirmation | None = None,
    ) -> str:
        """Send the reserved mail and store its outcome. After any other error the request is due again, in minutes."""
        outcome = SENT
        try:
            send()
        except SendUnknown:  # no failure: Mailer counts the outcome
            outcome = UNKNOWN
        except SendRejected:  # no failure: Mailer counts the outcome
            outcome = REJECTED
        except NotReady as reason:  # no failure: the request stays due, and Mailer counts the outcome
            self._release(request, reservation, at, confirmation)
            return THROTTLED if isinstance(reason, Throttled) else NOT_READY
        self.subscribers.commit({PROFILE: finish(self.subscribers.table, request, reservation)})
        return outcome

    def _release(
        self, request: SignupRequest, reservation: str, at: datetime, confirmation: Confirmation | None
    ) -> None:
        table = self.subscribers.table
        token = confirmation.token if confirmation else None
        record = find_record(request, confirmation) if confirmation else None
        if self.subscribers.commit({PROFILE: release(table, request, reservation, at, token=token, record=record)}):
            self.subscribers.commit({PROFILE: release_for_newer(table, request, reservation, token)})
