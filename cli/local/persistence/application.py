"""The emulator as a WSGI application that answers after its changes are on disk."""

from __future__ import annotations

import io
import sqlite3
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cli.local.persistence.keeper import Keeper

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class KeptApplication:
    """Saves what each request changed. If that fails, the client gets an error instead of the answer."""

    def __init__(self, application: Application, keeper: Keeper) -> None:
        self._application, self._keeper = application, keeper

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        start: list[Any] = []

        def handle() -> list[bytes]:
            return list(self._application(environ, lambda *arguments: start.append(arguments)))

        target, method = environ.get("HTTP_X_AMZ_TARGET", ""), environ["REQUEST_METHOD"]
        operation = target.rpartition(".")[2] or ("Get" if method in ("GET", "HEAD") else method)
        try:
            if target.startswith("DynamoDB"):
                body = self._keeper.save_tables(operation, _read_body(environ), handle)
            else:
                path = "" if target else str(environ["RAW_URI"]).partition("?")[0]
                body = self._keeper.save_services(operation, path, handle)
        except sqlite3.Error as error:
            print(f"gazette: {self._keeper.name} cannot be written ({error}): {operation} failed", file=sys.stderr)
            start_response("500 Internal Server Error", [("Content-Type", "application/x-amz-json-1.0")])
            return [b'{"__type": "InternalServerError", "message": "the data folder cannot be written"}']
        start_response(*start[0])
        return body


def _read_body(environ: Environ) -> bytes:
    """The body, which stays readable for the application."""
    body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return body
