"""Signing in at the desk in a browser: the page, the policy and the sign-in page are those of the local server."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from cli.local.sign_in.people import SAMPLES
from tests.support.browsers import LONGEST_WAIT
from tests.support.desk_server import build_desk, bundle, replace_script
from tests.support.local_server import LocalServer

pytestmark = pytest.mark.browser

AUTHOR, EDITOR, ADMIN = SAMPLES
STORED = """async () => {
  const database = await new Promise((resolve) => {
    const request = indexedDB.open("gazette-desk");
    request.onsuccess = () => resolve(request.result);
  });
  const stored = await new Promise((resolve) => {
    const request = database.transaction("sign-in").objectStore("sign-in").get("refresh");
    request.onsuccess = () => resolve(request.result?.token ?? null);
  });
  database.close();
  return stored;
}"""
ME = "async (token) => (await fetch('/v1/editorial/me', {headers: {authorization: `Bearer ${token}`}})).json()"


@pytest.fixture(scope="module")
def server():
    build_desk()
    with LocalServer("--empty") as server:
        yield server


@pytest.fixture(scope="module")
def session_script(server, tmp_path_factory):
    return bundle("session.ts", tmp_path_factory.mktemp("bundle"))


@pytest.fixture
def make_context(browser):
    """Makes browsers without a history. What their pages complain of fails the test, except `make_context.expected`."""
    made, complaints = [], []

    def watch(page):
        page.set_default_timeout(LONGEST_WAIT)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))

    def make_context():
        context = browser.new_context()
        context.on("page", watch)
        made.append(context)
        return context

    make_context.expected = []
    yield make_context
    for context in made:
        context.close()
    assert [text for text in complaints if not any(part in text for part in make_context.expected)] == []


@pytest.fixture
def context(make_context, session_script):
    """A browser whose desk is the sign-in alone."""
    context = make_context()
    replace_script(context, session_script)
    return context


def open_desk(context, server, path="/desk"):
    page = context.new_page()
    page.goto(f"{server.url}{path}")
    wait_for(page, "state")
    return page


def wait_for(page, name, value=None):
    """Wait for an attribute that the script sets."""
    selector = f"html[data-{name}]" if value is None else f'html[data-{name}="{value}"]'
    page.wait_for_selector(selector, state="attached")


def get_state(page):
    """Whether somebody is signed in, or why not."""
    return page.locator("html").get_attribute("data-state")


def choose(page, person):
    page.get_by_role("button", name=person.name).click()


def sign_in(page, person=EDITOR, screen="#/articles"):
    page.evaluate("(screen) => void session.begin(screen)", screen)
    choose(page, person)
    page.wait_for_url("**/desk*")
    wait_for(page, "state")
    assert get_state(page) == "true"


@pytest.mark.parametrize("person", SAMPLES, ids=[person.group for person in SAMPLES])
def test_a_person_comes_back_to_the_screen_with_name_and_group(context, server, person):
    page = open_desk(context, server)
    assert get_state(page) == "false"
    sign_in(page, person, "#/front/ru")
    me = page.evaluate(ME, page.evaluate("session.get()"))
    assert (me["name"], me["groups"]) == (person.name, [person.group])
    assert page.url == f"{server.url}/desk#/front/ru"


def test_no_token_or_code_is_where_another_script_or_a_log_could_see_it(context, server):
    addresses = []
    context.on("request", lambda request: addresses.append(request.url))
    page = open_desk(context, server)
    sign_in(page)
    assert page.evaluate("Object.values({...localStorage, ...sessionStorage})") == []
    assert page.evaluate("document.cookie") == ""
    page.go_back()
    page.go_forward()
    assert "code=" not in page.url
    assert not any("token=" in address or "eyJ" in address for address in addresses)
    [back] = [address for address in addresses if "code=" in address]
    assert back.startswith(f"{server.url}/desk?")
    assert "code=" not in server.output


def test_a_reload_and_another_tab_ask_for_nothing_and_replace_the_refresh_token(context, server):
    page = open_desk(context, server)
    sign_in(page)
    tokens = [page.evaluate(STORED)]
    page.reload()
    wait_for(page, "state")
    assert get_state(page) == "true"
    tokens.append(page.evaluate(STORED))
    other = open_desk(context, server)
    assert get_state(other) == "true"
    tokens.append(other.evaluate(STORED))
    assert len(set(tokens)) == 3
    # The first tab renews with what the second one has left.
    assert page.evaluate("session.get().then((token) => session.renew(token))")


def test_tabs_that_renew_at_once_do_not_end_their_session(context, server):
    first = open_desk(context, server)
    sign_in(first)
    tabs = [first, *(open_desk(context, server) for _ in range(3))]
    for _ in range(3):
        for tab in tabs:
            tab.evaluate("void (window.renewed = session.get().then((token) => session.renew(token)))")
        assert all(tab.evaluate("renewed") for tab in tabs)


def test_signing_out_ends_all_tabs_and_the_refresh_token(context, server, make_context):
    page = open_desk(context, server)
    sign_in(page)
    other = open_desk(context, server)
    token = page.evaluate(STORED)
    page.evaluate("void session.end()")
    wait_for(page, "state", "false")
    wait_for(other, "ended", "signed out")
    assert page.url == f"{server.url}/desk"
    assert page.evaluate(STORED) is None
    assert other.evaluate("session.get()") is None
    make_context.expected.append("status of 400")
    refused = page.evaluate(
        """async (token) => {
          const {desk_sign_in: signIn} = await (await fetch("/v1")).json();
          const fields = {grant_type: "refresh_token", client_id: signIn.client_id, refresh_token: token};
          const answer = await fetch(signIn.token_url, {method: "POST", body: new URLSearchParams(fields)});
          return [answer.status, await answer.json()];
        }""",
        token,
    )
    assert refused == [400, {"error": "invalid_grant"}]


def test_a_popup_signs_in_beside_a_tab_that_goes_on_and_closes_itself(context, server):
    page = open_desk(context, server)
    page.evaluate("window.mark = 'still here'")
    with context.expect_page() as opened:
        page.evaluate("session.beginInPopup()")
    popup = opened.value
    with popup.expect_event("close"):
        choose(popup, EDITOR)
    wait_for(page, "signed-in")
    assert page.evaluate(ME, page.evaluate("session.get()"))["name"] == EDITOR.name
    assert page.evaluate("mark") == "still here"


def test_a_tab_never_gets_the_tokens_of_another_person(context, server):
    """Its texts would be sent in that person's name."""
    page = open_desk(context, server)
    sign_in(page, AUTHOR)
    other = open_desk(context, server)
    sign_in(other, ADMIN)
    assert page.evaluate("session.get().then((token) => session.renew(token))") is None
    wait_for(page, "ended", "another person")
    assert page.evaluate("session.get()") is None
    assert other.evaluate(ME, other.evaluate("session.get()"))["name"] == ADMIN.name


