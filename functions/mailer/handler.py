"""Delivers the mails of signup requests, and welcomes, notices and manage links: each at once from the stream of the
Subscribers table, and those that wait for SES or for a limit after an event `mail.due` of the scheduler. The same run
finishes erasures that were interrupted."""

import os
import secrets
from datetime import datetime
from time import sleep
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.typing import LambdaContext
from ulid import ULID

from gazette.aws.clients import client
from gazette.aws.streams import FailuresQueue, StreamConsumer
from gazette.embedded_metrics import count_swallowed
from gazette.observability import logger, metrics
from gazette.pages.templates import Pages
from gazette.settings import Settings
from gazette.subscriptions.account_mails import PREFIX
from gazette.subscriptions.commands.erase import finish_erasure
from gazette.subscriptions.keyring import Keyrings
from gazette.subscriptions.mail.delivery.account_mail import AccountMailDelivery
from gazette.subscriptions.mail.delivery.due_mails import DueMails
from gazette.subscriptions.mail.delivery.outcomes import (
    GIVEN_UP,
    HANDLED,
    NOT_READY,
    OVER_LIMIT,
    REJECTED,
    THROTTLED,
    UNKNOWN,
)
from gazette.subscriptions.mail.delivery.signup_mail import SignupMailDelivery
from gazette.subscriptions.mail.limits import rate_limits
from gazette.subscriptions.mail.limits.counting import HourlyLimits
from gazette.subscriptions.mail.queued_mail import get_request_attribute
from gazette.subscriptions.mail.rendering.issue_times import parse_issue_time
from gazette.subscriptions.mail.rendering.mail_templates import MailTemplates
from gazette.subscriptions.mail.rendering.service_mails import ServiceMailBuilder
from gazette.subscriptions.mail.ses import SesMailSender
from gazette.subscriptions.repository import ERASURE, PROFILE, SubscriberRepository
from gazette.times import now
from gazette.urls import site_url

MAX_DELIVERY_MS = 9_000
"""Duration of one delivery if each service responds just before its timeout."""

IN_VAIN = (UNKNOWN, REJECTED, GIVEN_UP)
"""Outcomes after which a visitor may wait for a mail in vain."""
ERASED = "erased"
"""Outcome of an erasure that was interrupted."""
DELAYED = (NOT_READY, THROTTLED, f"{OVER_LIMIT}{rate_limits.SITE}")
"""Outcomes that delay all mails."""

settings = Settings(os.environ)
subscribers = SubscriberRepository(settings.table("subscribers"), client("dynamodb"))


def build_collaborators() -> dict[str, Any]:
    """What the deliveries of signup mails and of account mails need."""
    keyrings = Keyrings(settings.require("SECRETS_PATH"), settings.environ)
    templates = MailTemplates(settings, Pages(settings), lambda: site_url(settings))
    sender = SesMailSender(
        client("sesv2", read_seconds=5, tries=1),
        settings.require("MAIL_CONFIGURATION_SET"),
        settings.require("MAIL_SENDER"),
    )
    names = {"daily": "DAILY_DIGEST_SCHEDULE", "weekly": "WEEKLY_DIGEST_SCHEDULE"}
    issue_times = {list_id: parse_issue_time(settings.optional(name)) for list_id, name in names.items()}
    limits = HourlyLimits(
        site=int(settings.require("MAILS_PER_HOUR")), caller=int(settings.require("MAILS_PER_HOUR_PER_CLIENT"))
    )
    return {
        "subscribers": subscribers,
        "keyrings": keyrings,
        "mails": ServiceMailBuilder(templates, keyrings, issue_times),
        "sender": sender,
        "limits": limits,
        "new_token": lambda: secrets.token_urlsafe(32),
        "new_id": lambda: str(ULID()),
    }


signup_mails = account_mails = None
# Without a sender no mail can be sent: the requests stay due.
if settings.optional("MAIL_SENDER"):
    collaborators = build_collaborators()
    refuse_disposable = settings.require("DISPOSABLE_ADDRESSES") == "refuse"
    signup_mails = SignupMailDelivery(**collaborators, refuse_disposable=refuse_disposable)
    account_mails = AccountMailDelivery(**collaborators)


def deliver(subscriber: str, part: str, at: datetime, request_id: str | None = None) -> str:
    """The outcome of what is due in an item; with `request_id`, only of the request with that id."""
    if part == ERASURE:
        finish_erasure(subscribers, subscriber)
        return ERASED
    if signup_mails is None or account_mails is None:
        return NOT_READY
    if part == PROFILE:
        return signup_mails.deliver(subscriber, at, request_id)
    return account_mails.deliver(subscriber, part.removeprefix(PREFIX), at, request_id)


def deliver_record(record: DynamoDBRecord, _context: LambdaContext) -> None:
    """Deliver the mail of one stream record."""
    image = record.dynamodb and record.dynamodb.new_image
    if signup_mails is None or not image or "mail_due" not in image:
        return
    request = image[get_request_attribute(image["part"])]
    count_outcome(deliver(image["subscriber"], image["part"], now(), request["id"]))


consumer = StreamConsumer(
    deliver_record,
    FailuresQueue(client("sqs"), settings.require("FAILURES_QUEUE")),
    record_milliseconds=MAX_DELIVERY_MS,
)


@metrics.log_metrics
def deliver_batch(event: dict[str, Any], lambda_context: LambdaContext) -> dict[str, Any]:
    """Deliver the mails of a batch of stream records."""
    metrics.add_metric("MailRequests", MetricUnit.Count, len(event.get("Records", ())))
    return consumer.consume(event, lambda_context)


def deliver_due(lambda_context: LambdaContext) -> dict[str, int]:
    """Deliver the mails that are due. Returns the number of each outcome."""
    if signup_mails is None:
        return finish_erasures()
    run = DueMails(
        subscribers,
        deliver,
        now,
        lambda: lambda_context.get_remaining_time_in_millis() >= MAX_DELIVERY_MS,
        sleep,
    )
    outcomes = run.deliver_all(count_outcome)
    if outcomes:
        metrics.flush_metrics()
    return outcomes


def finish_erasures() -> dict[str, int]:
    """Without a sender: carry out only the erasures that were interrupted."""
    at = now()
    erased = [deliver(subscriber, part, at) for subscriber, part in subscribers.list_due_mails(at) if part == ERASURE]
    return {ERASED: len(erased)} if erased else {}


def count_outcome(outcome: str) -> None:
    """Log the outcome of a mail and count it: `sent` as MailSent; and count an erasure that was finished."""
    if outcome == ERASED:
        logger.info("finished an erasure that was interrupted")
        metrics.add_metric("ErasureFinished", MetricUnit.Count, 1)
        return
    if outcome in IN_VAIN:
        count_swallowed("mail-not-sent", outcome=outcome)
    elif outcome in DELAYED:
        count_swallowed("mail-waits", outcome=outcome)
    elif outcome.startswith(OVER_LIMIT):
        logger.warning("no mail is sent now: a rate limit is reached", extra={"outcome": outcome})
    else:
        logger.info(HANDLED, extra={"outcome": outcome})
    metrics.add_metric(f"Mail{outcome.title().replace('-', '')}", MetricUnit.Count, 1)


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """The event `mail.due`, or a batch of stream records. Raises `Malformed` for another event."""
    if signup_mails is None:
        logger.warning("no mail is sent: MAIL_SENDER is empty")
    return deliver_due(context) if event.get("detail-type") == "mail.due" else deliver_batch(event, context)
