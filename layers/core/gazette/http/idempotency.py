"""`Idempotency-Key` of staff POSTs: a request that is repeated with its key gets the first response, for 24 hours."""

import hashlib
import json
import re
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

RECORD_SECONDS = 24 * 60 * 60
MAX_KEY = 255
"""Characters."""
KEY = r"^[!-~]([ -~]*[!-~])?$"
"""Pattern of a key: printable ASCII. HTTP drops spaces at the ends of a header, so a key has none there."""


class InProgress(Conflict):
    code, title = "in-progress", "The first request with this key is still being carried out"


class PersistenceLayer(DynamoDBPersistenceLayer):
    """Powertools' records, with a put that the SDK may send twice.

    If the response to the first put is lost, the SDK repeats it and finds the record of the same request. Powertools
    would refuse that request as if another one were in progress.
    """

    def _put_record(self, data_record: DataRecord) -> None:
        try:
            super()._put_record(data_record)
        except IdempotencyItemAlreadyExistsError as error:  # no failure: the record is that of this request
            if not _is_own_record(error, data_record):
                raise


def _is_own_record(error: IdempotencyItemAlreadyExistsError, record: DataRecord) -> bool:
    """Whether this request wrote the stored record: the SDK sent the put twice, and the milliseconds are the same."""
    stored, cause = error.old_data_record, error.__cause__
    sent_twice = isinstance(cause, ClientError) and cause.response["ResponseMetadata"].get("RetryAttempts", 0) > 0
    return (
        sent_twice
        and stored is not None
        and stored.status == record.status
        and stored.in_progress_expiry_timestamp == record.in_progress_expiry_timestamp
    )


class IdempotencyMiddleware:
    """Middleware for POST routes. Keys are scoped to principal and route; a failed request releases its key.

    Responses to requests with a key omit the members in `without`, which may be too large for the record.
    """

    def __init__(self, table: str, client: Any, *, without: tuple[str, ...] = ()) -> None:
        self.__name__ = type(self).__name__  # Powertools reads the name of a middleware
        self._without = without
        self._records = PersistenceLayer(table_name=table, boto3_client=client)
        self._config = IdempotencyConfig(
            event_key_jmespath="key",
            payload_validation_jmespath="fingerprint",
            expires_after_seconds=RECORD_SECONDS,
            hash_function="sha256",
        )

    def __call__(self, app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[Any]:
        event = app.current_event.raw_event
        key = event["headers"].get("idempotency-key")
        if key is None or event["requestContext"]["http"]["method"] != "POST":
            return next_middleware(app)
        if len(key) > MAX_KEY or not re.fullmatch(KEY, key):
            raise Invalid.at("Idempotency-Key", f"It has 1 to {MAX_KEY} characters of printable ASCII.")
        try:
            first = self._run_once(app, next_middleware, _identify(event, key))
        except IdempotencyValidationError:
            raise Invalid.at("Idempotency-Key", "This key was used with another body or another If-Match.") from None
        except IdempotencyAlreadyInProgressError:
            raise InProgress(headers={"retry-after": "1"}) from None
        except IdempotencyPersistenceLayerError as error:
            raise Unavailable() from error
        return Response(
            status_code=first["status"], content_type="application/json", headers=first["headers"], body=first["body"]
        )

    def _run_once(
        self, app: APIGatewayHttpResolver, next_middleware: NextMiddleware, identity: dict[str, str]
    ) -> dict[str, Any]:
        """`{status, headers, body}` of the route's response, or of the first response to the same request."""

        def run_route(*, request: dict[str, str]) -> dict[str, Any]:
            response = next_middleware(app)
            body = _serialize_body(response.body, self._without)
            return {"status": response.status_code, "headers": response.headers, "body": body}

        self._config.register_lambda_context(app.lambda_context)
        run_once = idempotent_function(
            run_route,
            data_keyword_argument="request",
            persistence_store=self._records,
            config=self._config,
            key_prefix="post",
        )
        first: dict[str, Any] = run_once(request=identity)
        return first


def _identify(event: dict[str, Any], key: str) -> dict[str, str]:
    """The key of a request's record, and the hash of all else that decides its outcome. POST routes have no query."""
    deciding = (event["headers"].get("if-match"), event.get("body") or "")
    fingerprint = hashlib.sha256(json.dumps(deciding).encode()).hexdigest()
    return {
        "key": "|".join((authenticate(event).id, event["routeKey"], event["rawPath"], key)),
        "fingerprint": fingerprint,
    }


def _serialize_body(body: Any, without: tuple[str, ...]) -> str:
    if isinstance(body, str):
        return body
    if isinstance(body, dict):
        body = {name: value for name, value in body.items() if name not in without}
    return json.dumps(body, ensure_ascii=False)
