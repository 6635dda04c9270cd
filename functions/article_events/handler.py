"""The Articles stream: tells the event bus what was published, updated or withdrawn, and the CDN what is gone."""

import gazette.gc_tuning

import json
import os
from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.parameters import get_parameter
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError
from aws_lambda_powertools.utilities.typing import LambdaContext

from gazette.articles.publishing.events import Event, event_of, paths
from gazette.aws.clients import client
from gazette.dynamodb.items import deserialize
from gazette.errors import Unavailable
from gazette.observability import logger
from gazette.settings import Settings

settings = Settings(os.environ)
bus, distribution_parameter = settings.require("EVENT_BUS"), settings.require("DISTRIBUTION_PARAMETER")

processor = BatchProcessor(EventType.DynamoDBStreams, raise_on_entire_batch_failure=False)


def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    return process_partial_response(event, record_handler=published, processor=processor, context=context)


def published(record: DynamoDBRecord) -> None:
    """One record; twice it comes to the same: readers of the bus look at the present article, and so does the CDN."""
    images = record.raw_event["dynamodb"]
    event = event_of(values(images.get("OldImage", {})), values(images.get("NewImage", {})))
    if event is None:
        return
    tell(event)
    if event.kind == "article.withdrawn":
        invalidate(event)


def values(image: dict[str, Any]) -> dict[str, Any]:
    """Plain values of an image. What is packed stays as it came: nobody here opens it."""
    packed = {name: value["B"] for name, value in image.items() if "B" in value}
    return {**deserialize({name: value for name, value in image.items() if name not in packed}), **packed}


def tell(event: Event) -> None:
    entry = {"EventBusName": bus, "Source": "gazette", "DetailType": event.kind, "Detail": json.dumps(event.detail)}
    reply = client("events").put_events(Entries=[entry])
    if reply["FailedEntryCount"]:
        raise Unavailable(f"The event bus refused it: {reply['Entries'][0]['ErrorCode']}")


def invalidate(event: Event) -> None:
    distribution = distribution_id()
    if distribution is None:
        logger.info("there is no distribution to tell of a withdrawal", extra={"article": event.detail["id"]})
        return
    listed = paths(event.detail, settings)
    client("cloudfront").create_invalidation(
        DistributionId=distribution,
        InvalidationBatch={
            "Paths": {"Quantity": len(listed), "Items": listed},
            # The same withdrawal told twice is one invalidation.
            "CallerReference": f"{event.detail['id']}/{event.detail['version']}",
        },
    )


def distribution_id() -> str | None:
    """Of the stack's distribution; None where the stack has none (the local server)."""
    try:
        return get_parameter(distribution_parameter, max_age=300)
    except GetParameterError as error:
        if "ParameterNotFound" in str(error):
            return None
        raise


gazette.gc_tuning.finish_startup()
