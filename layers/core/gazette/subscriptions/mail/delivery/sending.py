"""Sends a reserved mail once, and stores what came of it."""

from collections.abc import Callable

from gazette.subscriptions.mail.delivery.outcomes import NOT_READY, REJECTED, SENT, THROTTLED, UNKNOWN
from gazette.subscriptions.mail.delivery.queue_writes import MAIL, ReservedMail, finish, release, release_for_newer
from gazette.subscriptions.mail.rendering.service_mails import ServiceMail
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


def is_reserved(subscribers: SubscriberRepository, reserved: ReservedMail) -> bool:
    """Whether our own transaction was committed although it was refused: only its answer was lost."""
    item = subscribers.get(**reserved.mail.key)
    return item is not None and item.get("reservation") == reserved.reservation


def send_reserved(
    subscribers: SubscriberRepository,
    sender: SesMailSender,
    reserved: ReservedMail,
    to: str,
    build: Callable[[], ServiceMail],
) -> str:
    """Build and send the mail, and store its outcome. After an error of another kind it is due again, in minutes."""
    mail, table = build(), subscribers.table
    tags = build_tags(mail.kind, "service", mail.lang)
    outcome = send_once(lambda: sender.send(to, mail.message.as_bytes(), tags))
    if outcome not in MAY_BE_SENT_LATER:
        subscribers.commit({MAIL: finish(table, reserved)})
    elif subscribers.commit({MAIL: release(table, reserved)}):
        subscribers.commit({MAIL: release_for_newer(table, reserved)})
    return outcome


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
