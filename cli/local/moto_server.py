"""moto's server, with the requests to DynamoDB one at a time.

moto undoes a transaction that failed by putting back what was there before. What another request wrote in between
would be lost, as it never is on AWS.

It also keeps every iterator of a stream for ever.
"""

from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

from moto.dynamodbstreams.models import dynamodbstreams_backends
from moto.moto_server.threaded_moto_server import ThreadedMotoServer
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

from cli.local.moto_transactions import install

KEPT = 100
"""Iterators of a region; each is used once, at once."""


class SerializedMotoServer(ThreadedMotoServer):
    def _server_entry(self) -> None:
        install()
        app: Callable[..., Iterable[bytes]] = DomainDispatcherApplication(create_backend_app)
        turn = Lock()

        def dispatch(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            if not environ.get("HTTP_X_AMZ_TARGET", "").startswith("DynamoDB"):
                answer: Iterable[bytes] = app(environ, start_response)
                return answer
            with turn:
                _forget_iterators()
                return list(app(environ, start_response))

        self._server = make_server(self._ip_address, self._port, dispatch, True, request_handler=MotoRequestHandler)
        self._server_ready_event.set()
        self._server.serve_forever()


def _forget_iterators() -> None:
    """All but the newest."""
    for account in dynamodbstreams_backends.values():
        for backend in account.values():
            for id in list(backend.shard_iterators)[:-KEPT]:
                del backend.shard_iterators[id]
