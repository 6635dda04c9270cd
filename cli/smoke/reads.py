"""Public reads at one address: each function once, then one document with and without gzip, as HEAD, and again."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

from cli.checks import Finding, failed, get_document, ok, warning
from cli.http_client import Reply, Site

ARTICLES = "/v1/articles?limit=1"
READS = ("/v1/health", ARTICLES, "/v1/home", "/v1/rates/sources", "/v1/channels", "/")
"""A path of each function that answers public reads."""


def check_reads(site: Site) -> Iterator[Finding]:
    """Read at one address. Changes nothing."""
    for path in READS:
        reply = site.get(path)
        report = ok if reply.status == 200 else failed
        yield report(f"GET {path} → {reply.describe()}")
    path = choose_document(site)
    plain = get_document(site, path, accept_encoding="identity")
    packed = get_document(site, path, accept_encoding="gzip")
    yield check_gzip(path, packed, plain)
    yield check_plain(path, plain)
    yield check_head(path, site.request("HEAD", path, headers={"accept-encoding": "identity"}), plain)
    yield check_not_modified(path, site.get(path, if_none_match=plain.header("etag")))


def choose_document(site: Site) -> str:
    """The path of the newest article; that of the OpenAPI document if nothing is published."""
    articles = get_document(site, ARTICLES).json["items"]
    return f"/v1/articles/{articles[0]['id']}" if articles else "/v1/openapi.json"


def check_gzip(path: str, packed: Reply, plain: Reply) -> Finding:
    """A client that accepts gzip gets the same content, packed."""
    if packed.header("content-encoding") != "gzip":
        return failed(f"GET {path} with gzip → not packed")
    try:
        content = gzip.decompress(packed.body)
    except (OSError, EOFError) as error:
        return failed(f"GET {path} with gzip → the body is no gzip: {error}")
    if content != plain.body:
        # A cache has both forms of a document, each with its own age.
        is_same_version = packed.header("etag").replace('-gz"', '"') == plain.header("etag")
        report = failed if is_same_version else warning
        return report(f"GET {path} with gzip → another content than without; ETag {packed.header('etag')}")
    if "accept-encoding" not in packed.header("vary").lower():
        return failed(f"GET {path} with gzip → no Vary: Accept-Encoding, so a cache may send it to everybody")
    return ok(f"GET {path} with gzip → {len(packed.body):,} bytes{_describe_cache(packed)}")


def check_plain(path: str, plain: Reply) -> Finding:
    """A client without gzip gets readable content with an ETag."""
    if plain.header("content-encoding"):
        return failed(f"GET {path} without gzip → packed as {plain.header('content-encoding')}")
    if not plain.header("etag"):
        return failed(f"GET {path} without gzip → no ETag")
    return ok(f"GET {path} without gzip → {len(plain.body):,} bytes{_describe_cache(plain)}")


def check_head(path: str, head: Reply, plain: Reply) -> Finding:
    """HEAD has the headers of GET and no body. Its Content-Length is that of GET or absent (RFC 9110, 8.6)."""
    if (head.status, head.body, head.header("etag")) != (200, b"", plain.header("etag")):
        return failed(f"HEAD {path} → {head.status}, ETag {head.header('etag') or 'absent'}")
    length = head.header("content-length")
    if length not in ("", str(len(plain.body))):
        return warning(f"HEAD {path} → Content-Length {length}, but GET has {len(plain.body)} bytes")
    return ok(f"HEAD {path} → Content-Length {length or 'absent'}")


def check_not_modified(path: str, again: Reply) -> Finding:
    """Who has the content already is not sent it again."""
    if (again.status, again.body) != (304, b""):
        return failed(f"GET {path} with If-None-Match → {again.describe()}, {len(again.body):,} bytes")
    return ok(f"GET {path} with If-None-Match → 304")


def _describe_cache(reply: Reply) -> str:
    """What CloudFront says about its cache: `, Hit from cloudfront`."""
    cache = reply.header("x-cache")
    return f", {cache}" if cache else ""
