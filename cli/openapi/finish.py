"""What Powertools' documents lack: our errors, HEAD, security, headers of staff answers, one order of all things."""

import json
from typing import Any

from cli.openapi import problems
from cli.openapi.examples import illustrate
from cli.openapi.names import PREFIX
from cli.openapi.request_bodies import body
from cli.openapi.responses import HEADERS, headers
from cli.openapi.tidy import tidy

ORDER = ("tags", "summary", "description", "operationId", "parameters", "requestBody", "responses", "security")
"""Members of an operation, as one reads them."""

METHODS = ("get", "head", "post", "put", "patch", "delete")

STAFF = {
    "staff": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": (
            "ID token of the user pool. (An access token is taken too, but bears no name, and others then see an id "
            "where they would see who changed an article.) `GET /v1` names its issuer and client and, where the "
            "hosted sign-in is on, the address for the authorization code flow with PKCE. "
            "Locally: `gazette token --group editor`."
        ),
    }
}


def finished(document: dict[str, Any]) -> dict[str, Any]:
    schemas: dict[str, Any] = document["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError", "ResponseValidationError"):
        schemas.pop(unused, None)
    schemas.update(problems.SCHEMAS)
    illustrate(schemas)
    versioned = {PREFIX + name for name, schema in schemas.items() if "version" in schema.get("properties", ())}
    paths = {path: _item(path, document["paths"][path], versioned) for path in sorted(document["paths"])}
    components = {
        "schemas": {name: schemas[name] for name in sorted(schemas)},
        "responses": problems.components(),
        "headers": HEADERS,
        "securitySchemes": STAFF,
    }
    first = {key: document[key] for key in ("openapi", "info", "servers", "tags")}
    tidied: dict[str, Any] = tidy({**first, "paths": paths, "components": components})
    return tidied


def _item(path: str, item: dict[str, Any], versioned: set[str]) -> dict[str, Any]:
    whole = {method: _operation(method, path, operation, versioned) for method, operation in item.items()}
    if "get" in whole and not _is_staff(path):
        whole["head"] = _head(whole["get"])
    return {method: whole[method] for method in METHODS if method in whole}


def _operation(method: str, path: str, operation: dict[str, Any], versioned: set[str]) -> dict[str, Any]:
    declared = {int(status): response for status, response in operation["responses"].items()}
    responses = {status: response for status, response in declared.items() if not _powertools_own(response)}
    for status in problems.statuses(path, operation, responses, staff=_is_staff(path)):
        responses.setdefault(status, {})
    written = {
        status: _error(status, response, path) if status >= 400 else _success(status, response, method, versioned)
        for status, response in sorted(responses.items())
    }
    whole = {
        **operation,
        "requestBody": body(method, path, operation),
        "responses": {str(status): response for status, response in written.items()},
        "security": [{"staff": []}] if _is_staff(path) else None,
    }
    return {key: whole[key] for key in ORDER if whole.get(key) is not None}


def _success(status: int, response: dict[str, Any], method: str, versioned: set[str]) -> dict[str, Any]:
    """Headers of a function that is no public read: ETag of versions, Location of what is new, Link of pages."""
    response = {**response, "content": {} if status in (204, 304) else response.get("content", {})}
    if "headers" not in response:
        text = json.dumps(response["content"])
        etag = ("ETag",) if any(f'"{reference}"' in text for reference in versioned) else ()
        location = ("Location",) if (status, method) == (201, "post") else ()
        link = ("Link",) if 'Page"' in text else ()
        response["headers"] = headers("Cache-Control", *etag, *location, *link)
    if response["description"] == "Successful Response":
        response["description"] = "As asked"
    return {key: value for key, value in response.items() if value}


def _error(status: int, response: dict[str, Any], path: str) -> dict[str, Any]:
    """The problem of a status, with a description of its own where the route has one."""
    description = {"description": response["description"]} if "description" in response else {}
    if status in problems.GATEWAY or not problems.explained(path):
        return {"$ref": f"#/components/responses/{problems.name(status)}", **description}
    return problems.either(status, path) | description


def _head(operation: dict[str, Any]) -> dict[str, Any]:
    """HEAD of a GET: the same without a body."""
    return {
        **operation,
        "summary": f"{operation['summary']} (headers only)",
        "description": "As GET, without the body.",
        "operationId": f"{operation['operationId']}_head",
        "responses": {status: _bodiless(response) for status, response in operation["responses"].items()},
    }


def _bodiless(response: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in response:
        response = {**problems.components()[response["$ref"].rpartition("/")[2]], **response}
    return {key: value for key, value in response.items() if key in ("description", "headers")}


def _is_staff(path: str) -> bool:
    return path.startswith("/v1/editorial/")


def _powertools_own(response: dict[str, Any]) -> bool:
    """Powertools describes validation errors in its own form, which `gazette.http.resolver` replaces."""
    return "ValidationError" in json.dumps(response)
