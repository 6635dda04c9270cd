"""Carries out the wishes that signups leave in the Subscribers table: a confirmation letter, a reminder, or nothing."""

import os
import secrets as randomness
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
from gazette.subscriptions.mail.delivery import GIVEN_UP, OVER, REFUSED, SENT, UNKNOWN, MailDelivery
from gazette.subscriptions.mail.messages import MessageBuilder
from gazette.subscriptions.mail.ses import SesMailSender
from gazette.subscriptions.repository import SubscriberRepository
from gazette.times import now
from gazette.urls import site_url

LONGEST_WISH_MS = 9_000
"""What one wish may take where a service answers at its last moment."""

TROUBLE = (UNKNOWN, REFUSED, GIVEN_UP)
"""Outcomes after which somebody waits for a letter that does not come."""

settings = Settings(os.environ)
subscribers = SubscriberRepository(settings.table("subscribers"), client("dynamodb"))
processor = BatchProcessor(event_type=EventType.DynamoDBStreams, raise_on_entire_batch_failure=False)


def mailing() -> MailDelivery:
    secrets = Keyrings(settings.require("SECRETS_PATH"), client("ssm"))
    letters = MessageBuilder(settings, Pages(settings), secrets, lambda: site_url(settings))
    ses = client("sesv2", read_seconds=5, tries=1)
    return MailDelivery(
        subscribers,
        secrets,
        SesMailSender(letters, ses, settings.require("MAIL_CONFIGURATION_SET")),
        mails_per_hour=int(settings.require("MAILS_PER_HOUR")),
        new_token=lambda: randomness.token_urlsafe(32),
        new_id=lambda: str(ULID()),
    )


# Without a sender no letter can be made; the wishes stay due.
wishes = mailing() if settings.optional("MAIL_SENDER") else None


def carry_out(record: DynamoDBRecord, lambda_context: LambdaContext) -> None:
    """One wish of the stream. Errors leave the record for another delivery."""
    image = record.dynamodb and record.dynamodb.new_image
    if wishes is None or not image or "mail_due" not in image:
        return
    if lambda_context.get_remaining_time_in_millis() < LONGEST_WISH_MS:
        raise Unavailable("no time is left for this record")
    patient = replace(wishes, wait=within(lambda_context))
    outcome = patient.carry_out(image["subscriber"], image["wish"]["id"], now())
    tell(outcome)
    if outcome in (SENT, UNKNOWN):
        # Their sum over an hour is what an alarm watches.
        metrics.add_metric("MailCeilingPercent", MetricUnit.Percent, 100 / wishes.mails_per_hour)
    metrics.add_metric(f"Wish{outcome.title().replace('-', '')}", MetricUnit.Count, 1)


def within(lambda_context: LambdaContext) -> Callable[[float], None]:
    """Waits as long as the function has time to."""

    def wait(seconds: float) -> None:
        sleep(max(0.0, min(seconds, (lambda_context.get_remaining_time_in_millis() - LONGEST_WISH_MS) / 1000)))

    return wait


def tell(outcome: str) -> None:
    """One line; louder where no letter comes."""
    if outcome in TROUBLE:
        logger.error("wish carried out", extra={"outcome": outcome})
    elif outcome.startswith(OVER):
        logger.warning("no letter is sent: a ceiling is reached", extra={"outcome": outcome})
    else:
        logger.info("wish carried out", extra={"outcome": outcome})


@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Outcomes are counted as WishSent, WishOverAddress and so on."""
    metrics.add_metric("Wishes", MetricUnit.Count, len(event["Records"]))
    if wishes is None:
        logger.warning("no mail is sent: MAIL_SENDER is empty", extra={"due": len(event["Records"])})
    return dict(process_partial_response(event, carry_out, processor, context))
