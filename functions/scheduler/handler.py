"""Each minute: publishes and withdraws what is due, empties the bin, and tells the event bus of jobs that wait for a
worker. The next minute is the retry.
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
from gazette.jobs import events
from gazette.jobs.repository import JobRepository
from gazette.observability import logger, metrics
from gazette.settings import Settings

settings = Settings(os.environ)
newsroom = ArticleCommands.of(settings, client("dynamodb"))
clock = ScheduledPublishing(newsroom, new_id=lambda: str(ULID()))
jobs, bus = JobRepository(settings.table("jobs"), client("dynamodb")), settings.require("EVENT_BUS")

LEFT_MS = 10_000
"""What one article may take: with less time left the rest waits for the next minute."""


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Counts by what was done; `waiting` is what was left for the next minute, `woken` are jobs."""
    now = times.now()
    counts = {"published": 0, "withdrawn": 0, "purged": 0, "failed": 0, "waiting": 0}
    due = clock.due(now)
    for position, id in enumerate(due):
        if context.get_remaining_time_in_millis() < LEFT_MS:
            counts["waiting"] += len(due) - position
            break
        for outcome in carried_out(id):
            counts[outcome] += 1
    tell(counts)
    return {**counts, "woken": woken(now)}


def carried_out(id: str) -> list[str]:
    """What was done with one article. What goes wrong with it does not stop the others."""
    try:
        return clock.carry_out(id, times.now())
    except Exception:
        logger.exception("a due article waits for the next minute", extra={"article": id})
        return ["waiting"]


def woken(now: datetime) -> int:
    """How many jobs the bus was told of."""
    try:
        due = jobs.list_due(now)
        if due:
            events.publish_due_jobs(client("events"), bus, due)
    except Exception:
        logger.exception("due jobs wait for the next minute")
        return 0
    return len(due)


def tell(counts: dict[str, int]) -> None:
    """One metric for each kind of thing that was done; a quiet minute says nothing."""
    done = {outcome: count for outcome, count in counts.items() if count}
    for outcome, count in done.items():
        metrics.add_metric(name=f"Articles{outcome.title()}", unit=MetricUnit.Count, value=count)
    if done:
        metrics.flush_metrics()


gazette.gc_tuning.finish_startup()
