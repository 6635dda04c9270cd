"""Errors in the document: the form of each, and the errors of each operation.

The rules follow the code that raises the errors (`gazette.http`): a body may be malformed, an unknown parameter is
refused, and so on. A route declares only its own errors.
"""

from collections.abc import Collection
from typing import Any

from cli.openapi.references import refer_to_headers, refer_to_schema
from gazette import errors
from gazette.errors import PROBLEM_TYPE, GazetteError
from gazette.http.request_body import JSON
from gazette.http.staff_parameters import REQUIRED

SHARED = "/v1/editorial/preview"
"""The path for people without an account, whose token a function checks and not the gateway."""

GATEWAY = {
    431: ("TooLongHead", "The request line and the headers have more than 10 kB"),
    401: ("Unauthenticated", "No valid token"),
    429: ("TooManyRequests", "Too many requests; try again in a second"),
}
"""Name and description of errors that the gateway itself sends, in its own form."""

ERRORS = {
    error.status: (error.__name__, error.title)
    for error in vars(errors).values()
    if isinstance(error, type) and issubclass(error, GazetteError)
} | GATEWAY

HEADERS_BY_STATUS = {401: "WWW-Authenticate", 405: "Allow", 503: "Retry-After"}


def _build_response(status: int, description: str) -> dict[str, Any]:
    media_type, schema = (JSON, "GatewayMessage") if status in GATEWAY else (PROBLEM_TYPE, "Problem")
    content = {media_type: {"schema": refer_to_schema(schema)}}
    sent = {"headers": refer_to_headers(HEADERS_BY_STATUS[status])} if status in HEADERS_BY_STATUS else {}
    return {"description": description, "content": content, **sent}


RESPONSES = {name: _build_response(status, description) for status, (name, description) in ERRORS.items()}
"""One response per status, by the name of its error."""


def refer_to_error(status: int, path: str, tags: Collection[str]) -> dict[str, Any]:
    """A reference to the problem. The site sends a page instead of a problem, subscriptions send either."""
    name, _ = ERRORS[status]
    is_page, is_either = "Site" in tags, path.startswith("/v1/subscriptions")
    is_gateways = status in GATEWAY and not (is_either and status == 401)
    if status == 401 and path == SHARED:
        return RESPONSES[name] | {"content": {PROBLEM_TYPE: {"schema": refer_to_schema("Problem")}}}
    if is_gateways or not (is_page or is_either):
        return {"$ref": f"#/components/responses/{name}"}
    problem = {PROBLEM_TYPE: {"schema": refer_to_schema("Problem")}} if is_either else {}
    return RESPONSES[name] | {"content": {**problem, "text/html": {"schema": {"type": "string"}}}}


def _is_required(operation: dict[str, Any], header: str) -> bool:
    """Whether the route refuses a request without the header; see `gazette.http.staff_parameters`."""
    return any(
        parameter["name"].lower() == header and REQUIRED in parameter["schema"]
        for parameter in operation.get("parameters", ())
    )


def list_possible_errors(path: str, operation: dict[str, Any], *, staff: bool) -> set[int]:
    """Statuses of the errors that an operation may send, beside those that its route declares."""
    parameters = {(parameter["in"], parameter["name"].lower()) for parameter in operation.get("parameters", ())}
    takes_body, versioned = "requestBody" in operation, ("header", "if-match") in parameters
    # Pages, files that pages load, and feeds ignore unknown query parameters; all other routes refuse them.
    strict = any(JSON in response.get("content", ()) for response in operation["responses"].values())
    is_lenient = "Feeds" in operation["tags"]
    conditions = {
        400: takes_body or versioned or ("query", "cursor") in parameters,
        401: staff,
        403: staff,
        404: "{" in path,
        409: ("header", "idempotency-key") in parameters,
        412: versioned,
        413: takes_body,
        415: takes_body,
        422: takes_body or strict or any(place == "query" and not is_lenient for place, _ in parameters),
        428: _is_required(operation, "if-match"),
        429: True,
        431: True,
        500: True,
        503: True,
    }
    return {status for status, applies in conditions.items() if applies}
