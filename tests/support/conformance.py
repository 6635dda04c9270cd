"""Sends requests to the real handlers, as the gateway does, and compares the answers with the OpenAPI document."""

import base64
import importlib
import json
import zlib
from typing import Any

from jsonschema import Draft202012Validator

from cli.local.api.routes import Routes
from cli.local.stack import ROOT
from tests.support.aws import STACK
from tests.support.events import Context, http_event

ROUTES = Routes(STACK)
DOCUMENT: dict[str, Any] = json.loads((ROOT / "docs" / "openapi.json").read_text())

FALLBACK_ROUTES = {
    *("$default", "POST /v1/subscriptions/{page+}"),
    *(
        f"{method} {path}"
        for method in ("GET", "HEAD")
        for path in ("/v1/{name}", "/v1/subscriptions", "/v1/subscriptions/{page+}")
    ),
}
"""Routes that are not in the document: they answer programs with 404 or 405, except for damaged unsubscribe links."""

DOCUMENTED_PATHS = {"/v1/articles/{id}/{slug}": "/v1/articles/{lang}/{slug}"}
"""Paths whose variables have better names in the document. The gateway wants one name at one place of all routes."""

UNDOCUMENTED_HEADERS = {
    *("content-type", "content-encoding", "x-content-type-options", "referrer-policy", "x-robots-tag"),
    *("permissions-policy", "cross-origin-opener-policy"),
}

ALWAYS_SENT = {"cache-control", "location", "vary"}
"""Headers that an answer has whenever the document has them. Others depend on it: the end of a list has no Link, and
an autosave no ETag."""


class Api:
    """Checks each request and each answer against the document. `answered` has the route and status of every answer."""

    def __init__(self) -> None:
        self.answered: set[tuple[str, int]] = set()

    def ask(self, method: str, path: str, **parts: Any) -> Any:
        """The decoded body of the answer: a JSON value, or text. For the parameters see `send`."""
        answer = self.send(method, path, **parts)
        text = body(answer)
        return json.loads(text) if text and "json" in headers(answer).get("content-type", "") else text

    def send(self, method: str, path: str, *, status: int = 200, **parts: Any) -> dict[str, Any]:
        """The answer, whose status must be `status`. `parts` are parameters of `http_event`."""
        match = ROUTES.match(method, path)
        assert match
        route, params = match
        event = http_event(f"{method} {path}", **parts)
        event["routeKey"] = event["requestContext"]["routeKey"] = route.key
        if params:
            event["pathParameters"] = params
        answer: dict[str, Any] = handler(route.function)(event, Context())
        assert answer["statusCode"] == status, f"{method} {path}: {body(answer)}"
        self.answered.add((route.key, status))
        if status < 400 and "body" in parts:
            check_request(route.key, event)
        if route.key not in FALLBACK_ROUTES:
            check_answer(route.key, answer)
        return answer


def handler(logical_id: str) -> Any:
    folder = STACK.source["Resources"][logical_id]["Properties"]["CodeUri"].replace("/", ".")
    return importlib.import_module(f"{folder}.handler").handler


def headers(answer: dict[str, Any]) -> dict[str, Any]:
    """By name in lower case, as the gateway sends them; Powertools has some with capitals."""
    return {name.lower(): value for name, value in answer.get("headers", {}).items()}


def body(answer: dict[str, Any]) -> str:
    """The text of the body; bytes that are no text, such as those of a picture, are replaced."""
    text = answer.get("body") or ""
    if not answer.get("isBase64Encoded"):
        return str(text)
    raw = base64.b64decode(text)
    return (zlib.decompress(raw, 31) if headers(answer).get("content-encoding") == "gzip" else raw).decode(
        errors="replace"
    )


def check_request(route: str, event: dict[str, Any]) -> None:
    """Assert that the document has the media type and the form of a body that the function accepted."""
    content = find_operation(route)["requestBody"]["content"]
    media_type = event["headers"]["content-type"]
    assert media_type in content, f"{route} accepts {media_type}"
    if media_type == "application/json":
        errors = list(validator(content[media_type]["schema"]).iter_errors(json.loads(event["body"])))
        assert not errors, f"{route}: {errors[0].json_path}: {errors[0].message}"


def check_answer(route: str, answer: dict[str, Any]) -> None:
    """Assert that the document has the status, the headers, the media type and the form of the body for the route."""
    method, operation = route.partition(" ")[0], find_operation(route)
    status = str(answer["statusCode"])
    assert status in operation["responses"], f"{route}: {status} is not in the document"
    response = dereference(operation["responses"][status])
    sent = headers(answer)
    promised = {name.lower() for name in response.get("headers", {})}
    documented = promised | UNDOCUMENTED_HEADERS
    if int(status) < 400:
        unsent = promised & ALWAYS_SENT - {*sent}
        assert unsent == set(), f"{route} {status}: headers that are not sent"
        assert {*sent} - documented - {"content-security-policy", "cache-control"} == set(), (
            f"{route} {status}: headers"
        )
    text = "" if method == "HEAD" else body(answer)  # the gateway drops it
    if not response.get("content"):
        assert text == "", f"{route} {status} has a body that is not in the document"
        return
    media_type = sent["content-type"].partition(";")[0]
    assert media_type in response["content"], f"{route} {status} is {media_type}"
    if "json" in media_type:
        errors = list(validator(response["content"][media_type]["schema"]).iter_errors(json.loads(text)))
        assert not errors, f"{route} {status}: {errors[0].json_path}: {errors[0].message}"


def find_operation(route: str) -> dict[str, Any]:
    """The operation of a route key of the template."""
    method, _, path = route.partition(" ")
    operation: dict[str, Any] = DOCUMENT["paths"][DOCUMENTED_PATHS.get(path, path)][method.lower()]
    return operation


def dereference(value: dict[str, Any]) -> dict[str, Any]:
    """The component that an object refers to, with the object's own members; an object without a reference itself."""
    if "$ref" not in value:
        return value
    component: Any = DOCUMENT
    for part in value["$ref"].removeprefix("#/").split("/"):
        component = component[part]
    return {**component, **{key: item for key, item in value.items() if key != "$ref"}}


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    """The validator of a part of the document, made once for each part."""
    if id(schema) not in _validators:
        whole = {**schema, "components": STRICT_COMPONENTS}
        made = Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)
        _validators[id(schema)] = (schema, made)  # with the schema, since the id of a collected object comes back
    return _validators[id(schema)][1]


_validators: dict[int, tuple[dict[str, Any], Draft202012Validator]] = {}


def forbid_other_members(value: Any) -> Any:
    """The schema, refusing members that it does not name: a test then fails for each that the document lacks."""
    if isinstance(value, list):
        return [forbid_other_members(item) for item in value]
    if not isinstance(value, dict):
        return value
    value = {key: forbid_other_members(item) for key, item in value.items()}
    is_object = isinstance(value.get("properties"), dict) and "type" in value
    return {"additionalProperties": False, **value} if is_object else value


STRICT_COMPONENTS = {
    "schemas": {
        # By the document, a problem may have more members.
        name: schema if name == "Problem" else forbid_other_members(schema)
        for name, schema in DOCUMENT["components"]["schemas"].items()
    }
}
