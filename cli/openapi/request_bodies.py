"""Request bodies in all media types that functions accept."""

from typing import Any

from cli.openapi.references import SCHEMAS
from gazette.http.request_body import FORM, JSON, MERGE_PATCH
from gazette.subscriptions.public.paths import SIGN_UP_PATH

ONE_CLICK = {
    "description": "The body that mail programs send (RFC 8058), or a form; any other body counts as none",
    "content": {
        FORM: {
            "schema": {
                "type": "object",
                "properties": {
                    "List-Unsubscribe": {"type": "string", "examples": ["One-Click"]},
                    "action": {
                        "type": "string",
                        "enum": ["list", "all", "undo"],
                        "default": "list",
                        "description": "Leave the link's list, leave every list, or undo (within 15 minutes)",
                    },
                },
            }
        }
    },
}


LISTS_OF_A_FORM = {"required": ["lists"]}
"""A browser sends nothing for a list without a choice, so a form without lists chose none. JSON gets the default."""


def build_request_body(method: str, path: str, operation: dict[str, Any]) -> dict[str, Any] | None:
    """The request body of an operation in all its media types; None if the operation takes no body."""
    if (method, path) == ("post", "/v1/subscriptions/unsubscribe/{token}"):
        return ONE_CLICK
    body: dict[str, Any] | None = operation.get("requestBody")
    if body is None:
        return None
    content = {"schema": _with_title_of_model(body["content"][JSON]["schema"])}
    other = MERGE_PATCH if method == "patch" else FORM if path.startswith("/v1/subscriptions") else None
    described = {JSON: content} | ({other: content} if other else {})
    if path == SIGN_UP_PATH:
        described[FORM] = {"schema": {"allOf": [content["schema"], LISTS_OF_A_FORM]}}
    return {**body, "content": described}


def _with_title_of_model(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with its model's name as title: for an optional body, Powertools writes the name of the parameter."""
    if "title" not in schema:
        return schema
    return {**schema, "title": schema["anyOf"][0]["$ref"].removeprefix(SCHEMAS)}
