"""Sends the pages of issues: the messages of a queue, each with up to 50 readers, within the rate of SES."""

import os
import time
from functools import partial
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext
from ulid import ULID

from gazette.aws.clients import client
from gazette.embedded_metrics import count_swallowed
from gazette.observability import describe_error, logger, metrics
from gazette.pages.templates import Pages
from gazette.settings import SettingMissing, Settings
from gazette.subscriptions.digest.mailing import IssueMailing
from gazette.subscriptions.digest.page_queue import MAX_DELAY_SECONDS, PageQueue, parse_page_name
from gazette.subscriptions.digest.pages import PageRepository
from gazette.subscriptions.digest.readers import ReaderStates
from gazette.subscriptions.digest.repository import IssueRepository
from gazette.subscriptions.digest.sending import PageSender, Silence
from gazette.subscriptions.digest.sending_rate import MAX_WORKERS, count_workers, load_rate
from gazette.subscriptions.digest.token_bucket import TokenBucket
from gazette.subscriptions.keyring import Keyrings
from gazette.subscriptions.mail.rendering.letters import LetterBuilder
from gazette.subscriptions.mail.rendering.mail_templates import MailTemplates
from gazette.subscriptions.mail.ses import SesMailSender
from gazette.times import now
from gazette.urls import site_url

RESERVE_MS = 120_000
"""Time of an invocation that is reserved for the last mail, if each service responds just in time and is busy: the read
10 s, claim and outcome 37 s each (dynamodb/commit.py), SES 6 s."""
RATE_SECONDS = 300
"""The rate of SES is asked for again after this time: SES raises it for accounts with few bounces."""
RATE_RETRY_SECONDS = 60
"""The known rate is used for so much longer if SES does not tell it."""

settings = Settings(os.environ)
dynamodb = client("dynamodb", connections=MAX_WORKERS)
ses = client("sesv2", read_seconds=5, tries=1, connections=MAX_WORKERS)
issues = IssueRepository(dynamodb, settings.table("subscribers"))
pages = PageRepository(dynamodb, settings.table("subscribers"))
states = ReaderStates(dynamodb, settings.table("subscribers"), settings.table("listings"))
queue = PageQueue(client("sqs"), settings.require("PAGES_QUEUE"))
contents: dict[str, dict[str, Any]] = {}
silence = Silence()
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


class Rate:
    """The rate of this sender, asked for at the first mail and again every five minutes."""

    def __init__(self) -> None:
        self._asked_at, self._is_known = -float(RATE_SECONDS), False
        self.bucket, self.workers = TokenBucket(1, time.monotonic, time.sleep), 1

    def refresh(self) -> None:
        if time.monotonic() - self._asked_at < RATE_SECONDS:
            return
        try:
            rate = load_rate(ses, settings.require("MAILS_PER_SECOND"))
        except Exception as error:
            if not self._is_known:
                raise
            count_swallowed("digest-rate-unknown", **describe_error(error))
            self._asked_at += RATE_RETRY_SECONDS
            return
        self._is_known = True
        self.bucket, self.workers = TokenBucket(rate, time.monotonic, time.sleep), count_workers(rate)
        self._asked_at = time.monotonic()


rate = Rate()


def build_mailing() -> IssueMailing:
    templates = MailTemplates(settings, Pages(settings), lambda: site_url(settings))
    letters = LetterBuilder(templates, Keyrings(settings.require("SECRETS_PATH"), settings.environ))
    sender = SesMailSender(ses, settings.require("MAIL_CONFIGURATION_SET"), settings.require("MAIL_SENDER"))
    return IssueMailing(letters, sender)


# Without a sender no issue is planned.
mailing = build_mailing() if settings.optional("MAIL_SENDER") else None


def send_record(record: SQSRecord, *, sender: PageSender) -> None:
    """Send one page. A page whose readers have not all an outcome is queued again."""
    try:
        name = parse_page_name(record.body)
        delay = sender.send_page(name)
        if delay is not None:
            queue.put([name], delay=min(delay, MAX_DELAY_SECONDS))
    except Exception as error:
        logger.error("a page was not finished", extra=describe_error(error))
        raise


def build_sender(context: LambdaContext) -> PageSender:
    if mailing is None:
        raise SettingMissing("MAIL_SENDER is empty: no mail can be sent")
    rate.refresh()
    return PageSender(
        issues,
        pages,
        states,
        dynamodb,
        mailing,
        rate.bucket,
        rate.workers,
        now,
        lambda: context.get_remaining_time_in_millis() > RESERVE_MS,
        lambda: str(ULID()),
        silence,
        contents,
    )


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Reports the messages that raised an error; the queue delivers them again."""
    metrics.add_metric("DigestPages", MetricUnit.Count, len(event.get("Records", ())))
    send = partial(send_record, sender=build_sender(context))
    response = process_partial_response(event=event, record_handler=send, processor=processor, context=context)
    return dict(response)
