"""What the desk loads at its start waits for nothing that it does not need."""

import json
import re

import pytest
from playwright.sync_api import expect

from cli.local.stack import ROOT
from tests.desk.conftest import EDITOR
from tests.support.waiting import eventually

pytestmark = pytest.mark.browser


@pytest.fixture
def load(open_desk):
    """Loads a screen in a browser that is signed in, with the answers of an address held back until `release`.

    Gives the page, its requests, and `release`.
    """

    def load(screen, held):
        page, requests, waiting = open_desk(EDITOR), [], []
        address = page.url.partition("#")[0]
        page.goto("about:blank")
        page.on("request", lambda request: requests.append(request.url))
        page.route(held, lambda route: waiting.append(route))  # noqa: PLW0108 (Playwright marks handlers)
        page.goto(address + screen, wait_until="commit")

        def release():
            for route in waiting:
                route.continue_()
            page.unroute(held)

        return page, requests, release

    return load


def list_matching(requests, pattern):
    return [address for address in requests if re.search(pattern, address)]


def wait_for_request(page, requests, pattern):
    # Requests are heard only while the page is asked for something.
    eventually(lambda: page.wait_for_timeout(20) or list_matching(requests, pattern))


def test_the_editor_is_loaded_beside_the_sign_in(load):
    page, requests, release = load("#/articles/new", "**/_dev/oauth2/token")
    for pattern in ("/desk/editor-screen-", "/desk/text-chunk-", "/_dev/oauth2/token"):
        wait_for_request(page, requests, pattern)
    assert len(list_matching(requests, "/desk/en-")) == 2, "the first texts and the others"
    assert not list_matching(requests, "/v1/editorial/")
    release()
    expect(page.locator(".text")).to_be_visible()


def test_what_the_chunks_of_the_editor_import_is_loaded_beside_them(load):
    page, requests, release = load("#/articles/new", re.compile("/desk/(editor-screen|text-chunk)-"))
    for name in json.loads((ROOT / "web/desk/files.json").read_text())["editor"]:
        wait_for_request(page, requests, f"/desk/{name}")
    release()
    expect(page.locator(".text")).to_be_visible()


def test_the_sign_in_does_not_wait_for_the_texts(load):
    page, requests, release = load("", "**/desk/en-*.js")
    wait_for_request(page, requests, "/_dev/oauth2/token")
    release()
    expect(page.locator("main.screen h1")).to_have_text("Articles")


def test_nothing_but_the_token_is_asked_for_before_the_list(load):
    page, requests, release = load("", "**/v1/editorial/articles?**")
    wait_for_request(page, requests, r"/v1/editorial/articles\?")
    assert not list_matching(requests, "/v1/editorial/me")
    release()
