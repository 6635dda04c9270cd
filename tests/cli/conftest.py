"""Fixtures of tests of the command line."""

import json
import signal
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from cli.signals import END_SIGNALS


@pytest.fixture
def http_site() -> Iterator[Callable[[dict[str, tuple[int, Any]]], str]]:
    """Starts a site with a (status, JSON document) for each path. Returns its address."""
    servers: list[ThreadingHTTPServer] = []

    def start(answers: dict[str, tuple[int, Any]]) -> str:
        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, document = answers.get(self.path, (404, {"title": "Not Found"}))
                body = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def echo_site() -> Iterator[str]:
    """The address of a site that answers a POST with `content-type|body`."""

    class Echo(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            kind = self.headers.get("content-type", "")
            answer = kind.encode() + b"|" + body
            self.send_response(200)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def _end_signals_end() -> Iterator[None]:
    """A suite that was started by `nohup` ignores one of the signals, and so would the commands that it tests."""
    before = {number: signal.signal(number, signal.SIG_DFL) for number in END_SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
