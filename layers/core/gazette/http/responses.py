"""Public answers that caches understand: validators for each encoding, 304, and how long what may be kept.

Lean: every public read imports it.
"""

from __future__ import annotations

import time
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import UTC
from email.utils import formatdate, parsedate_to_datetime
from hashlib import sha256
from zlib import compress, decompress

from gazette.times import moment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from gazette.http.public import Request

HttpResponse = dict[str, "Any"]
"""A payload-2.0 answer."""

JSON = "application/json"
NO_SNIFFING = {"x-content-type-options": "nosniff"}
STALE = 30
"""Seconds for which a cache may serve what is stale while it asks anew."""


def stored_response(
    request: Request,
    *,
    view: str,
    etag: str,
    cache: tuple[int, int],
    last_modified: str | None = None,
    until: float | None = None,
    content_type: str = JSON,
) -> HttpResponse:
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
        return text_response(200, headers, decompress(b64decode(view), 31).decode())
    headers["content-encoding"] = "gzip"
    return {"statusCode": 200, "headers": headers, "body": view, "isBase64Encoded": True}


def computed_response(
    request: Request,
    body: str,
    *,
    cache: tuple[int, int],
    etag: str | None = None,
    last_modified: str | None = None,
    until: float | None = None,
    content_type: str = JSON,
    headers: Mapping[str, str] | None = None,
    large: bool = False,
) -> HttpResponse:
    """What was put together for this request. Its ETag comes from the content where none is given; the rest is as
    in `stored`. It leaves compression to CloudFront, but for what is `large`."""
    etag = etag or sha256(body.encode()).hexdigest()[:32]
    zipped = large and accepts_gzip(request.headers.get("accept-encoding", ""))
    tag = f'"{etag}-gz"' if zipped else f'"{etag}"'
    answer_headers = {**_headers(tag, cache, last_modified, until), **(headers or {})}
    if _not_modified(request, etag, last_modified):
        return {"statusCode": 304, "headers": answer_headers}
    answer_headers["content-type"] = content_type
    if not zipped:
        return text_response(200, answer_headers, body)
    answer_headers["content-encoding"] = "gzip"
    packed = b64encode(compress(body.encode(), 4, 31)).decode()
    return {"statusCode": 200, "headers": answer_headers, "body": packed, "isBase64Encoded": True}


def redirect(request: Request, location: str, body: str, *, content_type: str = JSON) -> HttpResponse:
    """301, kept for a minute: an address that moved may move again."""
    headers = {"location": location, "content-type": content_type, "cache-control": cache_control((60, 60), None)}
    return text_response(301, headers, body)


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


def etag_matches(header: str, etag: str) -> bool:
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
        return etag_matches(tags, etag)
    since = request.headers.get("if-modified-since")
    if since is None or last_modified is None:
        return False
    try:
        known = parsedate_to_datetime(since)
    except ValueError:
        return False
    return moment(last_modified) <= (known if known.tzinfo else known.replace(tzinfo=UTC))


def text_response(status: int, headers: dict[str, str], body: str) -> HttpResponse:
    return {"statusCode": status, "headers": headers, "body": body, "isBase64Encoded": False}
