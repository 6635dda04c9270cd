"""A function's result as the HTTP response that API Gateway makes of it."""

import base64
import binascii
import json
from typing import Any

from starlette.responses import Response


def message(status: int, text: str, headers: dict[str, str] | None = None) -> Response:
    """An answer of the gateway itself."""
    return Response(json.dumps({"message": text}, separators=(",", ":")), status, headers, "application/json")


def broken() -> Response:
    """What the gateway says of a function that failed, or of an answer that it cannot read."""
    return message(500, "Internal Server Error")


def response(result: Any) -> Response:
    """A result of payload format 2.0. Without `statusCode` the gateway takes the whole of it as a JSON body."""
    if not (isinstance(result, dict) and "statusCode" in result):
        body = result if isinstance(result, str) else json.dumps(result)
        return Response(body, 200, media_type="application/json")
    try:
        status = int(result["statusCode"])
        made = Response(_content(result), status, {str(k): _text(v) for k, v in result.get("headers", {}).items()})
        for cookie in result.get("cookies", []):
            made.headers.append("set-cookie", _text(cookie))
    except (TypeError, ValueError, AttributeError, binascii.Error):
        return broken()
    if not 100 <= status <= 599:
        return broken()
    if status not in (204, 304):
        made.headers.setdefault("content-type", "text/plain; charset=utf-8")
    return made


def _content(result: dict[str, Any]) -> bytes:
    body = result.get("body") or ""
    if not isinstance(body, str):
        raise TypeError("a body is text")
    return base64.b64decode(body, validate=True) if result.get("isBase64Encoded") else body.encode()


def _text(value: Any) -> str:
    if isinstance(value, (dict, list)):
        raise TypeError("a header is text")
    return str(value).lower() if isinstance(value, bool) else str(value)
