"""Counts the figures of the mailing lists.

{"count": "missing"}   each night: counts the days that have no figures yet
{"job": "<id>"}        continues; also the event `job.due` of the bus
"""

import os
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from gazette.aws.clients import client
from gazette.errors import Malformed
from gazette.jobs.repository import ConcurrencyKeyTaken, JobRepository
from gazette.jobs.worker import run_job
from gazette.observability import logger
from gazette.settings import Settings
from gazette.subscriptions.figures.job import FiguresJob
from gazette.subscriptions.figures.repository import FiguresRepository
from gazette.times import now

READ_SECONDS = 10
"""A page of a scan is a megabyte."""
RESERVE_MS = 20_000
"""Time of an invocation that is reserved for the last step."""

settings = Settings(os.environ)
dynamodb = client("dynamodb", read_seconds=READ_SECONDS)
jobs = JobRepository(settings.table("jobs"), dynamodb)
figures = FiguresJob(FiguresRepository(dynamodb, settings.table("subscribers")), settings.timezone)


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Returns the job after the last step; `job` is None if there is nothing to count, or another worker has the job.

    Raises `Malformed` for another event.
    """
    match event:
        case {"count": "missing"}:
            id = open_job()
        case {"detail": {"job": str(id)}} | {"job": str(id)}:
            pass
        case _:
            raise Malformed("The event is none of this function.")
    if not id:
        return {"job": None}
    job = run_job(jobs, id, lambda job: figures.step(job, now()), clock=now, has_time=lambda: has_time(context))
    if job:
        logger.info("figures counted", extra={"job": id, "status": job.status, "items": job.done})
    return {"job": job and {"id": job.id, "status": job.status, "items": job.done}}


def open_job() -> str:
    """The id of the job of the missing days, or of one that is under way; empty if no day is missing."""
    new = figures.build(now())
    try:
        return jobs.open(new, now()).id if new else ""
    except ConcurrencyKeyTaken as taken:  # no failure: the next night counts what is still missing then
        return taken.job


def has_time(context: LambdaContext) -> bool:
    return context.get_remaining_time_in_millis() > RESERVE_MS
