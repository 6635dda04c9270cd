"""Reads what an unsubscribe request asks for. RFC 8058 lets mailbox providers send any body for one click."""

import base64
from typing import Any
from urllib.parse import parse_qsl

from gazette.http.request_body import FORM

LIST, ALL, UNDO = "list", "all", "undo"
MAX_CHARACTERS = 4096


def read_action(event: dict[str, Any]) -> str:
    """The action of a form on the page: `list`, `all` or `undo`. Every other body, of whatever kind, is `list`."""
    if not event["headers"].get("content-type", "").startswith(FORM):
        return LIST
    body = event.get("body") or ""
    try:
        text = base64.b64decode(body).decode() if event.get("isBase64Encoded") else body
    except ValueError:
        return LIST
    action = dict(parse_qsl(text[:MAX_CHARACTERS])).get("action", LIST)
    return action if action in (ALL, UNDO) else LIST
