"""Connections to AWS services: the address of a service, deadlines, and TLS with few root certificates.

The timeout of a socket applies to each single read: a peer that sends a byte now and then would never end it. So each
read of a response gets the time that is left until the deadline of the whole response. Only the look-up of a host's
name has the limits of the system's resolver.

Loading Amazon's six root certificates takes 1 ms of a cold start, loading the system store 20 ms.
"""

from __future__ import annotations

import os
import socket
import ssl
import time
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPResponse
from io import BufferedReader, RawIOBase
from urllib.parse import SplitResult

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ROOTS = os.path.join(os.path.dirname(__file__), "roots.pem")  # noqa: PTH118, PTH120 (pathlib costs 3 ms)
"""Root certificates of AWS's services (amazontrust.com/repository), as in botocore's bundle."""

_use_system_store = False


def endpoint(environ: Mapping[str, str], service: str, region: str) -> str:
    """Address of a service: AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL (both unless empty), or that of AWS.

    Addresses in China have another suffix; Gazette does not run there (docs/operations.md).
    """
    configured = environ.get(f"AWS_ENDPOINT_URL_{service.upper()}") or environ.get("AWS_ENDPOINT_URL")
    return configured or f"https://{service}.{region}.amazonaws.com"


class Connection(HTTPConnection):
    """An HTTP connection whose connecting, sending and responses each end by `deadline` (of `time.monotonic()`)."""

    deadline = float("inf")

    def __init__(self, address: SplitResult, context: ssl.SSLContext | None) -> None:
        default_port = 80 if context is None else 443
        super().__init__(address.hostname or "", address.port or default_port)
        self._context = context

    def connect(self) -> None:
        """Try the addresses of the host. Raises SSLCertVerificationError, or OSError for other errors."""
        connected = self._connect_any()
        try:
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._context is not None:
                connected.settimeout(self.seconds_left())
                connected = self._context.wrap_socket(connected, server_hostname=self.host)
        except OSError:
            connected.close()
            raise
        self.sock = connected

    # HTTPConnection calls it as the class that it usually is.
    def response_class(self, connected: socket.socket, method: str | None = None) -> HTTPResponse:  # type: ignore[override]
        """The response on a socket, read by our reader in place of the socket's own."""
        return HTTPResponse(_Source(self, connected), method=method)  # type: ignore[arg-type]  # it needs only makefile

    def seconds_left(self) -> float:
        """Seconds until the deadline. Raises TimeoutError after it."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        return left

    def _connect_any(self) -> socket.socket:
        """Connect to one of the host's addresses: the second gets the time that the first has left."""
        error = OSError("the host has no address")
        for family, kind, protocol, _, address in socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM):
            connected = socket.socket(family, kind, protocol)
            try:
                connected.settimeout(self.seconds_left())
                connected.connect(address)
                return connected
            except OSError as failure:
                connected.close()
                error = failure
        raise error


class _Source:
    """Opens the file from which HTTPResponse reads."""

    def __init__(self, connection: Connection, connected: socket.socket) -> None:
        self._connection, self._socket = connection, connected

    def makefile(self, mode: str) -> BufferedReader:
        return BufferedReader(_TimedReader(self._connection, self._socket))


class _TimedReader(RawIOBase):
    """Reads from a socket until the deadline of its connection."""

    def __init__(self, connection: Connection, connected: socket.socket) -> None:
        self._connection, self._socket = connection, connected
        # Keeps the socket open until the end of the response: the connection closes it earlier if the peer will.
        self._file = connected.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._socket.settimeout(self._connection.seconds_left())
        return self._file.readinto(buffer)

    def close(self) -> None:
        self._file.close()
        super().close()


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
    connection.deadline = deadline
    connection.connect()
    return connection


def _bundled_roots(environ: Mapping[str, str]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(environ.get("AWS_CA_BUNDLE") or ROOTS)
    return context
