"""Adds the parts that all operations have: errors, HEAD, security, examples of requests, and one order of members."""

from typing import Any

from cli.openapi import problems
from cli.openapi.groups import GROUP_SENTENCES, find_group
from cli.openapi.request_bodies import build_request_body
from cli.openapi.site_values import describe_site_fields, fill_in, load_values
from cli.openapi.tidy import tidy
from cli.openapi.yaml_files import EXAMPLES

ORDER = ("tags", "summary", "description", "operationId", "parameters", "requestBody", "responses", "security")
"""Members of an operation, in the order in which people read them."""

WITH_MANAGE_TOKEN = frozenset(
    f"subscriptions_{name}" for name in ("read_preferences", "change_preferences", "erase", "export", "rotate_token")
)
"""Ids of the operations of subscribers, whose token is in a header."""

WITH_PREVIEW_TOKEN = frozenset({"preview_shared"})
"""Ids of the operations of those who have a link to a draft."""
METHODS = ("get", "head", "post", "put", "patch", "delete")


def complete(document: dict[str, Any], paths: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """The document with these paths and schemas. Raises KeyError for an example without a schema."""
    for name, example in EXAMPLES["requests"].items():
        schemas[name]["examples"] = [example]
    components = document.pop("components")
    schemas = schemas | components["schemas"]
    values = load_values()
    describe_site_fields(schemas, values)
    completed: dict[str, Any] = tidy(
        {
            **document,
            "paths": fill_in({path: _complete_path(path, paths[path]) for path in sorted(paths)}, values),
            "components": {
                "schemas": dict(sorted(schemas.items())),
                "responses": dict(sorted(problems.RESPONSES.items())),
                "headers": components["headers"],
                "securitySchemes": components["securitySchemes"],
            },
        }
    )
    return completed


def _complete_path(path: str, item: dict[str, Any]) -> dict[str, Any]:
    operations = {method: _complete_operation(method, path, operation) for method, operation in item.items()}
    if "get" in operations and not _is_staff(path):
        operations["head"] = _build_head(operations["get"])
    return {method: operations[method] for method in METHODS if method in operations}


def _complete_operation(method: str, path: str, operation: dict[str, Any]) -> dict[str, Any]:
    responses = operation["responses"]
    errors = problems.list_possible_errors(path, operation, staff=_is_staff(path))
    completed = {
        **_name_group(operation, path),
        "requestBody": build_request_body(method, path, operation),
        "responses": {
            str(status): _complete_response(status, responses.get(status, {}), path, operation["tags"])
            for status in sorted({*responses, *errors})
        },
        # For a scheme that is no OAuth2, the list has the roles that a caller needs (OpenAPI 3.1, 4.8.30).
        "security": _build_security(path, operation),
    }
    return {key: completed[key] for key in ORDER if completed.get(key) or key == "security"}


def _build_security(path: str, operation: dict[str, Any]) -> list[dict[str, list[str]]]:
    if operation["operationId"] in WITH_MANAGE_TOKEN:
        return [{"manage": []}]
    if operation["operationId"] in WITH_PREVIEW_TOKEN:
        return [{"preview": []}]
    return [{"staff": [find_group(operation["operationId"])]}] if _is_staff(path) else []


def _name_group(operation: dict[str, Any], path: str) -> dict[str, Any]:
    """The operation, whose description ends with the group that a member of staff needs."""
    if not _is_staff(path):
        return operation
    sentence = GROUP_SENTENCES[find_group(operation["operationId"])]
    return {**operation, "description": f"{operation.get('description') or ''}\n\n{sentence}".strip()}


def _complete_response(status: int, response: dict[str, Any], path: str, tags: list[str]) -> dict[str, Any]:
    """An error response is the problem of its status, with the route's own description if there is one."""
    if status < 400:
        return {key: value for key, value in response.items() if value}
    description = {"description": response["description"]} if response else {}
    return problems.refer_to_error(status, path, tags) | description


def _build_head(operation: dict[str, Any]) -> dict[str, Any]:
    return {
        **operation,
        "summary": f"{operation['summary']} (headers only)",
        "description": "As GET, without the body.",
        "operationId": f"{operation['operationId']}_head",
        "responses": {status: _without_body(response) for status, response in operation["responses"].items()},
    }


def _without_body(response: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in response:
        response = problems.RESPONSES[response["$ref"].rpartition("/")[2]] | response
    return {key: value for key, value in response.items() if key in ("description", "headers")}


def _is_staff(path: str) -> bool:
    return path.startswith("/v1/editorial/") and path != problems.SHARED
