"""Converts an HTTP request into API Gateway's event (payload format 2.0)."""

import base64
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote

from cli.local.api.routes import Route
from cli.local.stack import ACCOUNT

_TEXT = re.compile(r"text/.*|application/(json|javascript|xml)")
"""Media types of bodies that the gateway passes as text. All others, including forms, are base64-encoded."""


@dataclass(frozen=True)
class HttpRequest:
    """A request as received: header names in any case, path and query still encoded."""

    method: str
    path: str
    query: str
    headers: list[tuple[str, str]]
    body: bytes
    source_ip: str
    scheme: str = "http"
    protocol: str = "HTTP/1.1"


def generate_request_id() -> str:
    """An id in the gateway's format: `JKJaXmPLvHcESHA=`."""
    return base64.b64encode(os.urandom(11)).decode()


def to_event(
    request: HttpRequest,
    route: Route,
    parameters: dict[str, str],
    claims: dict[str, str] | None,
    *,
    at: datetime,
    id: str,
) -> dict[str, Any]:
    """The event of a request. `parameters` are those of the path, `claims` those of the checked token."""
    headers = _join_repeated((name.lower(), value) for name, value in request.headers)
    cookies = headers.pop("cookie", None)
    _add_gateway_headers(headers, request)
    body, is_base64 = _encode_body(request.body, headers.get("content-type", "text/plain"))
    query = _join_repeated(parse_qsl(request.query, keep_blank_values=True))
    authorizer = {"authorizer": {"jwt": {"claims": claims, "scopes": None}}} if claims is not None else {}
    return {
        "version": "2.0",
        "routeKey": route.key,
        "rawPath": _decode_path(request.path),
        "rawQueryString": request.query,
        "headers": headers,
        "requestContext": {**_build_context(request, route, headers, at, id), **authorizer},
        **({"cookies": [cookie.strip() for cookie in cookies.split(";")]} if cookies else {}),
        **({"queryStringParameters": query} if request.query else {}),
        **({"pathParameters": parameters} if parameters else {}),
        **({"body": body} if request.body else {}),
        "isBase64Encoded": is_base64,
    }


def _add_gateway_headers(headers: dict[str, str], request: HttpRequest) -> None:
    """Add the headers that the gateway sends with every event."""
    host = _get_host(headers)
    headers.setdefault("content-length", str(len(request.body)))
    headers["x-forwarded-for"] = ",".join(filter(None, (headers.get("x-forwarded-for"), request.source_ip)))
    headers["x-forwarded-proto"] = request.scheme
    headers["x-forwarded-port"] = host.rpartition(":")[2] if ":" in host else "80"


def _build_context(
    request: HttpRequest, route: Route, headers: dict[str, str], at: datetime, id: str
) -> dict[str, Any]:
    """The event's `requestContext`, without an authorizer."""
    return {
        "accountId": ACCOUNT,
        "apiId": "local",
        "domainName": _get_host(headers).partition(":")[0],
        "domainPrefix": "local",
        "http": {
            "method": request.method,
            "path": _decode_path(request.path),
            "protocol": request.protocol,
            "sourceIp": request.source_ip,
            "userAgent": headers.get("user-agent", ""),
        },
        "requestId": id,
        "routeKey": route.key,
        "stage": "$default",
        "time": at.astimezone(UTC).strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "timeEpoch": int(at.timestamp() * 1000),
    }


def _decode_path(path: str) -> str:
    """The gateway decodes a path, and ends it at a `?` that was encoded. The query is not part of the path."""
    return unquote(path).partition("?")[0]


def _get_host(headers: dict[str, str]) -> str:
    return headers.get("host", "localhost")


def _join_repeated(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Join the values of a repeated name by commas."""
    joined: dict[str, str] = {}
    for name, value in pairs:
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _encode_body(body: bytes, content_type: str) -> tuple[str, bool]:
    """(body of the event, whether it is base64). An empty body is not base64."""
    if not body:
        return "", False
    if _TEXT.fullmatch(content_type.partition(";")[0].strip().lower()):
        try:
            return body.decode(), False
        except UnicodeDecodeError:
            pass  # not text
    return base64.b64encode(body).decode(), True
