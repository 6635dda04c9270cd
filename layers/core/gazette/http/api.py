"""HTTP for functions that write or are called by staff: Powertools' resolver with our errors and our checks of a body.

A handler is its routes and one line:

    app = resolver()

    @app.post("/v1/…")
    def create(draft: Draft) -> …: …

    handler = serve(app)
"""

import base64
import binascii
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import BotoCoreError, ClientError

from gazette.errors import (
    Failed,
    GazetteError,
    Invalid,
    Malformed,
    NotFound,
    TooLarge,
    Unavailable,
    UnsupportedMediaType,
    problem,
    problem_headers,
)
from gazette.observability import logger

Handler = Callable[[dict[str, Any], LambdaContext], dict[str, Any]]

JSON, MERGE_PATCH, FORM = "application/json", "application/merge-patch+json", "application/x-www-form-urlencoded"

_BUSY = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "TransactionConflictException",
        "TransactionInProgressException",
        "InternalServerError",
        "ServiceUnavailable",
    }
)


def resolver(*, pages: tuple[str, ...] = ()) -> APIGatewayHttpResolver:
    """Powertools' resolver: validation by signature, every error as problem+json, unknown query parameters refused.

    Addresses that stand in letters, whose query mailers append to, are the route keys in `pages`: they ignore it.
    """
    app = APIGatewayHttpResolver(enable_validation=True, response_validation_error_http_code=500)

    def strict_query(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[Any]:
        if app.current_event.raw_event["routeKey"].replace("HEAD ", "GET ") not in pages:
            _check_query(app)
        return next_middleware(app)

    app.use([strict_query])

    def mapped(error: Exception) -> Response[str]:
        return Response(**_problem_parts(error, app.current_event.raw_event))

    app.exception_handler([Exception])(mapped)
    return app


def answer(
    body: Any,
    status: int = 200,
    *,
    etag: str | None = None,
    location: str | None = None,
    cache: str = "private, no-store",
) -> Response[Any]:
    """An answer of a staff route: never kept by a cache, `etag` quoted here."""
    headers = {"cache-control": cache}
    if etag is not None:
        headers["etag"] = f'"{etag}"'
    if location is not None:
        headers["location"] = location
    # Without a media type Powertools leaves an empty body alone; as JSON it would be `null`.
    return Response(status_code=status, content_type=JSON if body is not None else None, body=body, headers=headers)


def serve(
    app: APIGatewayHttpResolver,
    *,
    max_body: int = 1_000_000,
    media_types: tuple[str, ...] = (JSON, MERGE_PATCH),
    form_lists: tuple[str, ...] = (),
    unread: tuple[str, ...] = (),
) -> Handler:
    """The Lambda handler of an app. Bodies over `max_body` bytes are 413, other media types 415, broken JSON 400.

    Where forms are among the media types, a form becomes the JSON that a client would have sent in its place;
    `form_lists` names its fields that may be repeated. Bodies of the route keys in `unread` may be anything. HEAD is
    answered as GET, without the body.
    """

    def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        try:
            if event["routeKey"] not in unread:
                _check_body(event, max_body, media_types, form_lists)
            if event["requestContext"]["http"]["method"] == "HEAD":
                return {**app.resolve(_as_get(event), context), "body": "", "isBase64Encoded": False}
            return app.resolve(event, context)
        except Exception as error:
            parts = _problem_parts(error, event)
            return {
                "statusCode": parts["status_code"],
                "headers": {**parts["headers"], "content-type": parts["content_type"]},
                "body": parts["body"],
                "isBase64Encoded": False,
            }

    return handler


def _as_get(event: dict[str, Any]) -> dict[str, Any]:
    context = event["requestContext"]
    return {**event, "requestContext": {**context, "http": {**context["http"], "method": "GET"}}}


def _check_body(
    event: dict[str, Any], max_body: int, media_types: tuple[str, ...], form_lists: tuple[str, ...]
) -> None:
    """Read the body as far as any route needs it read; leave it as plain JSON text in the event."""
    body = event.get("body")
    if not body:
        return
    headers = event["headers"]
    media_type = headers.get("content-type", JSON).partition(";")[0].strip().lower()
    if media_type not in media_types:
        raise UnsupportedMediaType(f"This takes {' or '.join(media_types)}.")
    try:
        raw = base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode()
        if len(raw) > max_body:
            raise TooLarge(f"At most {max_body} bytes are taken here.")
        text = raw.decode()
        if media_type == FORM:
            text = json.dumps(_form_fields(text, form_lists))
        json.loads(text, parse_constant=_no_constant)
    except (binascii.Error, UnicodeDecodeError, UnicodeEncodeError):
        raise Malformed("The body is not UTF-8 text.") from None
    except json.JSONDecodeError as error:
        raise Malformed(f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.") from None
    except RecursionError:
        raise Malformed("The body is nested too deeply.") from None
    event["body"], event["isBase64Encoded"] = text, False
    # Powertools reads JSON under this name only; a merge patch is JSON (RFC 7396).
    headers["content-type"] = JSON


def _form_fields(text: str, lists: tuple[str, ...]) -> dict[str, Any]:
    """The fields of an urlencoded form. One that is repeated, and not in `lists`, is as wrong as an unknown one."""
    fields: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        if name in lists:
            fields.setdefault(name, []).append(value)
        elif name in fields:
            raise Invalid.at(f"#/{name}", "This field is given more than once.")
        else:
            fields[name] = value
    return fields


def _no_constant(name: str) -> None:
    raise Malformed(f"The body is not JSON: {name} is not a JSON value.")


def _check_query(app: APIGatewayHttpResolver) -> None:
    route = app.context["_route"]
    given = [
        name for name, _ in parse_qsl(app.current_event.raw_event.get("rawQueryString", ""), keep_blank_values=True)
    ]
    declared = {field.alias for field in route.dependant.query_params} if given else set()
    for name in given:
        if name not in declared:
            raise Invalid.at(f"?{name}", "This parameter is not known here.")
        if given.count(name) > 1:
            raise Invalid.at(f"?{name}", "This parameter is given more than once.")


def _problem_parts(error: Exception, event: dict[str, Any]) -> dict[str, Any]:
    known = _as_gazette_error(error)
    asked = {"request_id": event["requestContext"]["requestId"], "route": event.get("routeKey")}
    if known.status >= 500:
        logger.error("request failed", exc_info=error, extra=asked)
    else:
        logger.info("request refused", extra={**asked, "status": known.status, "code": known.code})
    document = problem(known, event["rawPath"], event["requestContext"]["requestId"])
    headers = problem_headers(known)
    return {
        "status_code": known.status,
        "content_type": headers.pop("content-type"),
        "headers": headers,
        "body": json.dumps(document, ensure_ascii=False),
    }


def _as_gazette_error(error: Exception) -> GazetteError:
    match error:
        case GazetteError():
            return error
        case RequestValidationError():
            errors = [_validation_error(entry) for entry in error.errors()]
            return Invalid("; ".join(f"{entry['pointer']}: {entry['detail']}" for entry in errors[:5]), errors=errors)
        case NotFoundError():
            return NotFound()
        case ClientError() if error.response["Error"]["Code"] in _BUSY:
            return Unavailable()
        case BotoCoreError():
            return Unavailable()
    return Failed()


def _validation_error(entry: dict[str, Any]) -> dict[str, str]:
    """One error of pydantic as a JSON Pointer into the body, or `?name` of a query parameter."""
    where, *path = (str(part) for part in entry["loc"])
    pointer = (
        f"?{'.'.join(path)}"
        if where == "query"
        else "#/" + "/".join(path)
        if where == "body"
        else "/".join([where, *path])
    )
    return {"pointer": pointer, "detail": entry["msg"]}
