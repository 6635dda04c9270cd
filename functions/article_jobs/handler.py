"""Long work on articles, in steps: renders them again after a change of a name, a picture, or the form of views.

{"job": "<id>"}   continues a job; also the event `job.due` of the bus
"""

import os
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from gazette.articles.publishing.category_blocks import CategoryBlocks
from gazette.articles.publishing.published_articles import PublishedArticles
from gazette.articles.publishing.rerendering import Rerendering
from gazette.articles.rerender_job import RerenderWorker
from gazette.aws.clients import client
from gazette.errors import Malformed
from gazette.jobs.repository import JobRepository
from gazette.jobs.worker import run_job
from gazette.media.repository import MediaRepository
from gazette.observability import logger
from gazette.settings import Settings
from gazette.taxonomy.pictures import AuthorPictures
from gazette.taxonomy.repository import TaxonomyRepository
from gazette.times import now
from gazette.urls import site_url

RESERVE_MS = 60_000
"""Time of an invocation that is reserved for the last step."""

settings = Settings(os.environ)
dynamodb = client("dynamodb")
jobs = JobRepository(settings.table("jobs"), dynamodb)
media = MediaRepository(dynamodb, settings.table("media"))
articles = PublishedArticles(dynamodb, settings.table("listings"), media, settings.languages)
authors = AuthorPictures(TaxonomyRepository(dynamodb, settings.table("taxonomy")), media, lambda: site_url(settings))
worker = RerenderWorker(articles, Rerendering(dynamodb, settings), authors, CategoryBlocks(dynamodb, settings), now)


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Returns the job after the last step; `job` is None if another worker has it, or it is not due."""
    id = parse_event(event)
    seconds = event.get("seconds")
    started = now()

    def has_time() -> bool:
        within = seconds is None or (now() - started).total_seconds() < seconds
        return within and context.get_remaining_time_in_millis() > RESERVE_MS

    job = run_job(jobs, id, worker.step, clock=now, has_time=has_time)
    if job:
        logger.info("job worked on", extra={"job": id, "status": job.status, "done": job.done, "total": job.total})
    return {"job": job and {"id": job.id, "status": job.status, "done": job.done, "total": job.total}}


def parse_event(event: dict[str, Any]) -> str:
    match event:
        case {"detail": {"job": str(id)}} | {"job": str(id)}:
            return id
    raise Malformed("The event names no job.")
