"""Sockets that read until a deadline.

The timeout of a socket applies to each read alone: a client of a peer that sends one byte a second would wait without
end. These sockets get, before each read, the time that is left until the deadline of the whole response.
"""

import socket
import ssl
import time


class DeadlineSocket(socket.socket):
    """`deadline` is a reading of `time.monotonic()`; without one the socket's own timeout applies."""

    deadline = float("inf")

    def recv_into(self, *args, **named):  # type: ignore[no-untyped-def]  # noqa: ANN002, ANN003, ANN201 (as the parent's)
        apply_deadline(self)
        return super().recv_into(*args, **named)


class SecureDeadlineSocket(ssl.SSLSocket):
    """The same over TLS: the `sslsocket_class` of a context."""

    deadline = float("inf")

    def recv_into(self, *args, **named):  # type: ignore[no-untyped-def]  # noqa: ANN002, ANN003, ANN201 (as the parent's)
        apply_deadline(self)
        return super().recv_into(*args, **named)


def apply_deadline(connected: DeadlineSocket | SecureDeadlineSocket) -> None:
    """Limit the next call of a socket to the time that is left. Raises TimeoutError if no time is left."""
    left = connected.deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the deadline has passed")
    if left < float("inf"):
        connected.settimeout(left)
