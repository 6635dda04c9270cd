"""Consumer of the Articles stream: sends publications, updates and withdrawals to the event bus, makes the tags of
published articles public, renders articles again that changed names or pictures overtook, brings the blocks of the
front page up to date, and removes withdrawn articles from the CDN."""

import gazette.gc_tuning

import os
from typing import Any

from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from gazette.articles.publication_effects import PublicationEffects
from gazette.articles.publishing.cdn_paths import list_cdn_paths
from gazette.articles.publishing.stream_events import Event, build_event, unpack_document
from gazette.aws.clients import client
from gazette.aws.distribution import Distribution
from gazette.aws.event_bus import put_events
from gazette.aws.streams import FailuresQueue, StreamConsumer
from gazette.dynamodb.items import deserialize
from gazette.observability import logger
from gazette.settings import Settings
from gazette.times import now

settings = Settings(os.environ)
bus = settings.require("EVENT_BUS")
distribution = Distribution(settings)

effects = PublicationEffects(client("dynamodb"), settings)

MAX_RECORD_MS = 30_000
"""Enough for one record while services respond. A record that is cut off by the timeout is delivered again."""


def process_record(record: DynamoDBRecord, _context: LambdaContext) -> None:
    """Idempotent: consumers of the bus and the blocks read the present state, a tag keeps its first name, and the name
    of an invalidation has the version."""
    images = record.raw_event["dynamodb"]
    old, new = (plain_values(images.get(name, {})) for name in ("OldImage", "NewImage"))
    event = build_event(old, new)
    if event is None:
        return
    before, after = unpack_document(old), unpack_document(new)
    if after:
        effects.show_tags(after, now())
    put_events(client("events"), bus, event.kind, [event.detail])
    if after:
        effects.refresh(event.detail["id"], now())
    else:
        invalidate(event, before)
    effects.refresh_blocks(before, after)


def plain_values(image: dict[str, Any]) -> dict[str, Any]:
    """Plain values of an image. Binary values stay base64 texts."""
    binary = {name: value["B"] for name, value in image.items() if "B" in value}
    return {**deserialize({name: value for name, value in image.items() if name not in binary}), **binary}


def invalidate(event: Event, document: dict[str, Any]) -> None:
    """Remove a withdrawn article from the CDN, if the stack has one. `document` is the article before."""
    detail = event.detail
    if not distribution.invalidate(list_cdn_paths(document, settings), f"{detail['id']}/{detail['version']}"):
        logger.info("no distribution to invalidate after a withdrawal", extra={"article": detail["id"]})


consumer = StreamConsumer(
    process_record,
    FailuresQueue(client("sqs"), settings.require("FAILURES_QUEUE")),
    record_milliseconds=MAX_RECORD_MS,
)


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return consumer.consume(event, context)


gazette.gc_tuning.finish_startup()
