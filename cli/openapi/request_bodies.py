"""Request bodies in the media types beside JSON that functions take."""

from typing import Any

JSON, MERGE_PATCH, FORM = "application/json", "application/merge-patch+json", "application/x-www-form-urlencoded"

ONE_CLICK = {
    "description": "What a mail program sends (RFC 8058), or a form; any other body is as good as none",
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
                        "description": "Leave the link's list, or every list, or come back (for 15 minutes)",
                    },
                },
            }
        }
    },
}


def body(method: str, path: str, operation: dict[str, Any]) -> dict[str, Any] | None:
    """The request body of an operation, None where it takes none."""
    if (method, path) == ("post", "/v1/subscriptions/unsubscribe/{token}"):
        return ONE_CLICK
    given: dict[str, Any] | None = operation.get("requestBody")
    other = FORM if path.startswith("/v1/subscriptions") else MERGE_PATCH if method == "patch" else None
    if given is None or other is None:
        return given
    return {**given, "content": {**given["content"], other: given["content"][JSON]}}
