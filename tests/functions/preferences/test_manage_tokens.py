"""Manage tokens: who gets one, how long it is valid, and that it is of no use for anything else."""

import json

import pytest

from tests.support.subscribers import CONSENT, Reader, delete_expired, read_headers, read_parts, read_problem


def read_status(reader, token):
    return reader.call_me("GET", token)["statusCode"]


@pytest.mark.parametrize(
    "headers", [{}, {"authorization": ""}, {"authorization": "Basic eA=="}, {"authorization": "Bearer "}]
)
@pytest.mark.parametrize("route", ["GET /me", "PATCH /me", "DELETE /me", "GET /me/export", "POST /me/token"])
def test_a_request_without_a_token_is_refused(active, route, headers):
    method, path = route.split(" ")
    response = active.call(f"{method} /v1/subscriptions{path}", headers=headers)
    assert (response["statusCode"], read_problem(response)["status"]) == (401, 401)
    assert read_headers(response)["www-authenticate"] == "Bearer"
    assert read_headers(response)["cache-control"] == "no-store"


@pytest.mark.parametrize("route", ["GET /me", "PATCH /me", "DELETE /me", "GET /me/export", "POST /me/token"])
def test_unknown_foreign_and_expired_tokens_get_the_same_answer(active, route):
    method, path = route.split(" ")
    body = {"body": {}} if method == "PATCH" else {}
    expired, of_a_confirmation = active.manage_token(), active.token()
    active.clock.forward(days=30)
    texts = (expired, of_a_confirmation, "x" * 43, "x", "Bearer x")
    responses = [active.call_me(method, text, at=path.removeprefix("/me"), **body) for text in texts]
    assert {response["statusCode"] for response in responses} == {410}
    assert len({json.dumps({**read_problem(response), "request_id": ""}) for response in responses}) == 1
    assert len(read_parts("list/")) == 2


def test_a_manage_token_confirms_and_declines_nothing(active):
    token = active.manage_token()
    for refuse in (False, True):
        assert active.confirm(token, refuse=refuse)["statusCode"] == 410
    assert len(read_parts("list/")) == 2


def test_the_table_holds_no_token(active):
    token = active.manage_token()
    assert token not in json.dumps(read_parts(""), default=str)


def test_the_welcome_and_each_asked_link_add_a_token_and_the_oldest_of_six_ends(active):
    tokens = [active.manage_token()]
    for _ in range(5):
        active.clock.forward(hours=7)
        active.ask_for_link()
        active.deliver()
        tokens.append(active.manage_token())
    assert len(set(tokens)) == 6
    assert [read_status(active, token) for token in tokens] == [410, 200, 200, 200, 200, 200]
    assert len(read_parts("manage")) == 5


def test_a_reminder_has_a_manage_link(active):
    active.sign_up(lists=["daily"])
    active.deliver()
    assert active.mails()[-1]["subject"] == "You are subscribed to Gazette"
    assert read_status(active, active.manage_token()) == 200


@pytest.mark.parametrize("body", ["List-Unsubscribe=One-Click", "action=all"])
def test_after_the_last_list_a_token_exports_and_erases_and_changes_nothing(reader, body):
    [url] = reader.subscribe(lists=["daily"])
    reader.deliver()
    token = reader.manage_token()
    reader.post_unsubscribe(url, body)
    assert json.loads(reader.call_me("GET", token)["body"])["state"] == "left"
    assert reader.call_me("PATCH", token, body={"lists": ["daily"], "consent": CONSENT})["statusCode"] == 410
    exported = json.loads(reader.call_me("GET", token, at="/export")["body"])
    assert [event["event"] for event in exported["consent_log"]] == ["requested", "confirmed", "unsubscribed"]
    assert (exported["channels"], exported["lists"]) == ([], [])
    assert reader.call_me("DELETE", token)["statusCode"] == 204
    assert (read_parts("consent/"), read_parts("profile")) == ([], [])


def test_who_comes_back_needs_a_new_token(reader):
    [url] = reader.subscribe(lists=["daily"])
    reader.deliver()
    token = reader.manage_token()
    reader.post_unsubscribe(url)
    reader.clock.forward(hours=1)
    reader.subscribe(lists=["daily"])
    reader.deliver()
    assert read_status(reader, token) == 410
    assert read_status(reader, reader.manage_token()) == 200


def test_who_has_left_gets_a_link_to_the_data(reader):
    [url] = reader.subscribe(lists=["daily"])
    reader.deliver()
    reader.post_unsubscribe(url)
    reader.clock.forward(days=60)
    delete_expired(reader.clock.at)
    reader.call("POST /v1/subscriptions/manage", query="lang=ru", body={"email": reader.email})
    reader.deliver()
    assert reader.mails()[-1]["subject"] == "Ваши данные: Gazette"
    page = reader.use_form("show")
    assert (page["statusCode"], 'value="undo"' in page["body"], 'value="export"' in page["body"]) == (200, False, True)
    assert reader.call_me("DELETE")["statusCode"] == 204
    assert read_parts("consent/") == []


def test_leaving_one_of_two_lists_keeps_the_tokens(reader):
    [daily, _] = reader.subscribe(lists=["daily", "weekly"])
    reader.deliver()
    token = reader.manage_token()
    reader.post_unsubscribe(daily)
    assert read_status(reader, token) == 200


def test_a_token_is_replaced_on_request(active):
    old = active.manage_token()
    response = active.call_me("POST", old, at="/token")
    new = json.loads(response["body"])
    assert new["expires_at"] == "2026-12-24T08:00:00Z"
    assert [read_status(active, token) for token in (old, new["token"])] == [410, 200]
    assert active.call_me("POST", old, at="/token")["statusCode"] == 410


def test_every_request_for_a_link_gets_the_same_answer(active):
    stranger = Reader("stranger@example.org", clock=active.clock)
    assert active.ask_for_link() == stranger.ask_for_link()
    assert active.ask_for_link()["statusCode"] == 202


@pytest.mark.parametrize("email", ["reader", "Reader <reader@example.org>", "", 7])
def test_a_request_for_a_link_needs_an_address(reader, email):
    response = reader.call("POST /v1/subscriptions/manage", body={"email": email})
    assert (response["statusCode"], read_parts("")) == (422, [])
    assert "example.org" not in response["body"]
