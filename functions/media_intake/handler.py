"""Makes the files that readers see from uploads. Its events:

{"detail-type": "Object Created", "detail": {"object": {"key": "originals/<id>/<upload>"}}}   of S3: a file arrived
{"detail-type": "media.due", "detail": {"media": "<id>"}}   of the scheduler, or of staff: a picture has work
{"media": "<id>"}                                           by hand
"""

import os
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from gazette.aws.clients import client
from gazette.aws.distribution import Distribution
from gazette.errors import Malformed
from gazette.jobs.repository import JobRepository
from gazette.media.files import MediaFiles, parse_original_key
from gazette.media.intake.processing import MediaProcessing
from gazette.media.repository import MediaRepository
from gazette.observability import logger
from gazette.settings import Settings
from gazette.times import now

READ_SECONDS = 20
"""An original has up to 25 MB."""

settings = Settings(os.environ)
processing = MediaProcessing(
    MediaRepository(client("dynamodb"), settings.table("media")),
    MediaFiles(settings.require("MEDIA_BUCKET"), client("s3", read_seconds=READ_SECONDS)),
    JobRepository(settings.table("jobs"), client("dynamodb")),
    Distribution(settings),
    clock=lambda: now(),  # noqa: PLW0108 (tests replace `now`)
)


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Returns the picture and the outcomes of its work. Raises `Malformed` for an event of another kind."""
    id = parse_event(event)
    outcomes = processing.process(id)
    logger.info("picture processed", extra={"media": id, "outcomes": outcomes})
    return {"media": id, "outcomes": outcomes}


def parse_event(event: dict[str, Any]) -> str:
    """The picture of an event. What is to be done is in the Media table; the event only says when to look there."""
    match event:
        case {"detail-type": "Object Created", "detail": {"object": {"key": str(key)}}}:
            try:
                id, _ = parse_original_key(key)
            except ValueError as error:
                raise Malformed(str(error)) from None
            return id
        case {"detail": {"media": str(id)}} | {"media": str(id)}:
            return id
    raise Malformed("The event names no picture.")
