"""Request bodies in the media types beside JSON that functions accept."""

from typing import Any

from gazette.http.request_body import FORM, JSON, MERGE_PATCH

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


def request_body(method: str, path: str, operation: dict[str, Any]) -> dict[str, Any] | None:
    """The request body of an operation with all its media types; None if the operation has none."""
    if (method, path) == ("post", "/v1/subscriptions/unsubscribe/{token}"):
        return ONE_CLICK
    body: dict[str, Any] | None = operation.get("requestBody")
    other = FORM if path.startswith("/v1/subscriptions") else MERGE_PATCH if method == "patch" else None
    if body is None or other is None:
        return body
    return {**body, "content": {**body["content"], other: body["content"][JSON]}}
