"""The local server as a process of its own, for tests that need the whole of it."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from cli.http_client import Reply, Site, SiteUnreachable
from cli.local.stack import ROOT
from cli.main import app
from tests.support.waiting import LIMIT

GAZETTE = Path(sys.executable).with_name("gazette")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(**changes: str) -> dict[str, str]:
    """The environment of a shell without any configuration of Gazette or AWS."""
    names = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return {**kept, **changes}


class LocalServer:
    """`gazette dev` on a free port. A context manager: it starts the server, and ends it by Ctrl-C.

    Without `--data` or `--endpoint` it keeps nothing.
    """

    def __init__(self, *options: str, port: int | None = None, **environ: str) -> None:
        self.port = port or free_port()
        if not {"--data", "--endpoint"} & set(options):
            options = (*options, "--memory")
        self._command = [str(GAZETTE), "dev", "--port", str(self.port), *options]
        self._environ = environment(**environ)
        # A file, since nobody reads a pipe, and it would fill up.
        descriptor, name = tempfile.mkstemp(prefix="gazette-", suffix=".log")
        os.close(descriptor)
        self._log = Path(name)
        self.process: subprocess.Popen[bytes] | None = None
        self.started_in = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "LocalServer":
        start = time.monotonic()
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                self._command, cwd=ROOT, env=self._environ, stdout=log, stderr=subprocess.STDOUT
            )
        while time.monotonic() < start + LIMIT:
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended at once:\n{self.output}")
            try:
                if self.get("/_dev/health").status == 200:
                    self.started_in = time.monotonic() - start
                    return self
            except SiteUnreachable:
                time.sleep(0.05)
        self.process.kill()
        raise AssertionError(f"the server did not start within {LIMIT} s:\n{self.output}")

    def __exit__(self, *_error: object) -> None:
        if self.process.poll() is None:
            self.end(signal.SIGINT)
        self._log.unlink()

    def end(self, number: int) -> tuple[int, str]:
        """Send a signal. Returns the exit code and the whole output."""
        self.process.send_signal(number)
        return self.process.wait(LIMIT), self.output

    @property
    def output(self) -> str:
        return self._log.read_text()

    def request(
        self, method: str, path: str, body: Any = None, *, headers: dict[str, str] | None = None, token: str = ""
    ) -> Reply:
        """Send one request. Does not follow redirects. A body other than bytes is sent as JSON."""
        return Site(self.url, token, LIMIT).request(method, path, body, headers=headers)

    def get(self, path: str, **parts: Any) -> Reply:
        return self.request("GET", path, **parts)

    def post(self, path: str, body: Any = None, **parts: Any) -> Reply:
        return self.request("POST", path, body, **parts)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run another `gazette` command with this server's port, in this process, since another one starts slowly."""
        arguments = [*command, "--port", str(self.port)]
        result = CliRunner().invoke(app, arguments)
        return subprocess.CompletedProcess(arguments, result.exit_code, result.stdout, result.stderr)


def gazette(*command: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a `gazette` command in its own process."""
    return subprocess.run(
        [str(GAZETTE), *command],
        check=False,
        cwd=ROOT,
        env=environment(**environ),
        capture_output=True,
        text=True,
        timeout=LIMIT,
    )
