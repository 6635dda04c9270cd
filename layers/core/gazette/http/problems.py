"""Problem documents of functions with Powertools, with pydantic's errors in plain words."""

import json
import os
from typing import Any

from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from botocore.exceptions import ConnectionError

from gazette.aws.transient_errors import is_transient
from gazette.errors import (
    Failed,
    GazetteError,
    Invalid,
    NotFound,
    Unavailable,
    pointer,
    problem_document,
    problem_headers,
)
from gazette.observability import logger

_MESSAGES = {
    "missing": "This is needed.",
    "extra_forbidden": "This is not known here.",
    "string_type": "This must be text.",
    "string_too_short": "At least {min_length} characters are needed.",
    "string_too_long": "At most {max_length} characters are taken.",
    "string_pattern_mismatch": "This is not in the form that is taken here.",
    "too_short": "At least {min_length} are needed.",
    "too_long": "At most {max_length} are taken.",
    "list_type": "This must be a list.",
    "tuple_type": "This must be a list.",
    "set_type": "This must be a list.",
    "dict_type": "This must be an object.",
    "model_type": "This must be an object.",
    "model_attributes_type": "This must be an object.",
    "bool_type": "This must be true or false.",
    "bool_parsing": "This must be true or false.",
    "int_type": "This must be a whole number.",
    "int_parsing": "This must be a whole number.",
    "float_type": "This must be a number.",
    "float_parsing": "This must be a number.",
    "int_parsing_size": "This must be a whole number of fewer digits.",
    "int_from_float": "This must be a whole number.",
    "greater_than_equal": "This must be at least {ge}.",
    "less_than_equal": "This must be at most {le}.",
    "literal_error": "This must be {expected}.",
    "datetime_from_date_parsing": "There is no such time.",
    "datetime_parsing": "There is no such time.",
    "timezone_aware": "A time needs its offset, such as Z or +05:00.",
}
"""Message by type of a pydantic error; the other types keep pydantic's own message."""


def build_problem_parts(error: Exception, event: dict[str, Any]) -> dict[str, Any]:
    """Arguments of Powertools' `Response` for an error of an event. Logs the error."""
    gazette_error = _to_gazette_error(error)
    request = {"request_id": event["requestContext"]["requestId"], "route": event.get("routeKey")}
    if gazette_error.status >= 500:
        logger.error("request failed", exc_info=error, extra=request)
    else:
        logger.info("request refused", extra={**request, "status": gazette_error.status, "code": gazette_error.code})
    document = problem_document(gazette_error, event["rawPath"], event["requestContext"]["requestId"])
    headers = problem_headers(gazette_error, private=True)
    return {
        "status_code": gazette_error.status,
        "content_type": headers.pop("content-type"),
        "headers": headers,
        "body": json.dumps(document, ensure_ascii=False),
    }


def _to_gazette_error(error: Exception) -> GazetteError:
    match error:
        case GazetteError():
            return error
        case RequestValidationError():
            errors = [_describe_error(entry) for entry in error.errors()]
            return Invalid.of(errors, described=5)
        case NotFoundError():
            return NotFound()
        case ConnectionError():
            return Unavailable.without_connection(os.environ)
    return Unavailable() if is_transient(error) else Failed()


def _describe_error(entry: dict[str, Any]) -> dict[str, str]:
    """A pydantic error as {pointer, detail}: a JSON Pointer into the body, or `?name` of a query parameter."""
    return {"pointer": _build_pointer(*(str(part) for part in entry["loc"])), "detail": _build_message(entry)}


def _build_pointer(source: str, *path: str) -> str:
    match source:
        case "query":
            return f"?{'.'.join(path)}"
        case "body":
            return pointer(*path)
    return "/".join([source, *path])


def _build_message(entry: dict[str, Any]) -> str:
    kind, context = entry["type"], entry.get("ctx", {})
    if kind == "value_error":  # a validator of our own
        text = str(context.get("error", "")) or str(entry["msg"]).removeprefix("Value error, ")
        return f"{text[:1].upper()}{text[1:]}."
    if kind in ("too_short", "string_too_short") and context.get("min_length") == 1:
        return "This must not be empty."
    if kind in ("too_short", "too_long") and isinstance(entry.get("input"), str):
        kind = f"string_{kind}"
    try:
        return _MESSAGES[kind].format(**context)
    except KeyError:
        return str(entry["msg"])
