"""What the functions use of AWS and moto lacks: the state of event source mappings, and the account of SES.

A mapping exists when it is first asked for, and is disabled: moto would run the function in a container by itself. The
local server asks for the state before it polls a queue.
"""

import json
import re
import threading
from collections.abc import Callable, Iterable
from typing import Any

from cli.local.persistence.application import Application, Environ

MAILS_PER_SECOND = 500
_MAPPING = re.compile(r"/2015-03-31/event-source-mappings/([\w-]+)")
_ACCOUNT = {
    "ProductionAccessEnabled": True,
    "SendingEnabled": True,
    "EnforcementStatus": "HEALTHY",
    "SendQuota": {"Max24HourSend": -1, "MaxSendRate": MAILS_PER_SECOND, "SentLast24Hours": 0},
}


class MotoAdditions:
    """A WSGI application: answers these calls, and leaves all others to `application`."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._enabled: dict[str, bool] = {}
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        if path == "/v2/email/account" and method == "GET":
            return _respond(start_response, _ACCOUNT)
        if mapping := _MAPPING.fullmatch(path):
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)) if method == "PUT" else b""
            return _respond(start_response, self._describe(mapping[1], json.loads(body or b"{}")))
        return self._application(environ, start_response)

    def _describe(self, id: str, change: dict[str, Any]) -> dict[str, str]:
        with self._lock:
            enabled = self._enabled[id] = change.get("Enabled", self._enabled.get(id, False))
        return {"UUID": id, "State": "Enabled" if enabled else "Disabled"}


def refuse(_environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The application behind the additions where a separate moto server answers all other calls."""
    start_response("404 Not Found", [("content-type", "application/json")])
    return [b"{}"]


def _respond(start_response: Callable[..., Any], answer: dict[str, Any]) -> Iterable[bytes]:
    body = json.dumps(answer).encode()
    start_response("200 OK", [("content-type", "application/json"), ("content-length", str(len(body)))])
    return [body]
