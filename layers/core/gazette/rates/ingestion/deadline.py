"""Connections whose answers come as a whole within a time. The timeout of a socket alone holds for each read: who
sends one byte a second keeps it waiting for as long as it likes."""

from __future__ import annotations

import socket
import ssl
import time
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection


class _Socket(socket.socket):
    """Reads until `deadline` (of the monotonic clock) and no longer."""

    deadline = float("inf")

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        _hurry(self)
        return super().recv_into(*args, **kwargs)


class _SecureSocket(ssl.SSLSocket):
    """The same over TLS."""

    deadline = float("inf")

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        _hurry(self)
        return super().recv_into(*args, **kwargs)


def _hurry(connected: _Socket | _SecureSocket) -> None:
    left = connected.deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the answer came too slowly")
    if left < float("inf"):
        connected.settimeout(left)


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        made = super()._new_conn()
        patience = made.gettimeout()
        patient = _Socket(fileno=made.detach())
        patient.settimeout(patience)
        return patient

    def getresponse(self) -> Any:
        _set_deadline(self)
        return super().getresponse()


class _SecureConnection(HTTPSConnection):
    def getresponse(self) -> Any:
        _set_deadline(self)
        return super().getresponse()


def _set_deadline(connection: HTTPConnection) -> None:
    """From the first byte of the status line to the last of the body: urllib3 has made `timeout` what is left of the
    total by now."""
    assert isinstance(connection.sock, _Socket | _SecureSocket)  # noqa: S101 (made so below)
    patience = connection.timeout
    assert isinstance(patience, int | float)  # noqa: S101 (the total that every request here has)
    connection.sock.deadline = time.monotonic() + patience


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


def pool(headers: dict[str, str]) -> urllib3.PoolManager:
    """Connections that check certificates, by those that the system trusts. What is left of a request's total once it
    is sent holds for its whole answer."""
    trust = ssl.create_default_context()
    trust.sslsocket_class = _SecureSocket
    made = urllib3.PoolManager(headers=headers, retries=False, ssl_context=trust)
    made.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
    return made
