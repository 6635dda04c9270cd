"""Errors in the document: their form, and which of them an operation may answer with.

The rules are those of the code that raises them (`gazette.http`): whoever takes a body may find it malformed, whoever
takes parameters refuses unknown ones, and so on. A route's own errors are declared with the route.
"""

from typing import Any

from cli.openapi.responses import headers
from gazette import errors
from gazette.errors import PROBLEM_TYPE, GazetteError

CLASSES: dict[int, type[GazetteError]] = {
    error.status: error
    for error in (
        errors.Malformed,
        errors.Forbidden,
        errors.NotFound,
        errors.MethodNotAllowed,
        errors.Conflict,
        errors.Gone,
        errors.StaleVersion,
        errors.TooLarge,
        errors.UnsupportedMediaType,
        errors.Invalid,
        errors.VersionRequired,
        errors.Failed,
        errors.Unavailable,
    )
}

GATEWAY = {401: "No token, or one that is expired, foreign or forged", 429: "Too many requests; try again in a second"}
"""Statuses that the gateway answers itself, in its own form."""

TEXT = {"type": "string"}
SCHEMAS: dict[str, Any] = {
    "Problem": {
        "type": "object",
        "title": "Problem",
        "description": "A problem document (RFC 9457). Some kinds have members of their own.",
        "required": ["type", "title", "status", "detail", "instance", "request_id"],
        "properties": {
            "type": {**TEXT, "description": "A name that does not change: `urn:gazette:problem:…`"},
            "title": {**TEXT, "description": "What kind of problem it is, for people"},
            "status": {"type": "integer"},
            "detail": {**TEXT, "description": "What is wrong this time"},
            "instance": {**TEXT, "description": "The path that was asked"},
            "request_id": {**TEXT, "description": "What the operator finds it by"},
            "errors": {
                "type": "array",
                "description": "For what is invalid: where, and why",
                "items": {
                    "type": "object",
                    "required": ["pointer", "detail"],
                    "properties": {
                        "pointer": {**TEXT, "description": "`#/title` in the body, `?limit` in the query"},
                        "detail": TEXT,
                    },
                },
            },
            "current": {
                "type": "object",
                "description": "For a stale version: the one that is stored",
                "properties": {"version": {"type": "integer"}, "changed_by": {}, "changed_at": TEXT},
            },
        },
    },
    "GatewayMessage": {
        "type": "object",
        "title": "GatewayMessage",
        "description": "What the gateway itself refuses, in its own form",
        "required": ["message"],
        "properties": {"message": TEXT},
    },
}

HEADERS = {401: "WWW-Authenticate", 405: "Allow", 503: "Retry-After"}


def components() -> dict[str, Any]:
    """One response per status, under the name of its error."""
    found = {name(status): _response(title(status), PROBLEM_TYPE, "Problem") for status in CLASSES}
    for status in GATEWAY:
        found[name(status)] = _response(title(status), "application/json", "GatewayMessage")
    for status, needed in HEADERS.items():
        found[name(status)]["headers"] = headers(needed)
    return {key: found[key] for key in sorted(found)}


def name(status: int) -> str:
    """`NotFound`; those of the gateway by their own names."""
    return {401: "Unauthenticated", 429: "TooManyRequests"}.get(status) or CLASSES[status].__name__


def explained(path: str) -> bool:
    """Whether browsers are told of errors by a page there."""
    return not path.startswith("/v1") or path.startswith("/v1/subscriptions")


def either(status: int, path: str) -> dict[str, Any]:
    """An error as a page; as a problem document too where the address is the API's."""
    response = components()[name(status)]
    documents = response["content"] if path.startswith("/v1") else {}
    return {**response, "content": {**documents, "text/html": {"schema": TEXT}}}


def title(status: int) -> str:
    return GATEWAY.get(status) or CLASSES[status].title


def statuses(path: str, operation: dict[str, Any], responses: dict[int, Any], *, staff: bool) -> set[int]:
    """The errors that an operation may answer with beside those declared with it, as `responses` has them."""
    parameters = {(parameter["in"], parameter["name"].lower()) for parameter in operation.get("parameters", ())}
    takes_body, versioned = "requestBody" in operation, ("header", "if-match") in parameters
    # Pages, and files that pages load, take no notice of unknown query parameters; all else refuses them.
    strict = any("application/json" in response.get("content", ()) for response in responses.values())
    may = {
        400: takes_body or versioned or ("query", "cursor") in parameters,
        401: staff,
        403: staff,
        404: "{" in path,
        409: ("header", "idempotency-key") in parameters,
        412: versioned,
        413: takes_body,
        415: takes_body,
        422: takes_body or strict or any(where == "query" for where, _ in parameters),
        428: versioned,
        429: True,
        500: True,
        503: True,
    }
    return {status for status, so in may.items() if so}


def _response(description: str, media_type: str, schema: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }
