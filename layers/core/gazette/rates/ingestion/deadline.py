"""Connections with a deadline for the whole answer.

The timeout of a socket applies to each read alone: a client of a server that sends one byte a second would wait without
end.
"""

from __future__ import annotations

import socket
import ssl
import time
from functools import cache
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection


class _Socket(socket.socket):
    """Reads until `deadline` (of the monotonic clock)."""

    deadline = float("inf")

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        _apply_deadline(self)
        return super().recv_into(*args, **kwargs)


class _SecureSocket(ssl.SSLSocket):
    """The same over TLS."""

    deadline = float("inf")

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        _apply_deadline(self)
        return super().recv_into(*args, **kwargs)


def _apply_deadline(connected: _Socket | _SecureSocket) -> None:
    """Limits the next read to the time that is left. Raises `TimeoutError` if no time is left."""
    seconds_left = connected.deadline - time.monotonic()
    if seconds_left <= 0:
        raise TimeoutError("the answer came too slowly")
    if seconds_left < float("inf"):
        connected.settimeout(seconds_left)


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        original = super()._new_conn()
        timeout = original.gettimeout()
        connected = _Socket(fileno=original.detach())
        connected.settimeout(timeout)
        return connected

    def getresponse(self) -> Any:
        _set_deadline(self)
        return super().getresponse()


class _SecureConnection(HTTPSConnection):
    def getresponse(self) -> Any:
        _set_deadline(self)
        return super().getresponse()


def _set_deadline(connection: HTTPConnection) -> None:
    """Sets the deadline for the whole answer, from the status line to the end of the body.

    urllib3 has set `timeout` to what is left of the request's total time.
    """
    assert isinstance(connection.sock, _Socket | _SecureSocket)  # noqa: S101 (made by the classes above)
    timeout = connection.timeout
    assert isinstance(timeout, int | float)  # noqa: S101 (every request here has a total)
    connection.sock.deadline = time.monotonic() + timeout


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


@cache
def _create_context() -> ssl.SSLContext:
    """One TLS context for all pools of the process: loading the system's certificates takes tens of milliseconds."""
    context = ssl.create_default_context()
    context.sslsocket_class = _SecureSocket
    return context


def create_pool(headers: dict[str, str]) -> urllib3.PoolManager:
    """A pool that verifies certificates by the system's store, and ends each answer within its request's total time."""
    pool = urllib3.PoolManager(headers=headers, retries=False, ssl_context=_create_context())
    pool.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
    return pool
