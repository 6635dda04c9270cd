"""The session of a browser with several tabs: renewed, ended, and taken over."""

import pytest

from tests.desk.sign_in.tabs import ADMIN, AUTHOR, EDITOR, ME, STORED, choose, get_state, open_tab, sign_in, wait_for

pytestmark = pytest.mark.browser


def test_a_reload_and_another_tab_ask_for_nothing_and_replace_the_refresh_token(device, server):
    page = open_tab(device, server)
    sign_in(page)
    tokens = [page.evaluate(STORED)]
    page.reload()
    wait_for(page, "state")
    assert get_state(page) == "true"
    tokens.append(page.evaluate(STORED))
    other = open_tab(device, server)
    assert get_state(other) == "true"
    tokens.append(other.evaluate(STORED))
    assert len(set(tokens)) == 3
    # The first tab renews with what the second one has left.
    assert page.evaluate("session.get().then((token) => session.renew(token))")


def test_tabs_that_renew_at_once_do_not_end_their_session(device, server):
    first = open_tab(device, server)
    sign_in(first)
    tabs = [first, *(open_tab(device, server) for _ in range(3))]
    for _ in range(3):
        for tab in tabs:
            tab.evaluate("void (window.renewed = session.get().then((token) => session.renew(token)))")
        assert all(tab.evaluate("renewed") for tab in tabs)


def test_signing_out_ends_all_tabs_and_the_refresh_token(device, server, contexts):
    page = open_tab(device, server)
    sign_in(page)
    other = open_tab(device, server)
    token = page.evaluate(STORED)
    page.evaluate("void session.end()")
    wait_for(page, "state", "false")
    wait_for(other, "ended", "signed out")
    assert page.url == f"{server.url}/desk"
    assert page.evaluate(STORED) is None
    assert other.evaluate("session.get()") is None
    contexts.expected.append("status of 400")
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


def test_a_popup_signs_in_beside_a_tab_that_goes_on_and_closes_itself(device, server):
    page = open_tab(device, server)
    page.evaluate("window.mark = 'still here'")
    with device.expect_page() as opened:
        page.evaluate("session.beginInPopup()")
    popup = opened.value
    with popup.expect_event("close"):
        choose(popup, EDITOR)
    wait_for(page, "signed-in")
    assert page.evaluate(ME, page.evaluate("session.get()"))["name"] == EDITOR.name
    assert page.evaluate("mark") == "still here"


def test_a_tab_never_gets_the_tokens_of_another_person(device, server):
    """Its texts would be sent in that person's name."""
    page = open_tab(device, server)
    sign_in(page, AUTHOR)
    other = open_tab(device, server)
    sign_in(other, ADMIN)
    assert page.evaluate("session.get().then((token) => session.renew(token))") is None
    wait_for(page, "ended", "another person")
    assert page.evaluate("session.get()") is None
    assert other.evaluate(ME, other.evaluate("session.get()"))["name"] == ADMIN.name


def test_a_session_that_was_ended_elsewhere_asks_again_and_harms_nothing(device, server, contexts):
    page = open_tab(device, server)
    sign_in(page)
    contexts.expected.append("status of 400")
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
