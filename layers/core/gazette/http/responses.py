"""Public responses for caches: an ETag for each encoding, 304, Cache-Control that ends at the next known change."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC
from email.utils import formatdate, parsedate_to_datetime

from gazette import encoding
from gazette.times import parse_timestamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from gazette.http.public import Request

HttpResponse = dict[str, "Any"]
"""A response in API Gateway's payload format 2.0."""

JSON = "application/json"
NO_SNIFFING = {"x-content-type-options": "nosniff"}
STALE_SECONDS = 30
"""A cache may serve a stale response for this time while it fetches a new one."""
REDIRECT_CACHE = (60, 60)
"""(max-age, s-maxage) in seconds."""
REDIRECT_SECONDS = sum(REDIRECT_CACHE) + STALE_SECONDS
"""Age of a redirect in a browser at most: after a shared cache has kept it as long as it may."""
MAX_PLAIN = 4_000_000
"""Bytes of a body that is sent as it is. Lambda refuses a response of more than 6 MB, in which each quotation mark has
an escape."""
FAST_LEVEL = 4
"""gzip level for responses that are compressed at each request."""


def stored_response(
    request: Request,
    *,
    view: str,
    etag: str,
    cache: tuple[int, int],
    last_modified: str | None = None,
    until: float | None = None,
    content_type: str = JSON,
    binary: bool = False,
) -> HttpResponse:
    """Response with a stored view (base64 of gzip, see `encoding.pack_view`), unpacked only for clients without gzip.

    `etag` has no quotes; the content of a `binary` view is no text; `last_modified` is an RFC 3339 time; `cache` is
    (max-age, s-maxage) in seconds; no cache may keep the response after `until` (seconds since 1970).
    """
    gzipped = accepts_gzip(request.headers.get("accept-encoding", ""))
    headers = _cache_headers(etag, cache, last_modified, until, gzipped=gzipped)
    if _is_not_modified(request, etag, last_modified):
        return {"statusCode": 304, "headers": headers}
    headers["content-type"] = content_type
    if gzipped:
        return _gzip_response(headers, view)
    if binary:
        body = encoding.unpack_binary_view(view)
        return {"statusCode": 200, "headers": headers, "body": body, "isBase64Encoded": True}
    return text_response(200, headers, encoding.unpack_view(view))


def file_response(
    request: Request, content: bytes, *, etag: str, cache: tuple[int, int], content_type: str
) -> HttpResponse:
    """Response with a file of a compressed format: every client gets the same bytes.

    The parameters are those of `stored_response`.
    """
    headers = {"etag": f'"{etag}"', "cache-control": cache_control(cache, None)}
    if _is_not_modified(request, etag, None):
        return {"statusCode": 304, "headers": headers}
    headers["content-type"] = content_type
    return {"statusCode": 200, "headers": headers, "body": b64encode(content).decode(), "isBase64Encoded": True}


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
    """Response with a body that was built for this request. The default ETag is that of the body.

    CloudFront compresses it, except a `large` body, which is compressed here; one of more than `MAX_PLAIN` bytes also
    for clients that do not name gzip. The other parameters are those of `stored_response`; `headers` are added.
    """
    etag = etag or encoding.etag(body)
    gzipped = large and (accepts_gzip(request.headers.get("accept-encoding", "")) or _is_too_large(body))
    response_headers = {**_cache_headers(etag, cache, last_modified, until, gzipped=gzipped), **(headers or {})}
    if _is_not_modified(request, etag, last_modified):
        return {"statusCode": 304, "headers": response_headers}
    response_headers["content-type"] = content_type
    if gzipped:
        return _gzip_response(response_headers, encoding.pack_view(body, FAST_LEVEL))
    return text_response(200, response_headers, body)


def redirect(
    request: Request, location: str, body: str, *, content_type: str = JSON, until: float | None = None
) -> HttpResponse:
    """301 to `location`. Caches keep it for a minute only, because the target may move again, and not after `until`."""
    cache = cache_control(REDIRECT_CACHE, until)
    headers = {"location": location, "content-type": content_type, "cache-control": cache}
    return text_response(301, headers, body)


def text_response(status: int, headers: dict[str, str], body: str) -> HttpResponse:
    return {"statusCode": status, "headers": headers, "body": body, "isBase64Encoded": False}


def cache_control(cache: tuple[int, int], until: float | None) -> str:
    """Cache-Control of (max-age, s-maxage), shortened so that no cache keeps the response after `until`."""
    left = max(0, int(until - time.time())) if until is not None else cache[0] + cache[1] + STALE_SECONDS
    max_age, s_maxage = min(cache[0], left), min(cache[1], left)
    value = f"public, max-age={max_age}, s-maxage={s_maxage}"
    stale = min(STALE_SECONDS, left - max(max_age, s_maxage))
    return f"{value}, stale-while-revalidate={stale}" if stale > 0 else value


def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding allows gzip (RFC 9110, 12.5.3): by name or by `*`, with a weight above 0."""
    star = False
    for part in header.lower().split(","):
        coding, _, weight = part.partition(";")
        coding = coding.strip()
        if coding in ("gzip", "x-gzip"):
            return _has_weight(weight)
        if coding == "*":
            star = _has_weight(weight)
    return star


def etag_matches(header: str, etag: str) -> bool:
    """Whether an If-None-Match has the ETag of any encoding, strong or weak, or is `*` (RFC 9110, 13.1.2)."""
    if header.strip() == "*":
        return True
    return any(
        tag.strip().removeprefix("W/") in (f'"{etag}"', f'"{etag}-gz"')  # our ETags contain no comma
        for tag in header.split(",")
    )


def _is_too_large(body: str) -> bool:
    """Whether Lambda would refuse the body unless it is compressed. A character has four bytes at most."""
    return len(body) > MAX_PLAIN / 4 and len(body.encode()) > MAX_PLAIN


def _has_weight(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    return name.strip() != "q" or value.strip().rstrip("0").rstrip(".") not in ("", "0")


def _cache_headers(
    etag: str, cache: tuple[int, int], last_modified: str | None, until: float | None, *, gzipped: bool
) -> dict[str, str]:
    tag = f'"{etag}-gz"' if gzipped else f'"{etag}"'
    headers = {"etag": tag, "cache-control": cache_control(cache, until), "vary": "Accept-Encoding"}
    if last_modified is not None:
        headers["last-modified"] = formatdate(parse_timestamp(last_modified).timestamp(), usegmt=True)
    return headers


def _is_not_modified(request: Request, etag: str, last_modified: str | None) -> bool:
    """Whether the client has this content. If-None-Match overrides If-Modified-Since (RFC 9110, 13.1.3)."""
    if_none_match = request.headers.get("if-none-match")
    if if_none_match is not None:
        return etag_matches(if_none_match, etag)
    if_modified_since = request.headers.get("if-modified-since")
    if if_modified_since is None or last_modified is None:
        return False
    try:
        since = parsedate_to_datetime(if_modified_since)
    except ValueError:
        return False
    return parse_timestamp(last_modified) <= (since if since.tzinfo else since.replace(tzinfo=UTC))


def _gzip_response(headers: dict[str, str], view: str) -> HttpResponse:
    headers["content-encoding"] = "gzip"
    return {"statusCode": 200, "headers": headers, "body": view, "isBase64Encoded": True}
