"""Requests that go the way of the gateway to the real handlers, and answers held against the document."""

import base64
import importlib
import json
import zlib
from typing import Any
from urllib.parse import unquote

from jsonschema import Draft202012Validator

from cli.local.api.routes import Routes
from cli.local.stack import ROOT
from tests.conftest import STACK, Context, http_event

ROUTES = Routes(STACK)
DOCUMENT: dict[str, Any] = json.loads((ROOT / "docs" / "openapi.json").read_text())

UNDOCUMENTED = {"content-type", "content-encoding", "x-content-type-options", "referrer-policy", "x-robots-tag"}
"""Headers that need no word of their own."""


class Api:
    """`ask` sends a request and returns its answer after a look into the document; `seen` is what was asked for."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, int]] = set()

    def ask(self, method: str, path: str, **parts: Any) -> Any:
        """The decoded body (JSON where it is JSON). Parts are those of `http_event`, and `status` to expect."""
        answer = self.answer(method, path, **parts)
        text = body(answer)
        return json.loads(text) if text and "json" in headers(answer).get("content-type", "") else text

    def answer(self, method: str, path: str, *, status: int = 200, **parts: Any) -> dict[str, Any]:
        found = ROUTES.match(method, path)
        assert found
        route, params = found
        event = http_event(f"{method} {path}", **parts)
        event["routeKey"] = event["requestContext"]["routeKey"] = route.key
        if params:
            event["pathParameters"] = {name: unquote(value) for name, value in params.items()}
        answer: dict[str, Any] = handler(route.function)(event, Context())
        assert answer["statusCode"] == status, body(answer)
        self.seen.add((route.key, status))
        if status < 400 and "body" in parts:
            takes(route.key, event)
        if route.key != "$default" and "{name}" not in route.key:
            conforms(route.key, answer)
        return answer


def handler(logical_id: str) -> Any:
    folder = STACK.source["Resources"][logical_id]["Properties"]["CodeUri"].replace("/", ".")
    return importlib.import_module(f"{folder}.handler").handler


def headers(answer: dict[str, Any]) -> dict[str, Any]:
    """By names in lower case, as the gateway sends them; Powertools writes some in capitals."""
    return {name.lower(): value for name, value in answer.get("headers", {}).items()}


def body(answer: dict[str, Any]) -> str:
    text = answer.get("body") or ""
    if not answer.get("isBase64Encoded"):
        return str(text)
    raw = base64.b64decode(text)
    return (zlib.decompress(raw, 31) if headers(answer).get("content-encoding") == "gzip" else raw).decode()


def takes(route: str, event: dict[str, Any]) -> None:
    """What was sent, and taken, is what the document says one may send."""
    method, _, path = route.partition(" ")
    content = DOCUMENT["paths"][path][method.lower()]["requestBody"]["content"]
    media_type = event["headers"]["content-type"]
    assert media_type in content, f"{route} takes {media_type}"
    if media_type == "application/json":
        errors = list(validator(content[media_type]["schema"]).iter_errors(json.loads(event["body"])))
        assert not errors, f"{route}: {errors[0].json_path}: {errors[0].message}"


def conforms(route: str, answer: dict[str, Any]) -> None:
    """The answer has a status, headers, a media type and a body that the document has for the route."""
    method, _, path = route.partition(" ")
    operation = DOCUMENT["paths"][path][method.lower()]
    status = str(answer["statusCode"])
    assert status in operation["responses"], f"{route}: {status} is not in the document"
    response = resolved(operation["responses"][status])
    given = headers(answer)
    known = {name.lower() for name in response.get("headers", {})} | UNDOCUMENTED
    if int(status) < 400:
        assert {*given} - known - {"content-security-policy", "cache-control"} == set(), f"{route} {status}: headers"
    text = body(answer)
    if not response.get("content"):
        assert text == "", f"{route} {status} has a body that the document does not know"
        return
    media_type = given["content-type"].partition(";")[0]
    assert media_type in response["content"], f"{route} {status} is {media_type}"
    if "json" in media_type:
        errors = list(validator(response["content"][media_type]["schema"]).iter_errors(json.loads(text)))
        assert not errors, f"{route} {status}: {errors[0].json_path}: {errors[0].message}"


def resolved(value: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in value:
        return value
    found: Any = DOCUMENT
    for part in value["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return {**found, **{key: item for key, item in value.items() if key != "$ref"}}


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": CLOSED}, format_checker=Draft202012Validator.FORMAT_CHECKER)


def closed(value: Any) -> Any:
    """Schemas that take no member which they do not name, so that the document can leave none out."""
    if isinstance(value, list):
        return [closed(item) for item in value]
    if not isinstance(value, dict):
        return value
    value = {key: closed(item) for key, item in value.items()}
    return {"additionalProperties": False, **value} if isinstance(value.get("properties"), dict) else value


CLOSED = {
    "schemas": {
        # A problem may have members of its own kind; the document says so.
        name: schema if name == "Problem" else closed(schema)
        for name, schema in DOCUMENT["components"]["schemas"].items()
    }
}
