"""The pictures of the desk in a browser, over the local server."""

import pytest

from cli.local.sign_in.people import SAMPLES
from tests.support.browsers import LONGEST_WAIT
from tests.support.desk_server import build_desk
from tests.support.local_server import LocalServer

AUTHOR, EDITOR, ADMIN = SAMPLES


@pytest.fixture(scope="module")
def server():
    build_desk()
    with LocalServer("--empty") as server:
        yield server


@pytest.fixture(scope="module")
def token(server):
    return server.run("token", "--group", "editor").stdout.strip()


@pytest.fixture
def open_desk(browser, server):
    """Opens a screen of the desk and signs a person in. What the page complains of fails the test; `open_desk.expected`
    has parts of complaints that are meant.
    """
    contexts, complaints = [], []

    def open_desk(screen="#/pictures", person=EDITOR, *, width=1280, height=800, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(LONGEST_WAIT)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{server.url}/desk{screen}")
        page.locator(".sign-in .button.main").click()
        page.get_by_role("button", name=person.name).click()
        page.locator("main.screen").wait_for()
        return page

    open_desk.expected = []
    yield open_desk
    for context in contexts:
        context.close()
    assert [text for text in complaints if not any(part in text for part in open_desk.expected)] == []
