"""An HTTP request as the payload-2.0 event that API Gateway makes of it."""

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
"""Media types whose bodies the gateway hands over as text; all others, forms too, arrive base64-encoded."""


@dataclass(frozen=True)
class HttpRequest:
    """What came over the wire: header names in any case, path and query still encoded."""

    method: str
    path: str
    query: str
    headers: list[tuple[str, str]]
    body: bytes
    source_ip: str
    scheme: str = "http"
    protocol: str = "HTTP/1.1"


def request_id() -> str:
    """In the form of the gateway's own: `JKJaXmPLvHcESHA=`."""
    return base64.b64encode(os.urandom(11)).decode()


def event(
    request: HttpRequest,
    route: Route,
    parameters: dict[str, str],
    claims: dict[str, str] | None,
    *,
    at: datetime,
    id: str,
) -> dict[str, Any]:
    """The event of a request that took a route at a time. `claims` are those that the authorizer has checked."""
    headers = _joined((name.lower(), value) for name, value in request.headers)
    cookies = headers.pop("cookie", None)
    host = headers.get("host", "localhost")
    headers.setdefault("content-length", str(len(request.body)))
    headers["x-forwarded-for"] = ",".join(filter(None, (headers.get("x-forwarded-for"), request.source_ip)))
    headers["x-forwarded-proto"] = request.scheme
    headers["x-forwarded-port"] = host.rpartition(":")[2] if ":" in host else "80"
    path = unquote(request.path)
    made: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route.key,
        "rawPath": path,
        "rawQueryString": request.query,
        "headers": headers,
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": "local",
            "domainName": host.partition(":")[0],
            "domainPrefix": "local",
            "http": {
                "method": request.method,
                "path": path,
                "protocol": request.protocol,
                "sourceIp": request.source_ip,
                "userAgent": headers.get("user-agent", ""),
            },
            "requestId": id,
            "routeKey": route.key,
            "stage": "$default",
            "time": at.astimezone(UTC).strftime("%d/%b/%Y:%H:%M:%S +0000"),
            "timeEpoch": int(at.timestamp() * 1000),
        },
        "isBase64Encoded": False,
    }
    if cookies:
        made["cookies"] = [cookie.strip() for cookie in cookies.split(";")]
    if request.query:
        made["queryStringParameters"] = _joined(parse_qsl(request.query, keep_blank_values=True))
    if parameters:
        made["pathParameters"] = parameters
    if claims is not None:
        made["requestContext"]["authorizer"] = {"jwt": {"claims": claims, "scopes": None}}
    if request.body:
        made["body"], made["isBase64Encoded"] = _body(request.body, headers.get("content-type", "text/plain"))
    return made


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Repeated names joined by a comma."""
    joined: dict[str, str] = {}
    for name, value in pairs:
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _body(body: bytes, content_type: str) -> tuple[str, bool]:
    """The body as the event carries it, and whether it is base64."""
    if _TEXT.fullmatch(content_type.partition(";")[0].strip().lower()):
        try:
            return body.decode(), False
        except UnicodeDecodeError:
            pass  # no text after all
    return base64.b64encode(body).decode(), True
