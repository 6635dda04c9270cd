"""moto's server, with two repairs.

It handles one DynamoDB request at a time: moto undoes a failed transaction by restoring the earlier items, and would
overwrite what another request wrote meanwhile. AWS never loses such a write.

It forgets old stream iterators: moto keeps every one.
"""

import socket
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

from moto.dynamodbstreams.models import dynamodbstreams_backends
from moto.moto_server.threaded_moto_server import ThreadedMotoServer
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

from cli.local.moto_serialization import patch_serialization
from cli.local.moto_transactions import patch_transactions

MAX_ITERATORS = 100
"""Per region. Readers use an iterator once, at once."""


class SerializedMotoServer(ThreadedMotoServer):
    """Serves a socket that listens already. Stop it with `stop()`."""

    def __init__(self, listener: socket.socket) -> None:
        host, port = listener.getsockname()
        super().__init__(ip_address=host, port=port, verbose=False)
        self._listener = listener

    def stop(self) -> None:
        super().stop()
        self._listener.close()

    def _server_entry(self) -> None:
        patch_transactions()
        patch_serialization()
        app: Callable[..., Iterable[bytes]] = DomainDispatcherApplication(create_backend_app)
        lock = Lock()

        def dispatch(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            if not environ.get("HTTP_X_AMZ_TARGET", "").startswith("DynamoDB"):
                answer: Iterable[bytes] = app(environ, start_response)
                return answer
            with lock:
                _forget_iterators()
                return list(app(environ, start_response))

        self._server = make_server(
            self._ip_address,
            self._port,
            dispatch,
            threaded=True,
            request_handler=MotoRequestHandler,
            fd=self._listener.fileno(),
        )
        self._server_ready_event.set()
        self._server.serve_forever()


def _forget_iterators() -> None:
    """Delete all but the newest iterators of each region."""
    for account in dynamodbstreams_backends.values():
        for backend in account.values():
            for id in list(backend.shard_iterators)[:-MAX_ITERATORS]:
                del backend.shard_iterators[id]
