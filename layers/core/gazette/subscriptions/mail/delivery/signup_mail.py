"""Delivers the mail of a signup request: a confirmation, a reminder or none, by the profile's state and rate limits.

The mail is reserved first, in one transaction with its rate limits, its token and the consent record; then it is sent,
and its outcome is stored. A second delivery of the same request finds the reservation and sends nothing. If a delivery
ends without an outcome (Mailer was killed), the request is due again after the lease of the reservation. A mail whose
answer from SES was lost is not sent again: the visitor can sign up again after 15 minutes.

A request whose mail cannot be sent now stays due in the table's index Due: with growing pauses while SES is not ready,
and over a limit that others share until that limit allows it (refusals.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from gazette.subscriptions.mail.delivery.confirmation import Confirmation, may_wait
from gazette.subscriptions.mail.delivery.disposable import is_disposable
from gazette.subscriptions.mail.delivery.outcomes import (
    DISPOSABLE,
    GIVEN_UP,
    REMINDED_RECENTLY,
    SUPERSEDED,
    SUPPRESSED,
)
from gazette.subscriptions.mail.delivery.queue_writes import ReservedMail
from gazette.subscriptions.mail.delivery.refusals import MAX_WAIT, drop_mail
from gazette.subscriptions.mail.delivery.reservations import reserve_confirmation, reserve_reminder
from gazette.subscriptions.mail.delivery.sending import MailDelivery
from gazette.subscriptions.mail.delivery.signup_request import SignupRequest, parse_signup_request
from gazette.subscriptions.mail.limits.counting import MailCounter
from gazette.subscriptions.mail.queued_mail import parse_due_mail
from gazette.subscriptions.model import Profile
from gazette.subscriptions.optimistic_locking import retry_if_changed
from gazette.subscriptions.repository import PROFILE, hash_token, parse_profile


@dataclass(frozen=True)
class SignupMailDelivery(MailDelivery):
    """With `refuse_disposable`, disposable addresses are asked to confirm nothing. Without it, their consent records
    say what they are."""

    refuse_disposable: bool = False

    def deliver(self, subscriber: str, at: datetime, request_id: str | None = None) -> str:
        """The outcome of the signup request of a subscriber; with `request_id`, only of the request with that id.

        Raises `Unavailable` and errors of DynamoDB: the request then stays due.
        """
        return retry_if_changed(lambda: self._deliver_once(subscriber, at, request_id))

    def _deliver_once(self, subscriber: str, at: datetime, request_id: str | None) -> str:
        item = self.subscribers.get(subscriber, PROFILE)
        mail = parse_due_mail(item, at, request_id)
        if item is None or mail is None:
            return SUPERSEDED
        if at >= mail.requested_at + MAX_WAIT:
            return drop_mail(self.subscribers, mail, GIVEN_UP)
        counter = self.build_counter()
        request = parse_signup_request(mail, parse_profile(item), counter.keyring)
        active = self._find_active(request)
        owner = active or request.profile
        if request.moves and not self.subscribers.get_profile(request.moves).is_active:
            return drop_mail(self.subscribers, mail, SUPERSEDED)
        if at.timestamp() < max(owner.declined_until, request.profile.declined_until):
            return drop_mail(self.subscribers, mail, SUPPRESSED)
        added = [name for name in request.lists if active is None or request.moves or name not in active.lists]
        if not added:
            return self._remind(counter, request, owner, at)
        if self.refuse_disposable and is_disposable(request.address.destination):
            return drop_mail(self.subscribers, mail, DISPOSABLE)
        return self._ask_to_confirm(counter, request, owner, added, at)

    def _find_active(self, request: SignupRequest) -> Profile | None:
        """The active profile of the person, which may be stored under a former key."""
        profiles = [request.profile, *map(self.subscribers.get_profile, request.other_subscribers)]
        return next((profile for profile in profiles if profile.is_active), None)

    def _ask_to_confirm(
        self, counter: MailCounter, request: SignupRequest, owner: Profile, lists: Sequence[str], at: datetime
    ) -> str:
        token = self.new_token()
        mail = Confirmation(request, self.new_id(), at, owner, lists, hash_token(token))
        refused = reserve_confirmation(counter, mail)
        to = request.address.destination
        build = partial(
            self.mails.build_confirmation,
            request.lang,
            token=token,
            lists=lists,
            requested_at=request.asked_at,
            added_to=sorted(owner.lists),
            changes_address=bool(request.moves),
            imported=request.is_imported,
        )
        return self.send(counter, mail.reserved, refused, to, build, may_wait=partial(may_wait, self.subscribers, mail))

    def _remind(self, counter: MailCounter, request: SignupRequest, active: Profile, at: datetime) -> str:
        if request.profile.was_reminded(at) and not request.mail.is_counted:
            return drop_mail(self.subscribers, request.mail, REMINDED_RECENTLY)
        token = self.new_token()
        reserved = ReservedMail(request.mail, self.new_id(), at, hash_token(token))
        refused = reserve_reminder(counter, request, active, reserved)
        build = partial(
            self.mails.build_reminder,
            active.lang,
            subscriber=active.subscriber,
            lists=sorted(active.lists),
            manage_token=token,
        )
        return self.send(counter, reserved, refused, active.email, build)
