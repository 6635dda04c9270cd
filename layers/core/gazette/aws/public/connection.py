"""Connections to AWS services: the address of a service, deadlines, and TLS with few root certificates.

Connecting, sending and each response end at a deadline. Only the look-up of a host's name has the limits of the
system's resolver. Loading Amazon's six root certificates takes 1 ms of a cold start, loading the system store 20 ms.
"""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Mapping
from http.client import HTTPConnection
from urllib.parse import SplitResult

from gazette.deadline_sockets import DeadlineSocket, SecureDeadlineSocket, apply_deadline
from gazette.errors import Failed

ROOTS = os.path.join(os.path.dirname(__file__), "roots.pem")  # noqa: PTH118, PTH120 (pathlib costs 3 ms)
"""Root certificates of AWS's services (amazontrust.com/repository), as in botocore's bundle."""

BACKOFF = 0.025
"""Seconds. The pause after the n-th try is random between 0 and this × 2ⁿ."""

_use_system_store = False


def find_region(environ: Mapping[str, str]) -> str:
    """The region of the function. Raises `Failed` if the environment has none."""
    region = environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION")
    if not region:
        raise Failed("AWS_REGION is not set")
    return region


def endpoint(environ: Mapping[str, str], service: str, region: str) -> str:
    """Address of a service: AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL (both unless empty), or that of AWS.

    Addresses in China have another suffix; Gazette does not run there (docs/operations.md).
    """
    configured = environ.get(f"AWS_ENDPOINT_URL_{service.upper()}") or environ.get("AWS_ENDPOINT_URL")
    return configured or f"https://{service}.{region}.amazonaws.com"


def choose_pause(attempt: int) -> float:
    """Seconds between the n-th try and the next one."""
    import random  # not at module level: a cold start would pay for it

    return random.uniform(0, BACKOFF * 2**attempt)  # noqa: S311 (jitter, not a secret)


class Connection(HTTPConnection):
    """An HTTP connection. `set_deadline` limits what follows, to connect, to send or to receive."""

    sock: DeadlineSocket | SecureDeadlineSocket | None
    deadline = float("inf")

    def __init__(self, address: SplitResult, context: ssl.SSLContext | None) -> None:
        super().__init__(address.hostname or "", address.port or (80 if context is None else 443))
        self._context = context

    def set_deadline(self, deadline: float) -> None:
        """A reading of `time.monotonic()`. Raises TimeoutError if it has passed and the connection is open."""
        self.deadline = deadline
        if self.sock is not None:
            self.sock.deadline = deadline
            apply_deadline(self.sock)

    def connect(self) -> None:
        """Try the addresses of the host. Raises SSLCertVerificationError, or OSError for other errors."""
        connected = self._connect_any()
        try:
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            apply_deadline(connected)
            self.sock = connected if self._context is None else self._wrap(self._context, connected)
        except OSError:
            connected.close()
            raise

    def _wrap(self, context: ssl.SSLContext, connected: DeadlineSocket) -> SecureDeadlineSocket:
        context.sslsocket_class = SecureDeadlineSocket
        secure = context.wrap_socket(connected, server_hostname=self.host)
        assert isinstance(secure, SecureDeadlineSocket)  # noqa: S101 (the class above)
        return secure

    def _connect_any(self) -> DeadlineSocket:
        """Connect to one of the host's addresses. Each has the time that the ones before have left."""
        error = OSError("the host has no address")
        for family, kind, protocol, _, address in socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM):
            connected = DeadlineSocket(family, kind, protocol)
            connected.deadline = self.deadline
            try:
                apply_deadline(connected)
                connected.connect(address)
                return connected
            except OSError as failure:
                connected.close()
                error = failure
        raise error


def connect(address: SplitResult, deadline: float, environ: Mapping[str, str]) -> Connection:
    """An open connection that was opened by `deadline`, a reading of `time.monotonic()`.

    Raises SSLCertVerificationError for an untrusted certificate, OSError for other connection errors.
    """
    if address.scheme == "http":
        return _open(address, deadline, None)
    return _connect_securely(address, deadline, environ)


def _connect_securely(address: SplitResult, deadline: float, environ: Mapping[str, str]) -> Connection:
    """Tries Amazon's bundled roots; on a certificate error uses the system store for the rest of the process.

    AWS_CA_BUNDLE replaces Amazon's roots, without the system store behind it.
    """
    global _use_system_store  # noqa: PLW0603 (decided once per process)
    if not _use_system_store:
        try:
            return _open(address, deadline, _bundled_roots(environ))
        except ssl.SSLCertVerificationError:  # no failure: the system store decides, and refuses by an error
            if environ.get("AWS_CA_BUNDLE"):
                raise
    connection = _open(address, deadline, ssl.create_default_context())
    _use_system_store = True
    return connection


def _open(address: SplitResult, deadline: float, context: ssl.SSLContext | None) -> Connection:
    connection = Connection(address, context)
    connection.set_deadline(deadline)
    connection.connect()
    return connection


def _bundled_roots(environ: Mapping[str, str]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(environ.get("AWS_CA_BUNDLE") or ROOTS)
    return context
