"""HTTP of public reads without a framework: a table from route key to function. `http/responses.py` makes responses.

    def article(request: Request) -> HttpResponse: …

    handler = dispatch({"GET /v1/articles/{id}": article})

The gateway has matched the route already. HEAD runs the GET route; the gateway drops the body and sends its length.
Routes raise errors: those of `gazette.errors` become problem documents, all others become a 500 and are logged with a
traceback. Each request writes one log line, which is also its metric (`embedded_metrics.py`).
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

from gazette.embedded_metrics import build_fields, count_swallowed, declare_metrics, logger
from gazette.errors import Failed, GazetteError, Invalid, problem_document, problem_headers
from gazette.http.header_values import with_printable_headers
from gazette.http.responses import HttpResponse, text_response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Route = Callable[["Request"], HttpResponse]
    ErrorRenderer = Callable[[Exception, dict[str, Any]], HttpResponse]

RESERVE = 0.3
"""Seconds between the deadline of a request and the function's own timeout."""
METRICS = declare_metrics({"ReadLatency": "Milliseconds", "ReadFailures": "Count"})


class Request:
    """A request in API Gateway's payload format 2.0.

    `path` maps the path parameters to their values, which the gateway has percent-decoded: to decode them again would
    make `%` of `%25`. Names of `headers` are in lower case; `deadline` is a reading of `time.monotonic()`.
    """

    __slots__ = ("deadline", "event", "headers", "method", "path")

    def __init__(self, event: dict[str, Any], context: Any) -> None:
        self.event = event
        self.headers: dict[str, str] = event.get("headers") or {}
        self.method: str = event["requestContext"]["http"]["method"]
        self.path: dict[str, str] = event.get("pathParameters") or {}
        self.deadline = time.monotonic() + context.get_remaining_time_in_millis() / 1000 - RESERVE

    def query(self, *names: str) -> dict[str, str]:
        """Query parameters by name. Raises `Invalid` for a parameter that is unknown, repeated or empty."""
        parameters: dict[str, str] = {}
        for name, value in parse_query(self.event):
            if name not in names:
                raise Invalid.at(f"?{name}", "This parameter is not known here.")
            if name in parameters:
                raise Invalid.at(f"?{name}", "This parameter is given more than once.")
            if not value:
                raise Invalid.at(f"?{name}", "This parameter is empty.")
            parameters[name] = value
        return parameters

    def loose_query(self, *names: str) -> dict[str, str]:
        """First value of each known parameter. Others are ignored, because mail programs append parameters to links."""
        parameters: dict[str, str] = {}
        for name, value in parse_query(self.event):
            if name in names and value:
                parameters.setdefault(name, value)
        return parameters


def parse_limit(parameters: Mapping[str, str], default: int = 20, maximum: int = 100) -> int:
    """The parameter `limit` of a list; `default` if it is absent. Raises `Invalid`."""
    text = parameters.get("limit", str(default))
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= maximum):
        raise Invalid.at("?limit", f"It must be a whole number from 1 to {maximum}.")
    return int(text)


def parse_flag(parameters: Mapping[str, str], name: str) -> bool:
    """A query parameter that is `true` or `false`; false if it is absent. Raises `Invalid`."""
    value = parameters.get(name, "false")
    if value not in ("true", "false"):
        raise Invalid.at(f"?{name}", "It must be true or false.")
    return value == "true"


def parse_query(event: dict[str, Any]) -> list[tuple[str, str]]:
    """Names and values of the query in their order, percent-decoded. Empty and repeated parameters are included."""
    return parse_qsl(event.get("rawQueryString", ""), keep_blank_values=True)


def wants_page(headers: Mapping[str, str]) -> bool:
    """Whether a browser asks: browsers name HTML in Accept, and programs do not."""
    return "text/html" in headers.get("accept", "").lower()


def dispatch(
    routes: Mapping[str, Route], render_error: ErrorRenderer | None = None
) -> Callable[[dict[str, Any], Any], HttpResponse]:
    """Lambda handler for a table from route key (`GET /v1/…`, or `$default`) to function.

    `render_error` makes the response to an error of an event, if clients expect something else than a problem document.
    """

    def handler(event: dict[str, Any], context: Any) -> HttpResponse:
        started = time.perf_counter()
        raised: Exception | None = None
        try:
            key = event["routeKey"]
            response = routes["GET" + key[4:] if key.startswith("HEAD ") else key](Request(event, context))
        except Exception as error:
            raised = error
            response = _error_response(error, event, render_error)
        _log(event, response["statusCode"], raised, started)
        return with_printable_headers(response)

    return handler


def _error_response(error: Exception, event: dict[str, Any], render_error: ErrorRenderer | None) -> HttpResponse:
    """Response of `render_error`; a problem document if there is no such function or if it fails."""
    if render_error is not None:
        try:
            return render_error(error, event)
        except Exception as failure:
            count_swallowed("error-page", failure, route=event.get("routeKey"))
    return problem_response(error, event)


def problem_response(error: Exception, event: dict[str, Any]) -> HttpResponse:
    """The problem document of an error. Errors that are not Gazette's own are a 500."""
    gazette_error = error if isinstance(error, GazetteError) else Failed()
    document = problem_document(gazette_error, event["rawPath"], event["requestContext"]["requestId"])
    return text_response(gazette_error.status, problem_headers(gazette_error), json.dumps(document, ensure_ascii=False))


def _log(event: dict[str, Any], status: int, error: Exception | None, started: float) -> None:
    """Write the log line of a request. It has the route and never the path, which would show what a person read."""
    milliseconds = round((time.perf_counter() - started) * 1000, 2)
    failed = status >= 500
    fields = {
        "request_id": event["requestContext"]["requestId"],
        "route": event.get("routeKey"),
        "status": status,
        **build_fields(METRICS, {"ReadLatency": milliseconds, "ReadFailures": int(failed)}),
    }
    if isinstance(error, GazetteError):
        fields["code"] = error.code
    logger.log(logging.ERROR if failed else logging.INFO, "read", extra=fields, exc_info=error if failed else None)
