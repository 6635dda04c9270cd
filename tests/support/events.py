"""Events and the context, as Lambda passes them to a handler."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from cli.local.stack import ROOT


class Context:
    """The second argument of a handler."""

    function_name = "test"
    function_version = "$LATEST"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:eu-central-1:123456789012:function:test"
    aws_request_id = "52fdfc07-2182-454f-963f-5f0f9a621d72"

    def get_remaining_time_in_millis(self) -> int:
        """Enough for one record of any stream."""
        return 45_000


def sample_event(path: str) -> dict[str, Any]:
    """An event of `events/`, such as `articles/by-id.json`."""
    event: dict[str, Any] = json.loads((ROOT / "events" / path).read_text())
    return event


def http_event(route: str, *, path: str | None = None, **parts: Any) -> dict[str, Any]:
    """A payload-2.0 event, as API Gateway makes it. `route` is a route key: `GET /v1/articles/{id}`.

    Parts: `params` (path parameters), `query` (raw query string), `headers`, `body` (text, or JSON of anything else),
    `groups` (staff groups: adds the authorizer's claims), `sub`, `name`.
    """
    method, template = route.split(" ")
    params: dict[str, str] = parts.get("params", {})
    raw_path = path or template
    for name, value in params.items():
        raw_path = raw_path.replace(f"{{{name}}}", value)
    body = parts.get("body")
    headers = {
        "host": "news.example",
        "user-agent": "test",
        **({"content-type": "application/json"} if body is not None else {}),
    }
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route,
        "rawPath": raw_path,
        "rawQueryString": parts.get("query", ""),
        "headers": {**headers, **parts.get("headers", {})},
        "requestContext": _request_context(route, method, raw_path),
        "isBase64Encoded": False,
    }
    if params:
        event["pathParameters"] = params
    if event["rawQueryString"]:
        event["queryStringParameters"] = _query_parameters(event["rawQueryString"])
    if body is not None:
        event["body"] = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    if "groups" in parts:
        event["requestContext"]["authorizer"] = {"jwt": {"claims": _claims(parts), "scopes": None}}
    return event


def _request_context(route: str, method: str, path: str) -> dict[str, Any]:
    return {
        "accountId": "123456789012",
        "apiId": "api",
        "domainName": "news.example",
        "http": {
            "method": method,
            "path": path,
            "protocol": "HTTP/1.1",
            "sourceIp": "192.0.2.1",
            "userAgent": "test",
        },
        "requestId": "JKJaXmPLvHcESHA=",
        "routeKey": route,
        "stage": "$default",
        "time": "18/Dec/2025:07:00:00 +0000",
        "timeEpoch": 1766041200000,
    }


def _query_parameters(query: str) -> dict[str, str]:
    """API Gateway joins repeated names by a comma."""
    joined: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _claims(parts: dict[str, Any]) -> dict[str, str]:
    return {
        "sub": parts.get("sub", "7d8f4c1e-0000-4000-8000-000000000001"),
        "username": parts.get("name", "Aziza Karimova"),
        "cognito:groups": f"[{' '.join(parts['groups'])}]",
    }


def build_call(handler: Callable[[Any, Any], Any], context: Any) -> Callable[..., tuple[int, Any, dict[str, str]]]:
    """Calls a handler of staff routes: `call(route, groups=…, params=…, body=…)`. Returns status, body and headers."""

    def call(route: str, *, groups: tuple[str, ...] = ("editor",), **parts: Any) -> tuple[int, Any, dict[str, str]]:
        answer = handler(http_event(route, groups=groups, **parts), context)
        body = json.loads(answer["body"]) if answer.get("body") else None
        return answer["statusCode"], body, answer["headers"]

    return call
