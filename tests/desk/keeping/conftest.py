"""A page that keeps a text, over the local server, in a browser that may be killed."""

import base64
import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from cli.local.stack import ROOT
from tests.support.browsers import QUIET
from tests.support.local_server import LocalServer
from tests.support.waiting import LIMIT, eventually

DESK = ROOT / "desk"
ESBUILD = DESK / "node_modules" / ".bin" / "esbuild"
PAGE = "<!doctype html><title>-</title><textarea></textarea><script src=/keeping-test/page.js></script>"


@pytest.fixture(scope="session")
def script(tmp_path_factory) -> str:
    if not ESBUILD.exists():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("desk/ has no packages: run `make desk`")
    built = tmp_path_factory.mktemp("keeping") / "page.js"
    source = DESK / "tests" / "keeping" / "browser-page.ts"
    subprocess.run([str(ESBUILD), str(source), "--bundle", f"--outfile={built}", "--log-level=error"], check=True)
    return built.read_text()


@pytest.fixture(scope="module")
def server():
    with LocalServer("--empty") as started:
        yield started


class Member:
    """A signed-in member of staff."""

    def __init__(self, server, group):
        self._server = server
        self.token = server.run("token", "--group", group).stdout.strip()
        payload = self.token.split(".")[1]
        self.id = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["sub"]

    def write(self, **fields):
        """A new article. Returns its address and its id."""
        draft = {"lang": "en", "title": "Title", "format": "html", "body": "<p>Begun.</p>", **fields}
        made = self._server.post("/v1/editorial/articles", draft, token=self.token)
        assert made.status == 201, made.text
        return made.headers["location"], made.json["id"]

    def read(self, address, query=""):
        return self._server.get(f"{address}{query}", token=self.token)

    def get_autosave(self, address):
        """The body of this person's unsaved text; None if there is none."""
        reply = self.read(address, "/autosave")
        return reply.json["draft"].get("body") if reply.status == 200 else None

    def save(self, address, version, **changes):
        headers = {"if-match": f'"{version}"'}
        reply = self._server.request("PATCH", address, changes, token=self.token, headers=headers)
        assert reply.status == 200, reply.text


@pytest.fixture(scope="module")
def editor(server):
    return Member(server, "editor")


@pytest.fixture(scope="module")
def admin(server):
    return Member(server, "admin")


class Device:
    """A browser with a folder of its own, which can be killed and started again."""

    def __init__(self, playwright, program, folder: Path, url, script):
        self._playwright, self._program, self._folder = playwright, program, folder
        self._url, self._script = url, script

    def start(self):
        port_file = self._folder / "DevToolsActivePort"
        port_file.unlink(missing_ok=True)
        # As Playwright starts it: without a sandbox, which needs rights that containers lack.
        own = ["--no-sandbox", "--headless=new", "--remote-debugging-port=0", f"--user-data-dir={self._folder}"]
        self._process = subprocess.Popen(
            [self._program, *QUIET, *own, "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        eventually(lambda: len(port_file.read_text().splitlines()) == 2 if port_file.exists() else False)
        port = port_file.read_text().splitlines()[0]
        self._browser = self._playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        self.context = self._browser.contexts[0]
        self.context.route(
            "**/keeping-test/", lambda route: route.fulfill(body=PAGE, content_type="text/html; charset=utf-8")
        )
        self.context.route(
            "**/keeping-test/page.js", lambda route: route.fulfill(body=self._script, content_type="text/javascript")
        )

    def kill(self):
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(LIMIT)
        for lock in self._folder.glob("Singleton*"):
            lock.unlink(missing_ok=True)

    def visit(self, member):
        page = self.context.new_page()
        page.goto(f"{self._url}/keeping-test/")
        page.evaluate("([token, person]) => page.signIn(token, person)", [member.token, member.id])
        return page

    def open(self, member, id):
        page = self.visit(member)
        page.evaluate("([id, person]) => page.open(id, person)", [id, member.id])
        return page


@pytest.fixture
def device(playwright, chromium, server, script, tmp_path):
    made = Device(playwright, chromium, tmp_path / "browser", server.url, script)
    try:
        made.start()
        yield made
    finally:
        made.kill()
