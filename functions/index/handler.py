"""Keeps the search indexes. Its events:

{"Records": […]}       of the Articles stream: articles changed
{"job": "<id>"}        continues a job (for some time: "seconds"); also the event `job.due` of the bus
{"maintenance": true}  of a schedule: builds indexes that are missing, and deletes files that are not used
"""

import os
from collections import defaultdict
from typing import Any

from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from gazette.aws.clients import client
from gazette.aws.streams import FailuresQueue, StreamConsumer
from gazette.errors import Malformed
from gazette.jobs.model import Job
from gazette.jobs.repository import JobRepository
from gazette.jobs.worker import run_job
from gazette.observability import logger
from gazette.search.indexing.article_states import ArticleStates
from gazette.search.indexing.index_writer import IndexWriter, needs_base, needs_compaction
from gazette.search.indexing.jobs import IndexJobs, build_compaction_job, build_rebuild_job
from gazette.search.indexing.store import IndexStore
from gazette.settings import Settings
from gazette.times import now

READ_SECONDS = 20
"""A part of a large archive has many megabytes."""
RESERVE_MS = 40_000
"""Time of an invocation that is reserved for the last step of a job."""
MAX_RECORD_MS = 40_000
"""Enough for a batch while services respond: all of it becomes one part for each language."""

settings = Settings(os.environ)
jobs = JobRepository(settings.table("jobs"), client("dynamodb"))
store = IndexStore(settings.require("INDEX_BUCKET"), client("s3", read_seconds=READ_SECONDS))
articles = ArticleStates(client("dynamodb"), settings.table("articles"), settings.table("listings"))
failures = FailuresQueue(client("sqs"), settings.require("FAILURES_QUEUE"))
writer = IndexWriter(store, articles, lambda: now())  # noqa: PLW0108 (tests replace `now`)
index_jobs = IndexJobs(store, articles, writer, lambda: now())  # noqa: PLW0108


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    match event:
        case {"Records": _}:
            return consume(event, context)
        case {"detail": {"job": str(id)}} | {"job": str(id)}:
            return {"job": run(id, context, event.get("seconds", float("inf")))}
        case {"maintenance": True}:
            return maintain(context)
    raise Malformed("The event has no records, names no job, and is not maintenance.")


def consume(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Index what has changed. The first change of a site also builds the indexes, so that its search works at once."""
    without_base: list[str] = []
    consumer = StreamConsumer(
        find_article,
        failures,
        record_milliseconds=MAX_RECORD_MS,
        finish=lambda changed: without_base.extend(index(changed)),
    )
    response = consumer.consume(event, context)
    if without_base:
        maintain(context)
    return response


def find_article(record: DynamoDBRecord, _context: LambdaContext) -> tuple[str, str] | None:
    """Language and id of an article whose view is new, other or gone. None if the item has changed in other ways."""
    images = record.raw_event["dynamodb"]
    old, new = images.get("OldImage", {}), images.get("NewImage", {})
    item = new or old
    return (item["lang"]["S"], item["id"]["S"]) if "lang" in item and old.get("view") != new.get("view") else None


def index(changed: list[tuple[str, str]]) -> list[str]:
    """Add a part to the index of each language with all changed articles. Returns the languages without a base."""
    ids, without_base = defaultdict(list), []
    for lang, id in changed:
        ids[lang].append(id)
    for lang in filter(ids.__contains__, settings.languages):
        manifest, part = writer.update(lang, ids[lang])
        logger.info("index updated", extra={"lang": lang, "changes": part.changes, "bytes": len(part.content)})
        if needs_base(manifest):
            jobs.open(build_rebuild_job(lang), now(), again=True)
            without_base += [] if manifest.base else [lang]
        elif needs_compaction(manifest):
            jobs.open(build_compaction_job(lang), now(), again=True)
    return without_base


def run(id: str, context: LambdaContext, seconds: float = float("inf")) -> dict[str, Any] | None:
    """The job after the last step; None if another worker has it, or it is not due. No step begins after `seconds`."""
    started = now()
    job = run_job(
        jobs,
        id,
        index_jobs.step,
        clock=now,
        has_time=lambda: (
            (now() - started).total_seconds() < seconds and context.get_remaining_time_in_millis() > RESERVE_MS
        ),
    )
    if job is None:
        return None
    result = describe_job(job)
    logger.info("job worked on", extra=result)
    return result


def maintain(context: LambdaContext) -> dict[str, Any]:
    """Open the job of each language without an index, and begin with it. Returns the numbers of deleted files."""
    deleted = {}
    for lang in settings.languages:
        if needs_base(store.read_manifest(lang).manifest):
            run(jobs.open(build_rebuild_job(lang), now(), again=True).id, context)
        deleted[lang] = index_jobs.clean(lang)
    return {"deleted": deleted}


def describe_job(job: Job) -> dict[str, Any]:
    names = ("id", "status", "done", "total", "reason")
    return {name: getattr(job, name) for name in names}
