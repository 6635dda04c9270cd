"""What follows a refused reservation: the request is dropped, or waits for a rate limit."""

from datetime import datetime, timedelta

from gazette.subscriptions.mail import rate_limits
from gazette.subscriptions.mail.confirmation import Confirmation
from gazette.subscriptions.mail.counting import SUPPRESSED as SUPPRESSION_CHECK
from gazette.subscriptions.mail.counting import MailCounter
from gazette.subscriptions.mail.outcomes import GIVEN_UP, OVER_LIMIT, SUPPRESSED
from gazette.subscriptions.mail.request_writes import drop, postpone
from gazette.subscriptions.mail.signup_request import SignupRequest
from gazette.subscriptions.optimistic_locking import ProfileChanged
from gazette.subscriptions.repository import PROFILE, SubscriberRepository, build_token_key

MAX_LIMIT_WAIT = timedelta(hours=24)
"""A request that is over a limit for longer is given up."""
SHARED_AXES = frozenset({rate_limits.CALLER, rate_limits.SITE})
"""Limits that many readers share: over them a request waits. Over the others it is dropped, or see `_may_wait`."""


def drop_request(subscribers: SubscriberRepository, request: SignupRequest, outcome: str) -> str:
    """Drop a request that gets no mail. Returns the outcome."""
    subscribers.commit(drop(subscribers.table, request))
    return outcome


def handle_refusal(
    counter: MailCounter,
    request: SignupRequest,
    refused: frozenset[str],
    at: datetime,
    confirmation: Confirmation | None = None,
) -> str:
    """Drop the request, or let it wait for a limit, and return the outcome. `refused` names the refused members.

    `confirmation` is the mail, if it is one. Raises `ProfileChanged` if another writer was first.
    """
    subscribers = counter.subscribers
    checks = {name for name in refused if name.startswith(SUPPRESSION_CHECK)}
    axes = refused & set(rate_limits.AXES)
    if refused - checks - axes:
        raise ProfileChanged()
    if checks:
        return drop_request(subscribers, request, SUPPRESSED)
    outcome = OVER_LIMIT + min(axes, key=rate_limits.AXES.index)
    if not axes <= SHARED_AXES and not (confirmation and _may_wait(subscribers, axes, request, confirmation)):
        return drop_request(subscribers, request, outcome)
    place, writes = counter.take_place(request, axes, at)
    if place > request.requested_at + MAX_LIMIT_WAIT:
        return drop_request(subscribers, request, GIVEN_UP)
    postponed = postpone(subscribers.table, request, place, has_place=bool(writes))
    if subscribers.commit({PROFILE: postponed, **writes}):
        raise ProfileChanged()
    return outcome


def _may_wait(
    subscribers: SubscriberRepository, axes: frozenset[str], request: SignupRequest, confirmation: Confirmation
) -> bool:
    """Whether a mail over the limit of its address may wait: it asks for what no valid mail asks for.

    A mail of a signup does not move a subscription, and one that moves a subscription stands for no signup.
    """
    tokens = [
        subscribers.get_unexpired(**build_token_key(token), at=confirmation.at) for token in confirmation.owner.tokens
    ]
    asked = {name for token in tokens if token and token.get("moves") == request.moves for name in token["lists"]}
    return rate_limits.MAILBOX not in axes and not asked.issuperset(confirmation.lists)
