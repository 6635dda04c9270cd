"""Signing in at the desk, and out."""

import re

import pytest

from cli.local.sign_in.people import SAMPLES
from tests.desk.accessibility import list_faults
from tests.desk.sign_in.tabs import AUTHOR, EDITOR, ME, choose, get_state, open_tab, sign_in, wait_for

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("person", SAMPLES, ids=[person.group for person in SAMPLES])
def test_a_person_comes_back_to_the_screen_with_name_and_group(device, server, person):
    page = open_tab(device, server)
    assert get_state(page) == "false"
    sign_in(page, person, "#/front/ru")
    me = page.evaluate(ME, page.evaluate("session.get()"))
    assert (me["name"], me["groups"]) == (person.name, [person.group])
    assert page.url == f"{server.url}/desk#/front/ru"


def test_no_token_or_code_is_where_another_script_or_a_log_could_see_it(device, server):
    addresses = []
    device.on("request", lambda request: addresses.append(request.url))
    page = open_tab(device, server)
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


@pytest.mark.parametrize(
    ("query", "state"),
    [
        ("?code=guessed&state=guessed", "Error: state"),
        ("?error=access_denied&state=guessed", "Error: state"),
        ("?code=guessed", "Error: state"),
        ("?utm_source=mail", "false"),
    ],
)
def test_a_code_that_this_browser_did_not_ask_for_is_refused(device, server, query, state):
    page = open_tab(device, server, f"/desk{query}")
    assert get_state(page) == state
    assert page.evaluate("session.get()") is None


def test_the_desk_signs_in_at_localhost_too(device, server):
    local = server.url.replace("127.0.0.1", "localhost")
    page = device.new_page()
    page.goto(f"{local}/desk")
    wait_for(page, "state")
    sign_in(page)
    assert page.url == f"{local}/desk#/articles"
    page.evaluate("void session.end()")
    wait_for(page, "state", "false")
    assert page.url == f"{local}/desk"


def test_the_page_to_choose_a_person_is_accessible_and_works_by_keyboard(device, server):
    page = open_tab(device, server)
    page.evaluate("void session.begin('')")
    page.wait_for_url("**/_dev/oauth2/authorize*")
    assert list_faults(page) == []
    assert page.evaluate("document.activeElement.value") == AUTHOR.email
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    wait_for(page, "state", "true")
    assert page.evaluate(ME, page.evaluate("session.get()"))["name"] == EDITOR.name


def test_the_real_desk_signs_in_and_out(contexts, server):
    page = contexts.open().new_page()
    page.goto(f"{server.url}/desk")
    page.get_by_role("button", name="Sign in").click()
    choose(page, EDITOR)
    page.get_by_role("button", name=re.compile(EDITOR.name)).click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in").wait_for()
    assert page.url.split("#")[0] == f"{server.url}/desk"
