"""What the desk loads at its start waits for nothing that it does not need."""

import json
import re

import pytest
from playwright.sync_api import expect

from cli.local.stack import ROOT
from tests.desk.conftest import EDITOR
from tests.support.waiting import eventually

pytestmark = pytest.mark.browser


KEPT = """() => new Promise((done) => {
  const request = indexedDB.open("gazette-desk");
  request.onsuccess = () => {
    request.result.transaction("sign-in").objectStore("sign-in").getAll().onsuccess = ({ target }) =>
      done(JSON.stringify(target.result));
  };
})"""
"""What this browser keeps of a session."""


@pytest.fixture
def load(open_desk):
    """Loads a screen in a browser that is signed in, with the answers of an address held back until `release`.
    `seen` is in the list of its last visit.

    Gives the page, its requests, and `release`.
    """

    def load(screen, held, seen=""):
        page, requests, waiting = open_desk(EDITOR), [], []
        eventually(lambda: seen in page.evaluate(KEPT))
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


def test_the_list_of_the_last_visit_is_shown_until_the_present_one_is_there(load, colleague):
    colleague.write(title="Seen before")
    page, _, release = load("", "**/_dev/oauth2/token", seen="Seen before")
    former = page.locator("[aria-busy=true] .shelf .title")
    expect(former.filter(has_text="Seen before").first).to_be_visible()
    colleague.write(title="Written since")
    release()
    present = page.locator("[aria-busy=false] .shelf .title")
    expect(present.filter(has_text="Written since").first).to_be_visible()


def test_a_list_is_not_shown_when_its_session_has_ended(load, open_desk, colleague):
    open_desk.expected.append("Failed to load resource")
    colleague.write(title="Seen before")
    page, *_ = load("", "**/_dev/oauth2/token", seen="Seen before")
    page.locator(".shelf .title").first.wait_for()
    page.unroute("**/_dev/oauth2/token")
    page.route("**/_dev/oauth2/token", lambda route: route.fulfill(status=400, json={"error": "invalid_grant"}))
    page.reload()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.locator(".shelf")).to_have_count(0)
    page.unroute("**/_dev/oauth2/token")
    page.reload()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert page.evaluate(KEPT) == "[]"
