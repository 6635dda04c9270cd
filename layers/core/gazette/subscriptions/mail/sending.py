"""Sends a reserved mail once, and names what came of it."""

from collections.abc import Callable

from gazette.subscriptions.mail.outcomes import NOT_READY, REJECTED, SENT, THROTTLED, UNKNOWN
from gazette.subscriptions.mail.ses import NotReady, SendRejected, SendUnknown, Throttled

MAY_BE_SENT_LATER = (NOT_READY, THROTTLED)
"""Outcomes of a mail that was certainly not sent."""


def send_once(send: Callable[[], None]) -> str:
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
