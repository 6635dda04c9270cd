"""HTTP for public reads: a table from route key to function, and answers that caches understand. No framework.

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
from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import UTC
from email.utils import formatdate, parsedate_to_datetime
from hashlib import sha256
from urllib.parse import parse_qsl, unquote
from zlib import decompress

from gazette.errors import Failed, GazetteError, Invalid, problem, problem_headers
from gazette.times import moment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Route = Callable[["Request"], "Answer"]
    Explanation = Callable[[Exception, dict[str, Any]], "Answer"]

Answer = dict[str, "Any"]
"""A payload-2.0 answer."""

JSON = "application/json"
RESERVE = 0.3
"""Seconds before the function's own timeout at which an answer must be on its way."""
STALE = 30
"""Seconds for which a cache may serve what is stale while it asks anew."""
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
) -> Callable[[dict[str, Any], Any], Answer]:
    """The Lambda handler of a table from route key (`GET /v1/…`, or `$default`) to function.

    `explain` answers for an error and its event where a problem document is not what the caller reads.
    """

    def handler(event: dict[str, Any], context: Any) -> Answer:
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


def stored(
    request: Request,
    *,
    view: str,
    etag: str,
    cache: tuple[int, int],
    last_modified: str | None = None,
    until: float | None = None,
    content_type: str = JSON,
) -> Answer:
    """What was rendered on write: `view` is the base64 text of its gzip, handed on untouched to who accepts that.

    `etag` is without quotes; `last_modified` an RFC 3339 time; `cache` the seconds of `max-age` and `s-maxage`; `until`
    the moment (seconds since 1970) past which nothing may be kept.
    """
    zipped = accepts_gzip(request.headers.get("accept-encoding", ""))
    headers = _headers(f'"{etag}-gz"' if zipped else f'"{etag}"', cache, last_modified, until)
    if _not_modified(request, etag, last_modified):
        return {"statusCode": 304, "headers": headers}
    headers["content-type"] = content_type
    if not zipped:
        return _text(200, headers, decompress(b64decode(view), 31).decode())
    headers["content-encoding"] = "gzip"
    return {"statusCode": 200, "headers": headers, "body": view, "isBase64Encoded": True}


def fresh(
    request: Request,
    body: str,
    *,
    cache: tuple[int, int],
    etag: str | None = None,
    last_modified: str | None = None,
    until: float | None = None,
    content_type: str = JSON,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """What was put together for this request. Its ETag comes from the content where none is given; the rest is as
    in `stored`. It leaves compression to CloudFront."""
    etag = etag or sha256(body.encode()).hexdigest()[:32]
    answer_headers = {**_headers(f'"{etag}"', cache, last_modified, until), **(headers or {})}
    if _not_modified(request, etag, last_modified):
        return {"statusCode": 304, "headers": answer_headers}
    answer_headers["content-type"] = content_type
    return _text(200, answer_headers, body)


def redirect(request: Request, location: str, body: str, *, content_type: str = JSON) -> Answer:
    """301, kept for a minute: an address that moved may move again."""
    headers = {"location": location, "content-type": content_type, "cache-control": cache_control((60, 60), None)}
    return _text(301, headers, body)


def cache_control(cache: tuple[int, int], until: float | None) -> str:
    """`Cache-Control` of (max-age, s-maxage), none of which reaches past `until`."""
    left = max(0, int(until - time.time())) if until is not None else cache[0] + cache[1] + STALE
    max_age, s_maxage = min(cache[0], left), min(cache[1], left)
    value = f"public, max-age={max_age}, s-maxage={s_maxage}"
    stale = min(STALE, left - max(max_age, s_maxage))
    return f"{value}, stale-while-revalidate={stale}" if stale > 0 else value


def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding allows gzip (RFC 9110, 12.5.3): by name, else by `*`, and not with a weight of 0."""
    star = False
    for part in header.lower().split(","):
        coding, _, weight = part.partition(";")
        coding = coding.strip()
        if coding in ("gzip", "x-gzip"):
            return _weighs(weight)
        if coding == "*":
            star = _weighs(weight)
    return star


def matches(header: str, etag: str) -> bool:
    """Whether an If-None-Match names a content, in either encoding, strong or weak, or is `*` (RFC 9110, 13.1.2)."""
    if header.strip() == "*":
        return True
    return any(
        tag.strip().removeprefix("W/") in (f'"{etag}"', f'"{etag}-gz"')  # our own tags have no comma in them
        for tag in header.split(",")
    )


def _weighs(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    return name.strip() != "q" or value.strip().rstrip("0").rstrip(".") not in ("", "0")


def _headers(etag: str, cache: tuple[int, int], last_modified: str | None, until: float | None) -> dict[str, str]:
    headers = {"etag": etag, "cache-control": cache_control(cache, until), "vary": "Accept-Encoding"}
    if last_modified is not None:
        headers["last-modified"] = formatdate(moment(last_modified).timestamp(), usegmt=True)
    return headers


def _not_modified(request: Request, etag: str, last_modified: str | None) -> bool:
    """Whether the client has it already. If-Modified-Since counts only without If-None-Match (RFC 9110, 13.1.3)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return matches(tags, etag)
    since = request.headers.get("if-modified-since")
    if since is None or last_modified is None:
        return False
    try:
        known = parsedate_to_datetime(since)
    except ValueError:
        return False
    return moment(last_modified) <= (known if known.tzinfo else known.replace(tzinfo=UTC))


def _text(status: int, headers: dict[str, str], body: str) -> Answer:
    return {"statusCode": status, "headers": headers, "body": body, "isBase64Encoded": False}


def _explained(error: Exception, event: dict[str, Any], explain: Explanation | None) -> Answer:
    """The caller's own explanation of an error; a problem document where there is none, or where that fails too."""
    if explain is not None:
        try:
            return explain(error, event)
        except Exception:
            logger.exception("an error could not be explained")
    return _problem(error, event)


def _problem(error: Exception, event: dict[str, Any]) -> Answer:
    known = error if isinstance(error, GazetteError) else Failed()
    document = problem(known, event["rawPath"], event["requestContext"]["requestId"])
    return _text(known.status, problem_headers(known), json.dumps(document, ensure_ascii=False))


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
