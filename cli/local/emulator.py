"""The AWS emulator of the local server: moto in this process, or an emulator that already runs (`--endpoint`).

A moto server at the endpoint is used for everything. Any other emulator, such as DynamoDB Local, is used for tables
and streams only, and moto for the rest. A separate moto server handles requests concurrently, and a failed transaction
there can undo the writes of other requests: use DynamoDB Local for concurrent writers.
"""

import logging
import os
import socket
import threading
import urllib.error
import urllib.request
from types import TracebackType
from typing import TYPE_CHECKING

from cli.local.port import bind

if TYPE_CHECKING:
    from werkzeug.serving import BaseWSGIServer

    from cli.local.moto_server import SerializedMotoServer
    from cli.local.persistence.keeper import Keeper


_STABLE_IDS = ("MOTO_COGNITO_IDP_USER_POOL_ID_STRATEGY", "MOTO_COGNITO_IDP_USER_POOL_CLIENT_ID_STRATEGY")


class EmulatorUnreachable(Exception):
    """Nothing answers at the endpoint, or it is not an address."""


class Emulator:
    """`endpoint` serves all services for which `variables` names no other address. Use as a context manager."""

    def __init__(
        self,
        external: str | None = None,
        keeper: "Keeper | None" = None,
        listener: socket.socket | None = None,
    ) -> None:
        """`keeper` keeps the state of moto, `listener` is its port (otherwise any one of this machine).

        An external emulator has its own.
        """
        self._moto: SerializedMotoServer | None = None
        self._additions: BaseWSGIServer | None = None
        self.external, self.keeper = external, keeper
        if external and is_moto(external):
            self.endpoint = external
            self._additions = _start_additions()
        else:
            self.endpoint = self._start(listener or bind(0))

    def _start(self, listener: socket.socket) -> str:
        # Imported late: it takes a second, and an external moto server makes it needless.
        from cli.local.moto_server import SerializedMotoServer

        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        if self.keeper is not None:
            # The ids of the user pool and its client are in tokens. These make them the same after a restart.
            os.environ.update(dict.fromkeys(_STABLE_IDS, "HASH"))
        self._moto = SerializedMotoServer(listener, self.keeper)
        self._moto.start()
        host, port = self._moto.get_host_and_port()
        return f"http://{host}:{port}"

    @property
    def in_process(self) -> bool:
        """Whether moto runs in this process, so that its memory can be read."""
        return self._moto is not None

    @property
    def variables(self) -> dict[str, str]:
        """Environment variables for the SDK and for the client of public reads."""
        addresses = {"AWS_ENDPOINT_URL": self.endpoint}
        if self._additions is not None:
            addresses["AWS_ENDPOINT_URL_LAMBDA"] = f"http://127.0.0.1:{self._additions.server_port}"
        if self.external and self.external != self.endpoint:
            addresses["AWS_ENDPOINT_URL_DYNAMODB"] = addresses["AWS_ENDPOINT_URL_DYNAMODB_STREAMS"] = self.external
        return addresses

    def use(self, region: str) -> None:
        """Point this process at the emulator, with credentials that work nowhere else."""
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            del os.environ[name]
        os.environ.update(
            self.variables,
            AWS_REGION=region,
            AWS_DEFAULT_REGION=region,
            AWS_ACCESS_KEY_ID="local",
            AWS_SECRET_ACCESS_KEY="local",  # noqa: S106 (no real secret)
        )

    def __enter__(self) -> "Emulator":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._moto is not None:
            self._moto.stop()
        if self._additions is not None:
            self._additions.shutdown()
        if self.keeper is not None:
            self.keeper.close()


def _start_additions() -> "BaseWSGIServer":
    """Serve what a separate moto server lacks."""
    from werkzeug.serving import make_server

    from cli.local.moto_additions import MotoAdditions, refuse

    server = make_server("127.0.0.1", 0, MotoAdditions(refuse), threaded=True)
    threading.Thread(target=server.serve_forever, name="additions", daemon=True).start()
    return server


def is_moto(endpoint: str) -> bool:
    """Whether a moto server answers at an address. Raises `EmulatorUnreachable` if nothing answers."""
    if not endpoint.startswith(("http://", "https://")):
        raise EmulatorUnreachable(
            f"{endpoint} is not the address of an emulator; give one such as http://127.0.0.1:8000"
        )
    try:
        with urllib.request.urlopen(f"{endpoint}/moto-api/", timeout=5) as answer:  # noqa: S310 (checked above)
            return b"oto" in answer.read(2000)
    except urllib.error.HTTPError:
        return False
    except OSError as error:
        raise EmulatorUnreachable(f"nothing answers at {endpoint} ({error})") from None
