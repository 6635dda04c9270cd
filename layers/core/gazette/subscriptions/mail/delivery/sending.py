"""What every delivery of a queued mail needs, and its end: send the reserved mail once, and store what came of it."""

from collections.abc import Callable
from dataclasses import dataclass

from gazette.subscriptions.keyring import SUBSCRIBER_KEY, Keyrings
from gazette.subscriptions.mail.delivery.outcomes import NOT_READY, REJECTED, SENT, THROTTLED, UNKNOWN
from gazette.subscriptions.mail.delivery.queue_writes import MAIL, ReservedMail, finish, release, release_for_newer
from gazette.subscriptions.mail.delivery.refusals import handle_refusal
from gazette.subscriptions.mail.limits.counting import HourlyLimits, MailCounter
from gazette.subscriptions.mail.rendering.service_mails import ServiceMail, ServiceMailBuilder
from gazette.subscriptions.mail.ses import (
    NotReady,
    SendRejected,
    SendUnknown,
    SesMailSender,
    Throttled,
    build_tags,
)
from gazette.subscriptions.repository import SubscriberRepository

MAY_BE_SENT_LATER = (NOT_READY, THROTTLED)
"""Outcomes of a mail that was certainly not sent."""


@dataclass(frozen=True)
class MailDelivery:
    """`new_token` makes an unguessable token for the link of a mail, `new_id` a ULID."""

    subscribers: SubscriberRepository
    keyrings: Keyrings
    mails: ServiceMailBuilder
    sender: SesMailSender
    limits: HourlyLimits
    new_token: Callable[[], str]
    new_id: Callable[[], str]

    def build_counter(self) -> MailCounter:
        return MailCounter(self.subscribers, self.keyrings.load(SUBSCRIBER_KEY), self.limits)

    def send(
        self,
        counter: MailCounter,
        reserved: ReservedMail,
        refused: frozenset[str],
        to: str,
        build: Callable[[], ServiceMail],
        *,
        may_wait: Callable[[frozenset[str]], bool] | None = None,
    ) -> str:
        """Send the mail if it was reserved. Returns the outcome.

        `refused` names the refused members of the reservation; for `may_wait` see `handle_refusal`. After an error that
        is no outcome the mail is due again, in minutes.
        """
        if refused and not self._is_reserved(reserved):
            return handle_refusal(counter, reserved.mail, refused, reserved.at, may_wait)
        mail, table = build(), self.subscribers.table
        tags = build_tags(mail.kind, "service", mail.lang)
        outcome = send_once(lambda: self.sender.send(to, mail.message.as_bytes(), tags))
        if outcome not in MAY_BE_SENT_LATER:
            self.subscribers.commit({MAIL: finish(table, reserved)})
        elif self.subscribers.commit({MAIL: release(table, reserved)}):
            self.subscribers.commit({MAIL: release_for_newer(table, reserved)})
        return outcome

    def _is_reserved(self, reserved: ReservedMail) -> bool:
        """Whether our own transaction was committed although it was refused: only its answer was lost."""
        item = self.subscribers.get(**reserved.mail.key)
        return item is not None and item.get("reservation") == reserved.reservation


def send_once(send: Callable[[], object]) -> str:
    """The outcome: `sent`, `unknown`, `rejected`, `not-ready` or `throttled`. Mailer counts it. Other errors fly."""
    try:
        send()
    except SendUnknown:  # no failure: Mailer counts the outcome
        return UNKNOWN
    except SendRejected:  # no failure: Mailer counts the outcome
        return REJECTED
    except Throttled:  # no failure: the mail stays due, and Mailer counts the outcome
        return THROTTLED
    except NotReady:  # no failure: the mail stays due, and Mailer counts the outcome
        return NOT_READY
    return SENT
