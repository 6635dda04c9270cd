"""API Gateway's HTTP API as an ASGI application: from a client's request to a function and back."""

import asyncio
import json
import time
from datetime import UTC, datetime
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from cli.local.api import responses
from cli.local.api.authorizer import JwtAuthorizer, Unauthorized
from cli.local.api.requests import HttpRequest, generate_request_id, to_event
from cli.local.api.routes import Route, Routes
from cli.local.functions import Function, FunctionFailed, print_failure

MAX_BODY = 10 * 1024 * 1024
MAX_EVENT = 6 * 1024 * 1024
"""Bytes. Lambda's limit for a whole event as JSON. A larger one gets the same 413."""

MAX_HEAD = 10_240
"""Bytes. Limit for the request line and all headers together."""

TIMEOUT = 30.0
"""Seconds that the gateway waits for a function."""


class Gateway:
    """One API with its routes, functions by logical id and authorizers by name."""

    def __init__(self, routes: Routes, functions: dict[str, Function], authorizers: dict[str, JwtAuthorizer]) -> None:
        self._routes, self._functions, self._authorizers = routes, functions, authorizers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request, started = Request(scope, receive), time.monotonic()
        match = self._routes.match(request.method, _raw_path(request))
        route = match[0].key if match else "-"
        id = generate_request_id()
        try:
            response = await self._answer(request, match, id)
        except ClientDisconnect:
            return
        self._add_cors(request, response)
        response.headers["apigw-requestid"] = id
        await response(scope, receive, send)
        milliseconds = (time.monotonic() - started) * 1000
        # The route and not the path, as in the access log of the template: a path may contain a token.
        print(f"{request.method:<6} {response.status_code} {milliseconds:7.1f} ms  {route}", flush=True)

    async def _answer(self, request: Request, match: tuple[Route, dict[str, str]] | None, id: str) -> Response:
        preflight = self._preflight(request)
        if preflight:
            return preflight
        if _head_size(request) > MAX_HEAD:
            return responses.create_message(431, "Request Header Fields Too Large")
        body = await _read(request)
        if body is None:
            return responses.create_message(413, "Request Entity Too Large")
        if match is None:
            return responses.create_message(404, "Not Found")
        route, parameters = match
        try:
            claims = await self._claims(route, request)
        except Unauthorized as refusal:
            return responses.create_message(401, "Unauthorized", {"www-authenticate": refusal.challenge})
        lambda_event = to_event(_http_request(request, body), route, parameters, claims, at=datetime.now(UTC), id=id)
        if len(json.dumps(lambda_event, ensure_ascii=False).encode()) > MAX_EVENT:
            return responses.create_message(413, "Request Entity Too Large")
        return await self._invoke(route, lambda_event)

    async def _invoke(self, route: Route, lambda_event: dict[str, Any]) -> Response:
        function = self._functions[route.function]
        try:
            result = await asyncio.wait_for(asyncio.wrap_future(function.start(lambda_event)), TIMEOUT)
        except FunctionFailed as failure:
            print_failure(function, failure)
            return responses.internal_server_error()
        except TimeoutError:
            return responses.create_message(503, "Service Unavailable")
        return responses.to_response(result)

    async def _claims(self, route: Route, request: Request) -> dict[str, str] | None:
        if route.authorizer is None:
            return None
        authorizer = self._authorizers[route.authorizer]
        return await asyncio.to_thread(authorizer.claims, request.headers.get("authorization"))

    def _preflight(self, request: Request) -> Response | None:
        """The gateway's own answer to a CORS preflight request; None for other requests."""
        method = request.headers.get("access-control-request-method")
        if not (self._routes.cors and request.method == "OPTIONS" and "origin" in request.headers and method):
            return None
        cors = self._routes.cors
        headers = {
            "access-control-allow-methods": ",".join(cors.get("allowMethods", [])),
            "access-control-allow-headers": ",".join(cors.get("allowHeaders", [])),
            "access-control-max-age": str(cors.get("maxAge", 0)),
        }
        return Response(None, 204, headers if method in cors.get("allowMethods", []) else None)

    def _add_cors(self, request: Request, response: Response) -> None:
        """Set the configured CORS headers on each response to another origin. They replace those of a function."""
        cors, origin = self._routes.cors, request.headers.get("origin")
        allowed = cors.get("allowOrigins", [])
        if not (origin and ("*" in allowed or origin in allowed)):
            return
        response.headers["access-control-allow-origin"] = "*" if "*" in allowed else origin
        if cors.get("exposeHeaders"):
            response.headers["access-control-expose-headers"] = ",".join(cors["exposeHeaders"])


def _raw_path(request: Request) -> str:
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    return raw.decode("latin-1")


def _head_size(request: Request) -> int:
    line = len(request.method) + len(_raw_path(request)) + len(request.scope["query_string"])
    return line + sum(len(name) + len(value) for name, value in request.scope["headers"])


async def _read(request: Request) -> bytes | None:
    """The body; None if it is over the limit. It is read to its end in any case, so that the client gets an answer."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= MAX_BODY:
            chunks.append(chunk)
    return b"".join(chunks) if size <= MAX_BODY else None


def _http_request(request: Request, body: bytes) -> HttpRequest:
    return HttpRequest(
        method=request.method,
        path=_raw_path(request),
        query=request.scope["query_string"].decode("latin-1"),
        headers=[(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.scope["headers"]],
        body=body,
        source_ip=request.client.host if request.client else "127.0.0.1",
        scheme=request.url.scheme,
        protocol=f"HTTP/{request.scope['http_version']}",
    )
