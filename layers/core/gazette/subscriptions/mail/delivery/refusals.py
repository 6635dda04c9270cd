"""What follows a refused reservation: the mail is dropped, or waits for a rate limit."""

from collections.abc import Callable
from datetime import datetime, timedelta

from gazette.subscriptions.mail.delivery.outcomes import GIVEN_UP, OVER_LIMIT, SUPPRESSED
from gazette.subscriptions.mail.delivery.queue_writes import MAIL, drop, postpone
from gazette.subscriptions.mail.limits import rate_limits
from gazette.subscriptions.mail.limits.counting import SUPPRESSED as SUPPRESSION_CHECK
from gazette.subscriptions.mail.limits.counting import MailCounter
from gazette.subscriptions.mail.queued_mail import QueuedMail
from gazette.subscriptions.optimistic_locking import ProfileChanged
from gazette.subscriptions.repository import SubscriberRepository

MAX_WAIT = timedelta(days=6)
"""A mail that waits longer is given up. The item of a reader who was never active expires after a week."""
MAX_LIMIT_WAIT = timedelta(hours=24)
"""A mail that is over a limit for longer is given up."""
SHARED_AXES = frozenset({rate_limits.CALLER, rate_limits.SITE})
"""Limits that many readers share: over them a mail waits. Over those of its own address it is dropped."""


def drop_mail(subscribers: SubscriberRepository, mail: QueuedMail, outcome: str) -> str:
    """Drop a mail that is not sent. Returns the outcome."""
    subscribers.commit(drop(subscribers.table, mail))
    return outcome


def handle_refusal(
    counter: MailCounter,
    mail: QueuedMail,
    refused: frozenset[str],
    at: datetime,
    may_wait: Callable[[frozenset[str]], bool] | None = None,
) -> str:
    """Drop the mail, or let it wait for a limit, and return the outcome. `refused` names the refused members.

    `may_wait` says whether the mail may wait for limits of its own address too, if there are such among these. Raises
    `ProfileChanged` if another writer was first.
    """
    subscribers = counter.subscribers
    checks = {name for name in refused if name.startswith(SUPPRESSION_CHECK)}
    axes = refused & set(rate_limits.AXES)
    if refused - checks - axes:
        raise ProfileChanged()
    if checks:
        return drop_mail(subscribers, mail, SUPPRESSED)
    outcome = OVER_LIMIT + min(axes, key=rate_limits.AXES.index)
    if not axes <= SHARED_AXES and not (may_wait and may_wait(axes)):
        return drop_mail(subscribers, mail, outcome)
    place, writes = counter.take_place(mail, axes, at)
    if place > mail.requested_at + MAX_LIMIT_WAIT:
        return drop_mail(subscribers, mail, GIVEN_UP)
    if subscribers.commit({MAIL: postpone(subscribers.table, mail, place, has_place=bool(writes)), **writes}):
        raise ProfileChanged()
    return outcome
