"""Delivers the mails of signup requests, which come from the stream of the Subscribers table."""

import os
import secrets
from collections.abc import Callable
from dataclasses import replace
from time import sleep
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.typing import LambdaContext
from ulid import ULID

from gazette.aws.clients import client
from gazette.errors import Unavailable
from gazette.observability import logger, metrics
from gazette.pages.templates import Pages
from gazette.settings import Settings
from gazette.subscriptions.keyring import Keyrings
from gazette.subscriptions.mail.delivery import GIVEN_UP, OVER_LIMIT, REJECTED, SENT, UNKNOWN, MailDelivery
from gazette.subscriptions.mail.messages import MessageBuilder
from gazette.subscriptions.mail.ses import SesMailSender
from gazette.subscriptions.repository import SubscriberRepository
from gazette.times import now
from gazette.urls import site_url

MAX_DELIVERY_MS = 9_000
"""Duration of one delivery if each service responds just before its timeout."""

FAILURES = (UNKNOWN, REJECTED, GIVEN_UP)
"""Outcomes after which a visitor may wait for a mail in vain."""

settings = Settings(os.environ)
subscribers = SubscriberRepository(settings.table("subscribers"), client("dynamodb"))
processor = BatchProcessor(event_type=EventType.DynamoDBStreams, raise_on_entire_batch_failure=False)


def build_delivery() -> MailDelivery:
    keyrings = Keyrings(settings.require("SECRETS_PATH"), client("ssm"))
    messages = MessageBuilder(settings, Pages(settings), keyrings, lambda: site_url(settings))
    ses = client("sesv2", read_seconds=5, tries=1)
    return MailDelivery(
        subscribers,
        keyrings,
        SesMailSender(messages, ses, settings.require("MAIL_CONFIGURATION_SET")),
        mails_per_hour=int(settings.require("MAILS_PER_HOUR")),
        new_token=lambda: secrets.token_urlsafe(32),
        new_id=lambda: str(ULID()),
    )


# Without a sender no mail can be sent: the signup requests stay due.
delivery = build_delivery() if settings.optional("MAIL_SENDER") else None


def deliver_record(record: DynamoDBRecord, lambda_context: LambdaContext) -> None:
    """Deliver the signup request of one stream record. After an error the stream delivers the record again."""
    image = record.dynamodb and record.dynamodb.new_image
    if delivery is None or not image or "mail_due" not in image:
        return
    if lambda_context.get_remaining_time_in_millis() < MAX_DELIVERY_MS:
        raise Unavailable("no time is left for this record")
    limited = replace(delivery, wait=limit_wait(lambda_context))
    outcome = limited.deliver(image["subscriber"], image["signup_request"]["id"], now())
    log_outcome(outcome)
    if outcome in (SENT, UNKNOWN):
        # An alarm watches the sum of an hour.
        metrics.add_metric("MailLimitPercent", MetricUnit.Percent, 100 / delivery.mails_per_hour)
    metrics.add_metric(f"SignupRequest{outcome.title().replace('-', '')}", MetricUnit.Count, 1)


def limit_wait(lambda_context: LambdaContext) -> Callable[[float], None]:
    """A sleep that ends while the function has time for one more delivery."""

    def wait(seconds: float) -> None:
        sleep(max(0.0, min(seconds, (lambda_context.get_remaining_time_in_millis() - MAX_DELIVERY_MS) / 1000)))

    return wait


def log_outcome(outcome: str) -> None:
    if outcome in FAILURES:
        logger.error("signup request handled", extra={"outcome": outcome})
    elif outcome.startswith(OVER_LIMIT):
        logger.warning("no mail is sent: a rate limit is reached", extra={"outcome": outcome})
    else:
        logger.info("signup request handled", extra={"outcome": outcome})


@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Counts outcomes as SignupRequestSent, SignupRequestOverAddress and so on."""
    metrics.add_metric("SignupRequests", MetricUnit.Count, len(event["Records"]))
    if delivery is None:
        logger.warning("no mail is sent: MAIL_SENDER is empty", extra={"due": len(event["Records"])})
    return dict(process_partial_response(event, deliver_record, processor, context))
