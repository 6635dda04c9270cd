"""Consumer of the Articles stream: sends publications, updates and withdrawals to the event bus, makes the tags of
published articles public, renders articles again that changed names or pictures overtook, brings the blocks of the
front page up to date, and removes withdrawn articles from the CDN."""

import gazette.gc_tuning

import hashlib
import os
from itertools import chain
from typing import Any, NamedTuple

from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from gazette.articles.publication_effects import PublicationEffects
from gazette.articles.publishing.cdn_paths import limit_paths, list_cdn_paths
from gazette.articles.publishing.stream_events import build_event, unpack_document
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
"""Enough for one record and the invalidation while services respond. What is cut off by the timeout is delivered again.
"""


class Withdrawal(NamedTuple):
    """`reference` is the id and version of the withdrawn article, `paths` are those at which the CDN may have it."""

    reference: str
    paths: list[str]


def process_record(record: DynamoDBRecord, _context: LambdaContext) -> Withdrawal | None:
    """Leaves the invalidation of a withdrawn article to the end of the batch.

    Idempotent: consumers of the bus and the blocks read the present state, a tag keeps its first name, and the name of
    an invalidation has the versions.
    """
    images = record.raw_event["dynamodb"]
    old, new = (plain_values(images.get(name, {})) for name in ("OldImage", "NewImage"))
    event = build_event(old, new)
    if event is None:
        return None
    before, after = unpack_document(old), unpack_document(new)
    if after:
        effects.show_tags(after, now())
    put_events(client("events"), bus, event.kind, [event.detail])
    if after:
        effects.refresh(event.detail["id"], now())
    effects.refresh_blocks(before, after)
    if after:
        return None
    return Withdrawal(f"{event.detail['id']}/{event.detail['version']}", list_cdn_paths(before, settings))


def plain_values(image: dict[str, Any]) -> dict[str, Any]:
    """Plain values of an image. Binary values stay base64 texts."""
    binary = {name: value["B"] for name, value in image.items() if "B" in value}
    return {**deserialize({name: value for name, value in image.items() if name not in binary}), **binary}


def invalidate(withdrawals: list[Withdrawal]) -> None:
    """Remove withdrawn articles from the CDN, if the stack has one.

    One request for a batch, since CloudFront works on few wildcards at a time. Its name has a digest of all references:
    CloudFront refuses a name that it knows with other paths, and a repeated batch may have other records.
    """
    references = [withdrawal.reference for withdrawal in withdrawals]
    paths = limit_paths(chain.from_iterable(withdrawal.paths for withdrawal in withdrawals))
    if not distribution.invalidate(paths, hashlib.sha256(",".join(references).encode()).hexdigest()):
        logger.info("no distribution to invalidate after withdrawals", extra={"articles": references})


consumer = StreamConsumer(
    process_record,
    FailuresQueue(client("sqs"), settings.require("FAILURES_QUEUE")),
    record_milliseconds=MAX_RECORD_MS,
    finish=invalidate,
)


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return consumer.consume(event, context)


gazette.gc_tuning.finish_startup()
