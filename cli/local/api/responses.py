"""Converts a function's result into API Gateway's HTTP response."""

import base64
import binascii
import json
from typing import Any

from starlette.responses import Response


def create_message(status: int, text: str, headers: dict[str, str] | None = None) -> Response:
    """A response of the gateway itself."""
    return Response(json.dumps({"message": text}, separators=(",", ":")), status, headers, "application/json")


def internal_server_error() -> Response:
    """For a function that failed or returned an invalid result."""
    return create_message(500, "Internal Server Error")


def to_response(result: Any) -> Response:
    """The response of a result in payload format 2.0. A result without `statusCode` is a JSON body."""
    if not (isinstance(result, dict) and "statusCode" in result):
        body = result if isinstance(result, str) else json.dumps(result)
        return Response(body, 200, media_type="application/json")
    try:
        status = int(result["statusCode"])
        response = Response(_content(result), status, {str(k): _text(v) for k, v in result.get("headers", {}).items()})
        for cookie in result.get("cookies", []):
            response.headers.append("set-cookie", _text(cookie))
    except (TypeError, ValueError, AttributeError, binascii.Error):
        return internal_server_error()
    if not 100 <= status <= 599:
        return internal_server_error()
    if status not in (204, 304):
        response.headers.setdefault("content-type", "text/plain; charset=utf-8")
    return response


def _content(result: dict[str, Any]) -> bytes:
    body = result.get("body") or ""
    if not isinstance(body, str):
        raise TypeError("a body must be text")
    return base64.b64decode(body, validate=True) if result.get("isBase64Encoded") else body.encode()


def _text(value: Any) -> str:
    if isinstance(value, (dict, list)):
        raise TypeError("a header must be text")
    return str(value).lower() if isinstance(value, bool) else str(value)
