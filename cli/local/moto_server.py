"""moto's server, with two repairs.

It handles one DynamoDB request at a time: moto undoes a failed transaction by restoring the earlier items, and would
overwrite what another request wrote meanwhile. AWS never loses such a write.

It forgets old stream iterators: moto keeps every one.

With a keeper, each change is on disk before its answer is sent.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from threading import Lock
from typing import TYPE_CHECKING, Any

from moto.dynamodbstreams.models import dynamodbstreams_backends
from moto.moto_server.threaded_moto_server import ThreadedMotoServer
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

from cli.local.moto_additions import MotoAdditions
from cli.local.moto_item_sizes import patch_sizes
from cli.local.moto_serialization import patch_serialization
from cli.local.moto_transactions import patch_transactions
from cli.local.persistence.application import Application, Environ, KeptApplication

if TYPE_CHECKING:
    from cli.local.persistence.keeper import Keeper

MAX_ITERATORS = 100
"""Per region. Readers use an iterator once, at once."""


class SerializedMotoServer(ThreadedMotoServer):
    """Serves a socket that listens already. Stop it with `stop()`."""

    def __init__(self, listener: socket.socket, keeper: Keeper | None = None) -> None:
        host, port = listener.getsockname()
        super().__init__(ip_address=host, port=port, verbose=False)
        self._listener, self._keeper = listener, keeper

    def stop(self) -> None:
        super().stop()
        self._listener.close()

    def _server_entry(self) -> None:
        patch_sizes()
        patch_transactions()
        patch_serialization()
        application: Application = _Serialized(DomainDispatcherApplication(create_backend_app))
        if self._keeper is not None:
            application = KeptApplication(application, self._keeper)
        application = MotoAdditions(application)
        self._server = make_server(
            self._ip_address,
            self._port,
            application,
            threaded=True,
            request_handler=MotoRequestHandler,
            fd=self._listener.fileno(),
        )
        self._server_ready_event.set()
        self._server.serve_forever()


class _Serialized:
    """One request to DynamoDB at a time."""

    def __init__(self, application: Application) -> None:
        self._application, self._lock = application, Lock()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not environ.get("HTTP_X_AMZ_TARGET", "").startswith("DynamoDB"):
            return self._application(environ, start_response)
        with self._lock:
            _forget_iterators()
            return list(self._application(environ, start_response))


def _forget_iterators() -> None:
    """Delete all but the newest iterators of each region."""
    for account in dynamodbstreams_backends.values():
        for backend in account.values():
            for id in list(backend.shard_iterators)[:-MAX_ITERATORS]:
                del backend.shard_iterators[id]
