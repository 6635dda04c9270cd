"""Carries out what SES reports about mails: complaints, bounces and deliveries.

{"source": "aws.ses", "detail": {…}}   an event of SES, on the account's default event bus
{"reports": [{…}]}                     reports that failed, from the failures queue, by hand

Events of SES contain addresses, so no queue keeps them: Lambda repeats an event that fails, and the last repetition
sends its reports with keyed hashes in place of the addresses to the failures queue.
"""

import json
import os
from datetime import datetime, timedelta
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from ulid import ULID

from gazette.aws.clients import client
from gazette.embedded_metrics import count_swallowed
from gazette.errors import Malformed
from gazette.observability import describe_error, logger
from gazette.settings import Settings
from gazette.subscriptions.feedback.identification import from_json, identify, to_json
from gazette.subscriptions.feedback.model import PersonReport
from gazette.subscriptions.feedback.processing import FeedbackProcessing
from gazette.subscriptions.feedback.ses_events import UnexpectedEvent, parse_event
from gazette.subscriptions.keyring import SUBSCRIBER_KEY, Keyrings
from gazette.subscriptions.repository import SubscriberRepository
from gazette.times import now, parse_timestamp

LAST_TRY_AGE = timedelta(seconds=150)
"""Lambda repeats a failed event about one and three minutes after its first try. An event that is as old as this when
it fails is not repeated."""

settings = Settings(os.environ)
keyrings = Keyrings(settings.require("SECRETS_PATH"), settings.environ)
processing = FeedbackProcessing(
    SubscriberRepository(settings.table("subscribers"), client("dynamodb")), new_id=lambda: str(ULID())
)


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Returns the outcome of each report. Raises errors of DynamoDB and of the parameter store for a young event, and
    `Malformed` for an event of neither kind. No error contains an address.
    """
    if "reports" in event:
        return {"outcomes": [process(from_json(kept)) for kept in event["reports"]]}
    if event.get("source") != "aws.ses":
        raise Malformed("The event is none of this function.")
    try:
        addressed = parse_event(event)
    except UnexpectedEvent as error:
        count_swallowed("feedback-unexpected", code=error.type)
        return {"outcomes": []}
    except Malformed as error:
        count_swallowed("feedback-unreadable", code=error.detail)
        return {"outcomes": []}
    try:
        reports = identify(addressed, keyrings.load(SUBSCRIBER_KEY))
    except Exception as error:
        if is_repeated(event, now()):
            raise
        # Without the key there is no hash, and the address must not be kept.
        count_swallowed("feedback-lost", **describe_error(error))
        return {"outcomes": []}
    return {"outcomes": [process_or_keep(report, event) for report in reports]}


def process(person: PersonReport) -> str:
    outcome, report = processing.process(person), person.report
    extra = {"kind": report.kind, "detail": report.detail, "issue": report.issue, "outcome": outcome}
    logger.info("mail report", extra=extra)
    return outcome


def process_or_keep(person: PersonReport, event: dict[str, Any]) -> str:
    """The outcome of a report. If it fails for the last time, it is kept in the failures queue."""
    try:
        return process(person)
    except Exception as error:
        if is_repeated(event, now()):
            raise
        count_swallowed("feedback-failed", code=person.report.kind, **describe_error(error))
        body = json.dumps({"reports": [to_json(person)]})
        client("sqs").send_message(QueueUrl=settings.require("FAILURES_QUEUE"), MessageBody=body)
        return "kept"


def is_repeated(event: dict[str, Any], at: datetime) -> bool:
    """Whether Lambda will repeat the event if it fails now."""
    return at < parse_timestamp(event["time"]) + LAST_TRY_AGE