def test_a_session_that_was_ended_elsewhere_asks_again_and_harms_nothing(context, server, make_context):
    page = open_desk(context, server)
    sign_in(page)
    make_context.expected.append("status of 400")
    page.evaluate(
        """async (token) => {
          const {desk_sign_in: signIn} = await (await fetch("/v1")).json();
          const revoke = new URL("revoke", signIn.token_url);
          await fetch(revoke, {method: "POST", body: new URLSearchParams({client_id: signIn.client_id, token})});
        }""",
        page.evaluate(STORED),
    )
    assert page.evaluate("session.get().then((token) => session.renew(token))") is None
    assert page.evaluate(STORED) is None
    sign_in(page)


@pytest.mark.parametrize(
    ("query", "state"),
    [
        ("?code=guessed&state=guessed", "Error: state"),
        ("?error=access_denied&state=guessed", "Error: state"),
        ("?code=guessed", "Error: state"),
        ("?utm_source=mail", "false"),
    ],
)
def test_a_code_that_this_browser_did_not_ask_for_is_refused(context, server, query, state):
    page = open_desk(context, server, f"/desk{query}")
    assert get_state(page) == state
    assert page.evaluate("session.get()") is None


def test_the_desk_signs_in_at_localhost_too(context, server, make_context):
    local = server.url.replace("127.0.0.1", "localhost")
    page = context.new_page()
    page.goto(f"{local}/desk")
    wait_for(page, "state")
    sign_in(page)
    assert page.url == f"{local}/desk#/articles"
    page.evaluate("void session.end()")
    wait_for(page, "state", "false")
    assert page.url == f"{local}/desk"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_form_of_a_picture_goes_to_the_bucket_with_progress(context, server, host):
    """From another origin, as in a deployed stack, and under the policy of the page."""
    page = context.new_page()
    page.goto(f"{server.url.replace('127.0.0.1', host)}/desk")
    wait_for(page, "state")
    sign_in(page)
    status, sent = page.evaluate(
        """async () => {
          const content = new Uint8Array(300_000);
          const headers = {
            authorization: `Bearer ${await session.get()}`,
            "content-type": "application/json",
            "idempotency-key": crypto.randomUUID(),
          };
          const body = JSON.stringify({name: "a.jpg", type: "image/jpeg", size: content.length});
          const {upload} = await (await fetch("/v1/editorial/media", {method: "POST", headers, body})).json();
          const form = new FormData();
          for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
          form.append("file", new Blob([content], {type: "image/jpeg"}), "a.jpg");
          const request = new XMLHttpRequest();
          let sent = 0;
          request.upload.onprogress = (event) => { sent = event.loaded; };
          request.open("POST", upload.url);
          await new Promise((resolve) => { request.onloadend = resolve; request.send(form); });
          return [request.status, sent];
        }"""
    )
    assert status == 201
    assert sent > 300_000


def test_the_page_to_choose_a_person_is_accessible_and_works_by_keyboard(context, server):
    page = open_desk(context, server)
    page.evaluate("void session.begin('')")
    page.wait_for_url("**/_dev/oauth2/authorize*")
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.activeElement.value") == AUTHOR.email
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    wait_for(page, "state", "true")
    assert page.evaluate(ME, page.evaluate("session.get()"))["name"] == EDITOR.name


def test_the_real_desk_signs_in_and_out(make_context, server):
    page = make_context().new_page()
    page.goto(f"{server.url}/desk")
    page.get_by_role("button", name="Sign in").click()
    choose(page, EDITOR)
    page.get_by_role("button", name=re.compile(EDITOR.name)).click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in").wait_for()
    assert page.url.split("#")[0] == f"{server.url}/desk"


def test_a_new_build_is_served_at_once(make_context, server):
    files = Path(__file__).parents[2] / "web/desk"
    before = server.get("/desk").headers["etag"]
    build_desk()
    assert server.get("/desk").headers["etag"] == before
    for path in sorted(files.iterdir()):
        if path.name != "files.json":
            assert server.get(f"/desk/{path.name}").status == 200, path.name
