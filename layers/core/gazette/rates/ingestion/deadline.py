"""Connections of urllib3 with a deadline for the whole answer."""

from __future__ import annotations

import socket
import ssl
import time
from functools import cache
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from gazette.deadline_sockets import DeadlineSocket, SecureDeadlineSocket


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        original = super()._new_conn()
        timeout = original.gettimeout()
        connected = DeadlineSocket(fileno=original.detach())
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
    assert isinstance(connection.sock, DeadlineSocket | SecureDeadlineSocket)  # noqa: S101 (made by the classes above)
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
    context.sslsocket_class = SecureDeadlineSocket
    return context


def create_pool(headers: dict[str, str]) -> urllib3.PoolManager:
    """A pool that verifies certificates by the system's store, and ends each answer within its request's total time."""
    pool = urllib3.PoolManager(headers=headers, retries=False, ssl_context=_create_context())
    pool.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
    return pool
