"""The desk of a local server, and browsers in which members of staff are signed in at it."""

import pytest

from cli.local.sign_in.people import SAMPLES
from tests.support.browsers import Contexts
from tests.support.desk_server import Devices, Member, build_desk
from tests.support.local_server import LocalServer

AUTHOR, EDITOR, ADMIN = SAMPLES
PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="package")
def built():
    """The desk, and with it the packages of its tests."""
    build_desk()


@pytest.fixture(scope="package")
def server(built):
    """A local server for all tests that make what they need, with names of their own. It begins empty.

    One of another kind takes its place in a module, by a fixture of this name.
    """
    with LocalServer("--empty") as server:
        yield server


@pytest.fixture(scope="module")
def empty_server(built):
    """For tests of what there is as long as nobody has made anything, or of what there is once only."""
    with LocalServer("--empty") as server:
        yield server


@pytest.fixture(scope="package")
def server_with_samples(built):
    with LocalServer() as server:
        yield server


@pytest.fixture(scope="module")
def colleague(server):
    """An admin who works beside the person in the browser."""
    return Member(server, "admin")


@pytest.fixture
def contexts(browser):
    """Browsers without a history. What their pages complain of fails the test."""
    contexts = Contexts(browser)
    yield contexts
    contexts.close()
    contexts.check()


@pytest.fixture(scope="package")
def devices(browser):
    devices = Devices(browser)
    yield devices
    devices.contexts.close()


@pytest.fixture
def open_desk(devices, server):
    """Opens a screen for a member of staff, in a browser with nothing of former tests but the sign-in.

    What its pages complain of fails the test, but for parts in `open_desk.expected`. `prepare` gets the page before it
    loads the desk.
    """

    def open_desk(person=EDITOR, screen="", *, prepare=None, **options):
        page = devices.open(server, person, {"locale": "en", **options})
        if prepare:
            prepare(page)
        page.goto(f"{server.url}/desk{screen}")
        screen, button = page.locator("main.screen, .editor-bar"), page.locator(".sign-in .button.main")
        screen.or_(button).first.wait_for()
        if button.is_visible():
            button.click()
            page.get_by_role("button", name=person.name).click()
            screen.first.wait_for()
        return page

    open_desk.expected = devices.contexts.expected
    yield open_desk
    devices.take_back()
    devices.contexts.check()
