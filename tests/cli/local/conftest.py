"""The small deployment of template.yaml beside this file, in the suite's moto server."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import boto3
import pytest

from cli.local.api.authorizer import JwtAuthorizer
from cli.local.functions import create_functions as make_functions
from cli.local.resources import create_resources
from cli.local.stack import Stack, read_template
from tests.support.aws import ENDPOINT


@pytest.fixture(scope="session")
def small() -> Stack:
    stack = Stack(read_template(Path(__file__).parent / "template.yaml"), name=f"small-{uuid4().hex[:6]}")
    create_resources(stack)
    return stack


@pytest.fixture(scope="session")
def cognito() -> Any:
    return boto3.client("cognito-idp")


@pytest.fixture(scope="session")
def authorizer(small) -> JwtAuthorizer:
    pool = small.physical("Pool")
    issuer = f"https://cognito-idp.{small.region}.amazonaws.com/{pool}"
    return JwtAuthorizer(issuer, [small.physical("Client")], f"{ENDPOINT}/{pool}/.well-known/jwks.json")


@pytest.fixture
def functions(small):
    return make_functions(small)


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes
    cookies: list[str]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def call(app, method: str, target: str, *, headers: dict[str, str] | None = None, body: bytes = b"") -> Reply:
    """One request to an ASGI application."""
    path, _, query = target.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [
            (name.encode(), value.encode()) for name, value in {"host": "127.0.0.1:3000", **(headers or {})}.items()
        ],
        "client": ("192.0.2.7", 50000),
        "server": ("127.0.0.1", 3000),
    }
    sent: list[dict[str, Any]] = []

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        sent.append(message)

    # In a thread of its own: after a browser test this one has a running event loop (Playwright's).
    with ThreadPoolExecutor(1) as executor:
        executor.submit(lambda: asyncio.run(app(scope, receive, send))).result()
    start, *rest = sent
    pairs = [(name.decode(), value.decode()) for name, value in start["headers"]]
    return Reply(
        start["status"],
        dict(pairs),
        b"".join(part.get("body", b"") for part in rest),
        [value for name, value in pairs if name == "set-cookie"],
    )
