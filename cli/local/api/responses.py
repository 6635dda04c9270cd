"""Converts a function's result into API Gateway's HTTP response."""

import base64
import binascii
import json
import re
from typing import Any

from starlette.responses import Response

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_WITHOUT_BODY = (204, 304)
_OF_THE_CONNECTION = frozenset({"connection", "content-length", "keep-alive", "transfer-encoding", "upgrade"})
"""The gateway sets these itself. It drops those of a function."""


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
        status, content = _status(result), _content(result)
        response = Response(content if status not in _WITHOUT_BODY else b"", status)
        for name, value in (result.get("headers") or {}).items():
            if _check_name(name) not in _OF_THE_CONNECTION:
                response.headers[name] = _text(value)
        for cookie in result.get("cookies") or []:
            response.headers.append("set-cookie", _text(cookie))
    except (TypeError, ValueError, AttributeError, binascii.Error):
        return internal_server_error()
    if status not in _WITHOUT_BODY:
        response.headers.setdefault("content-type", "text/plain; charset=utf-8")
    return response


def _status(result: dict[str, Any]) -> int:
    status = int(result["statusCode"])
    if isinstance(result["statusCode"], (bool, float)) or not 200 <= status <= 599:
        raise ValueError(f"{result['statusCode']} is no status of a response")
    return status


def _content(result: dict[str, Any]) -> bytes:
    body = result.get("body") or ""
    if not isinstance(body, str):
        raise TypeError("a body must be text")
    return base64.b64decode(body, validate=True) if result.get("isBase64Encoded") else body.encode()


def _check_name(name: str) -> str:
    """The name of a header in lower case. Raises ValueError for what HTTP has no place for."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a header")
    return name.lower()


def _text(value: Any) -> str:
    """The value of a header. Raises ValueError for a line break, which would begin another header."""
    if isinstance(value, (dict, list)):
        raise TypeError("a header must be text")
    text = str(value).lower() if isinstance(value, bool) else str(value).strip(" \t")
    if _CONTROL.search(text):
        raise ValueError(f"{text!r} has control characters")
    return text
