"""The screens of the desk beside articles, in a browser, over the local server."""

import os
import subprocess

import pytest

from cli.local.stack import ROOT
from tests.support.browsers import LONGEST_WAIT
from tests.support.local_server import LocalServer
from tests.support.waiting import eventually

PEOPLE = {"author": "Malika Yusupova", "editor": "Timur Rashidov", "admin": "Aziza Karimova"}


@pytest.fixture(scope="session")
def built():
    """The desk as `make desk` builds it. Without Node and a network these tests are skipped, except in CI."""
    run = subprocess.run([ROOT / "scripts/desk"], capture_output=True, text=True, check=False)
    if run.returncode:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(run.stderr.strip())


@pytest.fixture(scope="module")
def server(built):
    with LocalServer("--empty") as started:
        yield started


@pytest.fixture(scope="session")
def site_with_samples(built):
    """A server with the sample articles, and with the two sheets of each bank that it brings along."""
    with LocalServer() as started:
        eventually(lambda: len(held_rates(started)) == 1)
        yield started


def held_rates(server):
    """Currencies that are held in the sheet in force: one of the samples is, against the sheet before."""
    sheet = server.get("/v1/rates?source=cbu").json
    return [rate["currency"] for rate in sheet.get("rates", []) if rate.get("held")]


class Api:
    """Requests of a member of staff beside the browser: colleagues, and what is there before a test."""

    def __init__(self, server, group):
        self._server = server
        self._token = server.run("token", "--group", group).stdout.strip()

    def send(self, method, path, body=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        reply = self._server.request(method, f"/v1/editorial/{path}", body, token=self._token, headers=headers)
        assert reply.status < 300, reply.text
        return reply.json if reply.text else None

    def get(self, path):
        return self.send("GET", path)

    def publish(self, title, lang="en"):
        """The id of a new published article."""
        id = self.send("POST", "articles", {"lang": lang, "title": title, "body": "Text.", "categories": ["news"]})[
            "id"
        ]
        self.send("POST", f"articles/{id}/publish", {}, if_match='"1"')
        return id

    def withdraw(self, id):
        self.send("POST", f"articles/{id}/unpublish", {}, if_match="*")

    def pin(self, ids, lang="en"):
        page = self.get(f"front/{lang}")
        headers = {"if_match": f'"{page["version"]}"'} if page["version"] else {}
        return self.send("PUT", f"front/{lang}", {"pins": ids}, **headers)


@pytest.fixture(scope="module")
def colleague(server):
    """An admin who works beside the person in the browser."""
    return Api(server, "admin")


@pytest.fixture
def open_desk(browser, server):
    """Signs a person in and opens a screen. What the page complains of fails the test, except `open_desk.expected`."""
    contexts, complaints = [], []

    def open_desk(group, fragment, *, width=1280, height=800, route=None, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **{"locale": "en", **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(LONGEST_WAIT)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if route:
            route(page)
        page.goto(f"{server.url}/desk{fragment}")
        page.locator(".sign-in .button.main").click()
        page.get_by_role("button", name=PEOPLE[group]).click()
        page.locator("main.screen").wait_for()
        return page

    open_desk.expected = []
    yield open_desk
    for context in contexts:
        context.close()
    assert [text for text in complaints if not any(part in text for part in open_desk.expected)] == []
