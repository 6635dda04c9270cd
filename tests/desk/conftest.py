"""Browsers in which members of staff are signed in at the desk of a local server."""

import pytest

from cli.local.sign_in.people import SAMPLES
from tests.support.browsers import LONGEST_WAIT
from tests.support.desk_server import build_desk
from tests.support.local_server import LocalServer

AUTHOR, EDITOR, ADMIN = SAMPLES
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def newsroom():
    """A local server without content, with the desk."""
    build_desk()
    with LocalServer("--empty") as server:
        yield server


@pytest.fixture
def open_desk(browser, newsroom):
    """Opens the desk for a member of staff, in a browser of its own. What the pages complain of fails the test.

    `open_desk.expected` are parts of complaints that a test expects.
    """
    contexts, complaints = [], []

    def open_desk(person=EDITOR, screen="", locale="en", **options):
        options = {"viewport": {"width": 1280, "height": 800}, **options}
        context = browser.new_context(locale=locale, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(LONGEST_WAIT)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{newsroom.url}/desk{screen}")
        page.locator(".sign-in .button.main").click()
        page.get_by_role("button", name=person.name).click()
        page.wait_for_selector(".band, .editor-bar")
        return page

    open_desk.expected = []
    yield open_desk
    for context in contexts:
        context.close()
    assert [text for text in complaints if not any(part in text for part in open_desk.expected)] == []
