"""A page that keeps a text, over the local server, and a browser that can be killed."""

import base64
import json
import os
import signal
import subprocess

import pytest

from tests.support.browsers import LONGEST_WAIT, QUIET
from tests.support.desk_bundle import bundle
from tests.support.desk_server import Member
from tests.support.waiting import LIMIT, eventually

SCRIPT = "tests/keeping/browser-page.ts"
PAGE = "<!doctype html><title>-</title><textarea></textarea><script type=module src=/keeping-test/page.js></script>"


class Writer(Member):
    """Who writes in the page."""

    def __init__(self, server, group):
        super().__init__(server, group)
        payload = self.token.split(".")[1]
        self.id = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["sub"]

    def begin(self):
        """The id of a new article."""
        return self.write(format="html", body="<p>Begun.</p>")["id"]

    def read(self, id):
        return self.get(f"articles/{id}")

    def get_autosave(self, id):
        """The body of this person's unsaved text; None if there is none."""
        reply = self.ask("GET", f"articles/{id}/autosave")
        return reply.json["draft"].get("body") if reply.status == 200 else None

    def save(self, id, version, **changes):
        self.send("PATCH", f"articles/{id}", changes, version)


@pytest.fixture(scope="module")
def editor(server):
    return Writer(server, "editor")


@pytest.fixture(scope="module")
def admin(server):
    return Writer(server, "admin")


class Device:
    """A browser with the page."""

    def __init__(self, context, url):
        self.context, self._url = context, url
        context.route("**/keeping-test/", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
        script = bundle(SCRIPT)
        context.route("**/page.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))

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
def device(contexts, server):
    contexts.expected.append("Failed to load resource")
    return Device(contexts.open(), server.url)


class Machine:
    """A browser of its own, with a folder that outlives it."""

    def __init__(self, playwright, program, folder, url):
        self._playwright, self._program, self._folder, self._url = playwright, program, folder, url

        self.is_running = False

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
        self.is_running = True
        eventually(lambda: len(port_file.read_text().splitlines()) == 2 if port_file.exists() else False)
        port = port_file.read_text().splitlines()[0]
        [context] = self._playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}").contexts
        context.set_default_timeout(LONGEST_WAIT)
        return Device(context, self._url)

    def kill(self):
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(LIMIT)
        self.is_running = False
        for lock in self._folder.glob("Singleton*"):
            lock.unlink(missing_ok=True)


@pytest.fixture
def machine(playwright, chromium, server, tmp_path):
    machine = Machine(playwright, chromium, tmp_path / "browser", server.url)
    yield machine
    if machine.is_running:
        machine.kill()
