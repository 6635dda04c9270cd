"""`Idempotency-Key` on staff POSTs: the same key and body get the first answer again, for 24 hours."""

import hashlib
import json
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer, IdempotencyConfig, idempotent_function
from aws_lambda_powertools.utilities.idempotency.exceptions import (
    IdempotencyAlreadyInProgressError,
    IdempotencyItemAlreadyExistsError,
    IdempotencyPersistenceLayerError,
    IdempotencyValidationError,
)
from aws_lambda_powertools.utilities.idempotency.persistence.datarecord import DataRecord
from botocore.exceptions import ClientError

from gazette.errors import Conflict, Invalid, Unavailable
from gazette.http.auth import authenticate

DAY = 24 * 60 * 60


class InProgress(Conflict):
    code, title = "in-progress", "The first request with this key is still being carried out"


class Records(DynamoDBPersistenceLayer):
    """Powertools' records, which know their own again where the answer to the put was lost and the SDK sent it twice.

    Otherwise the one and only request with a key would be told that another one is in progress.
    """

    def _put_record(self, data_record: DataRecord) -> None:
        try:
            super()._put_record(data_record)
        except IdempotencyItemAlreadyExistsError as taken:
            if not _own(taken, data_record):
                raise


def _own(taken: IdempotencyItemAlreadyExistsError, record: DataRecord) -> bool:
    """Whether what stands there was put by this very request: it was sent twice, and is the same to the millisecond."""
    found, cause = taken.old_data_record, taken.__cause__
    sent_twice = isinstance(cause, ClientError) and cause.response["ResponseMetadata"].get("RetryAttempts", 0) > 0
    return (
        sent_twice
        and found is not None
        and found.status == record.status
        and found.in_progress_expiry_timestamp == record.in_progress_expiry_timestamp
    )


def idempotency(table: str, client: Any, *, without: tuple[str, ...] = ()) -> Any:
    """A middleware for POST routes. Keys are kept per principal and route; a failed try leaves its key free.

    Answers to requests with a key lack the members named in `without`: what is large would not fit beside the key.
    """
    store = Records(table_name=table, boto3_client=client)
    config = IdempotencyConfig(
        event_key_jmespath="key", payload_validation_jmespath="body", expires_after_seconds=DAY, hash_function="sha256"
    )

    def middleware(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[Any]:
        event = app.current_event.raw_event
        key = event["headers"].get("idempotency-key")
        if key is None or event["requestContext"]["http"]["method"] != "POST":
            return next_middleware(app)
        if not 1 <= len(key) <= 255:
            raise Invalid.at("Idempotency-Key", "It has 1 to 255 characters.")

        def once(*, request: dict[str, str]) -> dict[str, Any]:
            response = next_middleware(app)
            return {"status": response.status_code, "headers": response.headers, "body": _text(response.body, without)}

        config.register_lambda_context(app.lambda_context)
        run = idempotent_function(
            once, data_keyword_argument="request", persistence_store=store, config=config, key_prefix="post"
        )
        identity = "|".join((authenticate(event).id, event["routeKey"], event["rawPath"], key))
        body = hashlib.sha256((event.get("body") or "").encode()).hexdigest()
        try:
            first = run(request={"key": identity, "body": body})
        except IdempotencyValidationError:
            raise Invalid.at("Idempotency-Key", "This key was used with another body.") from None
        except IdempotencyAlreadyInProgressError:
            raise InProgress(headers={"retry-after": "1"}) from None
        except IdempotencyPersistenceLayerError as error:
            raise Unavailable() from error
        return Response(
            status_code=first["status"], content_type="application/json", headers=first["headers"], body=first["body"]
        )

    return middleware


def _text(body: Any, without: tuple[str, ...]) -> str:
    if isinstance(body, str):
        return body
    kept = {name: value for name, value in body.items() if name not in without} if isinstance(body, dict) else body
    return json.dumps(kept, ensure_ascii=False)
