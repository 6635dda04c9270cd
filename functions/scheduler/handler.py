"""Runs each minute: publishes and withdraws articles that are due, purges the bin, and sends events of due jobs, mails,
issues and pictures to the bus. A task that fails is repeated in the next minute.
"""

import gazette.gc_tuning

import os
from datetime import datetime
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from ulid import ULID

from gazette import times
from gazette.articles.commands import ArticleCommands
from gazette.articles.scheduled import ScheduledPublishing
from gazette.aws.clients import client
from gazette.aws.event_bus import put_events
from gazette.embedded_metrics import count_swallowed
from gazette.jobs import events
from gazette.jobs.repository import JobRepository
from gazette.media.events import publish_due_media
from gazette.media.repository import MediaRepository
from gazette.observability import logger, metrics
from gazette.settings import Settings
from gazette.subscriptions.repository import SubscriberRepository

settings = Settings(os.environ)
commands = ArticleCommands.from_settings(settings, client("dynamodb"))
scheduled = ScheduledPublishing(commands, new_id=lambda: str(ULID()))
jobs, bus = JobRepository(settings.table("jobs"), client("dynamodb")), settings.require("EVENT_BUS")
media = MediaRepository(client("dynamodb"), settings.table("media"))
subscribers = SubscriberRepository(settings.table("subscribers"), client("dynamodb"))

MIN_REMAINING_MS = 10_000
"""The longest time that one article takes. If less time is left, the other articles wait for the next minute."""


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Returns counts of outcomes; `waiting` counts articles left for the next minute, `woken` jobs, `media_due`
    pictures, `mail_due` and `issue_due` say whether mails and issues are due."""
    now = times.now()
    counts = {"published": 0, "withdrawn": 0, "purged": 0, "failed": 0, "waiting": 0}
    due = scheduled.list_due(now)
    for position, id in enumerate(due):
        if context.get_remaining_time_in_millis() < MIN_REMAINING_MS:
            waiting = len(due) - position
            count_swallowed("publication-waits", count=waiting)
            counts["waiting"] += waiting
            break
        for outcome in process_article(id):
            counts[outcome] += 1
            if outcome == "failed":
                count_swallowed("publication-failed", article=id)
    put_metrics(counts)
    return {
        **counts,
        "woken": wake_jobs(now),
        "mail_due": wake_mailer(now),
        "issue_due": wake_digest(now),
        "media_due": wake_media_intake(now),
    }


def process_article(id: str) -> list[str]:
    """The outcomes of one article. An error does not stop the other articles."""
    try:
        return scheduled.process(id, times.now())
    except Exception as error:
        count_swallowed("publication-waits", error, article=id)
        return ["waiting"]


def wake_jobs(now: datetime) -> int:
    """Send events of due jobs to the bus. Returns the number of jobs."""
    try:
        due = jobs.list_due(now)
        if due:
            events.publish_due_jobs(client("events"), bus, due)
    except Exception as error:
        count_swallowed("job-waits", error)
        return 0
    return len(due)


def wake_mailer(now: datetime) -> bool:
    """Send the event `mail.due` to the bus if a mail is due. Returns whether it was sent."""
    try:
        if not subscribers.has_due_mails(now):
            return False
        put_events(client("events"), bus, "mail.due", [{}])
    except Exception as error:
        count_swallowed("mail-waits", error)
        return False
    return True


def wake_digest(now: datetime) -> bool:
    """Send the event `issue.due` to the bus if an issue has not ended. Returns whether it was sent."""
    try:
        if not subscribers.has_due_issues(now):
            return False
        put_events(client("events"), bus, "issue.due", [{}])
    except Exception as error:
        count_swallowed("digest-waits", error)
        return False
    return True


def wake_media_intake(now: datetime) -> int:
    """Send events of pictures with work to the bus. Returns the number of pictures."""
    try:
        due = media.list_due(now)
        if due:
            publish_due_media(client("events"), bus, due)
    except Exception as error:
        count_swallowed("media-waits", error)
        return 0
    return len(due)


def put_metrics(counts: dict[str, int]) -> None:
    """One metric for each outcome that occurred."""
    occurred = {outcome: count for outcome, count in counts.items() if count}
    for outcome, count in occurred.items():
        metrics.add_metric(name=f"Articles{outcome.title()}", unit=MetricUnit.Count, value=count)
    if occurred:
        metrics.flush_metrics()


gazette.gc_tuning.finish_startup()
