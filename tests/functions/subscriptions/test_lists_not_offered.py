"""Lists that nobody sends are not offered; who has one can confirm, leave and come back."""

import json

import pytest

from tests.support.subscribers import CONSENT, read_items, read_parts, read_pointers, read_problem


@pytest.fixture
def send_no_list(monkeypatch):
    """From its call on the site offers no list."""
    return lambda: monkeypatch.setenv("MAIL_LISTS", "")


def test_channels_have_no_list(reader, send_no_list):
    send_no_list()
    assert json.loads(reader.call("GET /v1/channels")["body"])["lists"] == []


@pytest.mark.parametrize("fields", [{}, {"lists": ["daily"]}])
def test_a_signup_is_refused(reader, send_no_list, fields):
    send_no_list()
    response = reader.sign_up(**fields)
    assert (response["statusCode"], read_pointers(response)) == (422, ["#/lists"])
    assert "No list is offered here at the moment." in read_problem(response)["detail"]
    assert read_items() == []


def test_only_the_offered_lists_can_be_chosen(reader, monkeypatch):
    monkeypatch.setenv("MAIL_LISTS", "weekly")
    assert read_pointers(reader.sign_up(lists=["weekly", "daily"])) == ["#/lists/1"]
    assert read_pointers(reader.sign_up()) == ["#/lists"], "the default list is not offered"
    assert reader.sign_up(lists=["weekly"])["statusCode"] == 202


@pytest.mark.parametrize(
    ("route", "form", "status"),
    [
        ("POST /v1/subscriptions", f"email=reader%40example.org&lang=en&lists=daily&consent={CONSENT}", 422),
        ("GET /v1/subscriptions", None, 405),
        ("POST /v1/subscriptions/confirm", "token=unknown", 410),
    ],
)
def test_no_page_has_the_form(reader, send_no_list, route, form, status):
    send_no_list()
    response = reader.call(route, form=form, accept="text/html")
    assert response["statusCode"] == status
    assert 'action="/v1/subscriptions"' not in response["body"]
    assert ("No mailing list is offered here at the moment." in response["body"]) == (status != 410)


def test_a_subscriber_can_confirm_leave_and_undo(reader, send_no_list):
    reader.sign_up(lists=["daily"])
    send_no_list()
    reader.deliver()
    confirmed = reader.confirm()
    [url] = [subscription["unsubscribe_url"] for subscription in json.loads(confirmed["body"])["lists"]]
    assert len(read_parts("list/")) == 1
    left = reader.post_unsubscribe(url, "action=list", accept="text/html")
    assert "“Daily digest” is not sent to you any more." in left["body"]
    assert read_parts("list/") == []
    assert reader.post_unsubscribe(url, "action=undo")["statusCode"] == 200
    assert len(read_parts("list/")) == 1
    reader.post_unsubscribe(url)
    reader.clock.forward(minutes=15)
    late = reader.post_unsubscribe(url, "action=undo", accept="text/html")["body"]
    assert "It is too late to take this back." in late
    assert "You can sign up anew." not in late
