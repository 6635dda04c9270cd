"""HTTP for public reads: a table from route key to function, no framework. What they answer is made by `http.answers`.

A handler is its routes and one line:

    def article(request: Request) -> Answer: …

    handler = dispatch({"GET /v1/articles/{id}": article})

The gateway has matched the route already. HEAD is answered as GET without its body. Errors are raised: those of
`gazette.errors` become problem documents, all others are logged and become a 500. Each request leaves one log line,
which is also its metric: the runtime's JSON format carries `extra` to the line's root, where CloudWatch looks for
`_aws` (embedded metric format). Lean: every public read imports it.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, unquote

from gazette.errors import Failed, GazetteError, Invalid, problem, problem_headers
from gazette.http.responses import HttpResponse, text_response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Route = Callable[["Request"], HttpResponse]
    Explanation = Callable[[Exception, dict[str, Any]], HttpResponse]

RESERVE = 0.3
"""Seconds before the function's own timeout at which an answer must be on its way."""
NAMESPACE, SERVICE = "Gazette", "gazette"
"""As the template names them for Powertools, so that all metrics lie together."""

logger = logging.getLogger("gazette")


class Request:
    """A payload-2.0 event. `path` has the path parameters, percent-decoded; `headers` are in lower case; `deadline`
    is a reading of `time.monotonic()`."""

    __slots__ = ("deadline", "event", "headers", "method", "path")

    def __init__(self, event: dict[str, Any], context: Any) -> None:
        self.event = event
        self.headers: dict[str, str] = event.get("headers") or {}
        self.method: str = event["requestContext"]["http"]["method"]
        self.path = {name: unquote(value) for name, value in (event.get("pathParameters") or {}).items()}
        self.deadline = time.monotonic() + context.get_remaining_time_in_millis() / 1000 - RESERVE

    def query(self, *known: str) -> dict[str, str]:
        """Query parameters by name. Unknown, repeated and empty ones are `Invalid`."""
        given: dict[str, str] = {}
        for name, value in self._pairs():
            if name not in known:
                raise Invalid.at(f"?{name}", "This parameter is not known here.")
            if name in given:
                raise Invalid.at(f"?{name}", "This parameter is given more than once.")
            if not value:
                raise Invalid.at(f"?{name}", "This parameter is empty.")
            given[name] = value
        return given

    def loose_query(self, *known: str) -> dict[str, str]:
        """The first value of each known parameter that has one; for pages and feeds, to whose links mailers append."""
        given: dict[str, str] = {}
        for name, value in self._pairs():
            if name in known and value:
                given.setdefault(name, value)
        return given

    def _pairs(self) -> list[tuple[str, str]]:
        return parse_qsl(self.event.get("rawQueryString", ""), keep_blank_values=True)


def dispatch(
    routes: Mapping[str, Route], explain: Explanation | None = None
) -> Callable[[dict[str, Any], Any], HttpResponse]:
    """The Lambda handler of a table from route key (`GET /v1/…`, or `$default`) to function.

    `explain` answers for an error and its event where a problem document is not what the caller reads.
    """

    def handler(event: dict[str, Any], context: Any) -> HttpResponse:
        started = time.perf_counter()
        trouble: Exception | None = None
        try:
            key = event["routeKey"]
            answer = routes["GET" + key[4:] if key.startswith("HEAD ") else key](Request(event, context))
        except Exception as error:
            trouble = error
            answer = _explained(error, event, explain)
        if event["requestContext"]["http"]["method"] == "HEAD":
            answer["body"], answer["isBase64Encoded"] = "", False
        _log(event, answer["statusCode"], trouble, started)
        return answer

    return handler


def _explained(error: Exception, event: dict[str, Any], explain: Explanation | None) -> HttpResponse:
    """The caller's own explanation of an error; a problem document where there is none, or where that fails too."""
    if explain is not None:
        try:
            return explain(error, event)
        except Exception:
            logger.exception("an error could not be explained")
    return _problem(error, event)


def _problem(error: Exception, event: dict[str, Any]) -> HttpResponse:
    known = error if isinstance(error, GazetteError) else Failed()
    document = problem(known, event["rawPath"], event["requestContext"]["requestId"])
    return text_response(known.status, problem_headers(known), json.dumps(document, ensure_ascii=False))


def _log(event: dict[str, Any], status: int, trouble: Exception | None, started: float) -> None:
    """The request's one line. It has the route, never the path: what a reader looked at is nobody's business."""
    milliseconds = round((time.perf_counter() - started) * 1000, 2)
    failed = status >= 500
    fields = {
        "service": SERVICE,
        "request_id": event["requestContext"]["requestId"],
        "route": event.get("routeKey"),
        "status": status,
        "ReadLatency": milliseconds,
        "ReadFailures": int(failed),
        "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": METRICS},
    }
    if isinstance(trouble, GazetteError):
        fields["code"] = trouble.code
    logger.log(logging.ERROR if failed else logging.INFO, "read", extra=fields, exc_info=trouble if failed else None)


METRICS = [
    {
        "Namespace": NAMESPACE,
        "Dimensions": [["service"]],
        "Metrics": [
            {"Name": "ReadLatency", "Unit": "Milliseconds"},
            {"Name": "ReadFailures", "Unit": "Count"},
        ],
    }
]
