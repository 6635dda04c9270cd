"""A server on a raw socket with scripted responses, for faults that no emulator produces. It keeps what it receives."""

import json
import socket
import ssl
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Step = Callable[[socket.socket], bool]
"""Responds to one request; returns whether the server keeps the connection open."""


class Server:
    """`plan` has a step for each request; the last step repeats. `requests` are the received bytes."""

    def __init__(self, plan: list[Step], tls: ssl.SSLContext | None = None) -> None:
        self._plan, self._tls = plan, tls
        self.requests: list[bytes] = []
        self.connections = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._open: list[socket.socket] = []
        self._responding = 0
        self._responded = threading.Condition()
        self._closing = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http{'s' if self._tls else ''}://localhost:{self.port}"

    @property
    def environ(self) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "secret",
        }

    def wait_until_idle(self) -> None:
        """Wait until every response is sent and every connection that a step ends is closed."""
        with self._responded:
            assert self._responded.wait_for(lambda: self._responding == 0, timeout=10)

    def close(self) -> None:
        self._closing.set()
        # `shutdown` wakes the thread that waits in `accept`; `close` alone would leave it there.
        for opened in (self._socket, *self._open):
            with suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)
            opened.close()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError):
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
                self._open.append(connection)
            for request in _read_requests(connection):
                if not self._respond(request, connection):
                    break
        connection.close()

    def _respond(self, request: bytes, connection: socket.socket) -> bool:
        with self._responded:
            self._responding += 1
            self.requests.append(request)
            step = self._plan[min(len(self.requests), len(self._plan)) - 1]
        keep = False
        try:
            keep = step(connection)
            return keep
        finally:
            if not keep:
                connection.close()
            with self._responded:
                self._responding -= 1
                self._responded.notify_all()


def _read_requests(connection: socket.socket) -> Iterator[bytes]:
    """Each request of a connection: its head, and a body of the length that the head announces."""
    buffer = b""
    while True:
        while b"\r\n\r\n" not in buffer:
            received = connection.recv(65536)
            if not received:
                return
            buffer += received
        head, _, rest = buffer.partition(b"\r\n\r\n")
        lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
        length = int(lengths[0]) if lengths else 0
        while len(rest) < length:
            rest += connection.recv(65536)
        yield head + b"\r\n\r\n" + rest[:length]
        buffer = rest[length:]


@contextmanager
def serving(*plan: Step, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    server = Server(list(plan), tls)
    try:
        yield server
    finally:
        server.close()


def message(body: bytes, status: str = "200 OK", crc: int | None = None, **headers: str) -> bytes:
    """The bytes of a response as DynamoDB sends it, with its checksum."""
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", "content-type: application/x-amz-json-1.0"]
    lines.append(f"x-amz-crc32: {zlib.crc32(body) if crc is None else crc}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def respond(document: object, status: str = "200 OK", **headers: str) -> Step:
    return send(message(json.dumps(document).encode(), status, **headers))


def respond_with_error(code: str, status: str = "400 Bad Request", **headers: str) -> Step:
    document = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "as planned"}
    return respond(document, status, **headers)


def send(data: bytes, *, keep: bool = True) -> Step:
    def step(connection: socket.socket) -> bool:
        connection.sendall(data)
        return keep

    return step


def trickle(data: bytes, *, at_once: int = 0, pause: float = 0.02) -> Step:
    """Sends the first bytes at once, and the others one by one with pauses, until the client closes the connection."""

    def step(connection: socket.socket) -> bool:
        connection.sendall(data[:at_once])
        for position in range(at_once, len(data)):
            time.sleep(pause)
            connection.sendall(data[position : position + 1])
        return True

    return step


def reset(connection: socket.socket) -> bool:
    """Sends an RST in place of a response."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return False


def hang(connection: socket.socket) -> bool:
    """Sends nothing until the client closes the connection."""
    connection.recv(1)
    return False
