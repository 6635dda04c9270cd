"""The server's port, claimed before all that takes time to import."""

import errno
import socket

HOST = "127.0.0.1"


class PortTaken(Exception):
    """Another process listens there."""


def bind(port: int) -> socket.socket:
    """The port, bound before anything else is started; `PortTaken` where it is another's."""
    claimed = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    claimed.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        claimed.bind((HOST, port))
        # Two that start at once could both bind. Who connects early waits until all is up.
        claimed.listen()
    except OSError as error:
        claimed.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise PortTaken(f"port {port} is taken ({error.strerror}); give another with --port") from None
        raise
    return claimed
