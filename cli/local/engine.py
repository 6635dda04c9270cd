"""The AWS side: moto's server in this process, or an engine that runs already (`--endpoint`).

Another moto server takes moto's place altogether. Any other engine (DynamoDB Local, say) holds the tables and their
streams; what it does not have stays with moto. A moto server answers several calls at once, and undoes a transaction
with what others wrote meanwhile: for more than one writer at a time, DynamoDB Local is the engine.
"""

import logging
import os
import urllib.error
import urllib.request
from types import TracebackType
from typing import TYPE_CHECKING

from cli.local.port import bind

if TYPE_CHECKING:
    from cli.local.moto_server import SerializedMotoServer


class EngineUnreachable(Exception):
    """Nothing answers at the address that was given."""


class Engine:
    """`endpoint` answers for all services but those that `variables` names an address of their own for."""

    def __init__(self, given: str | None = None) -> None:
        self._moto: SerializedMotoServer | None = None
        self.given = given
        if given and _is_moto(given):
            self.endpoint = given
        else:
            self.endpoint = self._start()

    def _start(self) -> str:
        # A second of imports that an engine outside makes needless.
        from cli.local.moto_server import SerializedMotoServer

        logging.getLogger("werkzeug").setLevel(logging.ERROR)

        self._moto = SerializedMotoServer(bind(0))
        self._moto.start()
        host, port = self._moto.get_host_and_port()
        return f"http://{host}:{port}"

    @property
    def in_process(self) -> bool:
        """Whether moto's own memory can be looked into."""
        return self._moto is not None

    @property
    def variables(self) -> dict[str, str]:
        """What the SDK and the lean reader are told."""
        addresses = {"AWS_ENDPOINT_URL": self.endpoint}
        if self.given and self.given != self.endpoint:
            addresses["AWS_ENDPOINT_URL_DYNAMODB"] = addresses["AWS_ENDPOINT_URL_DYNAMODB_STREAMS"] = self.given
        return addresses

    def use(self, region: str) -> None:
        """Point this process at it, with credentials that are good nowhere else."""
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            del os.environ[name]
        os.environ.update(
            self.variables,
            AWS_REGION=region,
            AWS_DEFAULT_REGION=region,
            AWS_ACCESS_KEY_ID="local",
            AWS_SECRET_ACCESS_KEY="local",  # noqa: S106 (opens nothing)
        )

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._moto is not None:
            self._moto.stop()


def _is_moto(endpoint: str) -> bool:
    """Whether a moto server answers there; `EngineUnreachable` where nothing does."""
    if not endpoint.startswith(("http://", "https://")):
        raise EngineUnreachable(f"{endpoint} is no address of an engine; give one such as http://127.0.0.1:8000")
    try:
        with urllib.request.urlopen(f"{endpoint}/moto-api/", timeout=5) as answer:  # noqa: S310 (checked above)
            return b"oto" in answer.read(2000)
    except urllib.error.HTTPError:
        return False
    except OSError as error:
        raise EngineUnreachable(f"nothing answers at {endpoint} ({error})") from None
