"""Any exception of a function that writes as a problem document, and pydantic's findings in words for people."""

import json
from typing import Any

from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from botocore.exceptions import BotoCoreError, ClientError

from gazette.errors import Failed, GazetteError, Invalid, NotFound, Unavailable, pointer, problem, problem_headers
from gazette.observability import logger

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

_WORDS = {
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
    "int_parsing_size": "This must be a whole number of fewer digits.",
    "int_from_float": "This must be a whole number.",
    "greater_than_equal": "This must be at least {ge}.",
    "less_than_equal": "This must be at most {le}.",
    "literal_error": "This must be {expected}.",
    "datetime_from_date_parsing": "There is no such time.",
    "datetime_parsing": "There is no such time.",
    "timezone_aware": "A time needs its offset, such as Z or +05:00.",
}
"""What is said for a type of pydantic's errors; for any other, pydantic's own words."""


def problem_parts(error: Exception, event: dict[str, Any]) -> dict[str, Any]:
    """Status, media type, headers and body of the answer to an error; logged here."""
    known = _as_gazette_error(error)
    asked = {"request_id": event["requestContext"]["requestId"], "route": event.get("routeKey")}
    if known.status >= 500:
        logger.error("request failed", exc_info=error, extra=asked)
    else:
        logger.info("request refused", extra={**asked, "status": known.status, "code": known.code})
    document = problem(known, event["rawPath"], event["requestContext"]["requestId"])
    headers = problem_headers(known, private=True)
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
    place = (
        f"?{'.'.join(path)}" if where == "query" else pointer(*path) if where == "body" else "/".join([where, *path])
    )
    return {"pointer": place, "detail": _words(entry)}


def _words(entry: dict[str, Any]) -> str:
    kind, context = entry["type"], entry.get("ctx", {})
    if kind == "value_error":  # a validator of our own
        text = str(context.get("error", "")) or str(entry["msg"]).removeprefix("Value error, ")
        return f"{text[:1].upper()}{text[1:]}."
    if kind == "too_long" and isinstance(entry.get("input"), str):
        kind = "string_too_long"
    try:
        return _WORDS[kind].format(**context)
    except KeyError:
        return str(entry["msg"])
