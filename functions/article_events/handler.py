"""Consumer of the Articles stream: sends publications, updates and withdrawals to the event bus, makes the tags of
published articles public, renders articles again that changed names or pictures overtook, brings the blocks of the
front page up to date, and removes withdrawn articles from the CDN."""

import gazette.gc_tuning

import os
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.typing import LambdaContext
from ulid import ULID

from gazette.articles.drafts.repository import DraftRepository
from gazette.articles.errors import ArticleNotFound
from gazette.articles.publishing.category_blocks import CategoryBlocks
from gazette.articles.publishing.rerendering import Rerendering
from gazette.articles.publishing.stream_events import Event, build_event, find_places, list_cdn_paths, unpack_document
from gazette.aws.clients import client
from gazette.aws.distribution import Distribution
from gazette.aws.event_bus import put_events
from gazette.aws.streams import FailuresQueue, StreamConsumer
from gazette.dynamodb.items import deserialize
from gazette.dynamodb.writes import Write
from gazette.embedded_metrics import count_swallowed
from gazette.errors import Invalid, TooLarge
from gazette.jobs.repository import JobRepository
from gazette.jobs.rerender import build_rerender_job
from gazette.observability import logger
from gazette.settings import Settings
from gazette.taxonomy.model import Term
from gazette.taxonomy.repository import TaxonomyRepository
from gazette.times import now

settings = Settings(os.environ)
bus = settings.require("EVENT_BUS")
distribution = Distribution(settings)

drafts = DraftRepository(client("dynamodb"), settings.table("drafts"))
jobs = JobRepository(settings.table("jobs"), client("dynamodb"))
taxonomy = TaxonomyRepository(client("dynamodb"), settings.table("taxonomy"))
rerendering = Rerendering(client("dynamodb"), settings)
blocks = CategoryBlocks(client("dynamodb"), settings)
MAX_RECORD_MS = 30_000
"""Duration of one record if each service responds just before its timeout."""


def process_record(record: DynamoDBRecord, _context: LambdaContext) -> None:
    """Idempotent: consumers of the bus and the blocks read the present state, a tag keeps its first name, and the name
    of an invalidation has the version."""
    images = record.raw_event["dynamodb"]
    old, new = (plain_values(images.get(name, {})) for name in ("OldImage", "NewImage"))
    event = build_event(old, new)
    if event is None:
        return
    before, document = unpack_document(old), unpack_document(new)
    if (tags := document.get("tags")) and is_present(event.detail):
        taxonomy.save_tags(event.detail["lang"], tags, open_job)
    put_events(client("events"), bus, event.kind, [event.detail])
    if event.kind == "article.withdrawn":
        invalidate(event)
    else:
        # A name or a picture may have changed between the reads of the publication and its commit. The job of that
        # change may have passed the article before.
        refresh(event.detail["id"])
    position, categories = find_places(before, document)
    if categories:
        blocks.refresh(event.detail["lang"], position, categories)


def is_present(detail: Mapping[str, Any]) -> bool:
    """Whether readers see the version of the event. If not, its tags may be removed since: a record may come late."""
    try:
        return bool(drafts.get(detail["id"]).published_version == detail["version"])
    except ArticleNotFound:  # no failure: it was withdrawn and purged
        return False


def open_job(tag: Term, name: str) -> list[Write]:
    """The job of a tag that gets a name in one more language. Articles in that language may show another one, because
    editors may have removed a name."""
    if name == tag.names.get(settings.default_language, tag.slug):
        return []
    return jobs.put_new(build_rerender_job(f"tag/{tag.slug}", str(ULID())), now())


def refresh(id: str) -> None:
    """Render an article again if it shows something else now. One that cannot be rendered keeps its form."""
    try:
        rerendering.refresh(id, now())
    except (Invalid, TooLarge) as error:
        count_swallowed("article-not-rerendered", error, article=id)


def plain_values(image: dict[str, Any]) -> dict[str, Any]:
    """Plain values of an image. Binary values stay base64 texts."""
    binary = {name: value["B"] for name, value in image.items() if "B" in value}
    return {**deserialize({name: value for name, value in image.items() if name not in binary}), **binary}


def invalidate(event: Event) -> None:
    """Remove a withdrawn article from the CDN, if the stack has one."""
    detail = event.detail
    if not distribution.invalidate(list_cdn_paths(detail, settings), f"{detail['id']}/{detail['version']}"):
        logger.info("no distribution to invalidate after a withdrawal", extra={"article": detail["id"]})


consumer = StreamConsumer(
    process_record,
    FailuresQueue(client("sqs"), settings.require("FAILURES_QUEUE")),
    record_milliseconds=MAX_RECORD_MS,
)


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return consumer.consume(event, context)


gazette.gc_tuning.finish_startup()
