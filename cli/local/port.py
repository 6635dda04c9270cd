"""Binds the server's port, before slow imports."""

import errno
import socket

HOST = "127.0.0.1"


class PortTaken(Exception):
    """Another process uses the port."""


def bind(port: int, host: str = HOST, advice: str = "give another with --port") -> socket.socket:
    """Bind a port of this machine and listen on it; 0 takes any free port. Raises `PortTaken` with an advice."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        # Two servers that start at once could both bind. An early client waits until the server accepts.
        listener.listen()
    except OSError as error:
        listener.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise PortTaken(f"port {port} is taken ({error.strerror}); {advice}") from None
        raise
    return listener
