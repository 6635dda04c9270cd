"""Changes of preferences and erasures beside other actions at the same moment; and what the logs show of them."""

import json

import pytest

from functions.mailer import handler as mailer
from tests.support.events import Context
from tests.support.subscribers import CONSENT, read_items, read_parts, read_stream_records, run_at_once


@pytest.fixture
def active(reader):
    """A reader with two lists; the one-click URL of the daily one."""
    reader.url, _ = reader.subscribe(lists=["daily", "weekly"])
    reader.deliver()
    reader.clock.forward(hours=1)
    return reader


def read_lists():
    return [item["part"].removeprefix("list/") for item in read_parts("list/")]


def test_an_unsubscription_between_read_and_write_wins_over_a_change(active, meanwhile):
    token = active.manage_token()
    meanwhile(lambda: active.post_unsubscribe(active.url))
    assert active.call_me("PATCH", token, body={"lang": "ru"})["statusCode"] == 200
    assert [(item["part"], item["lang"]) for item in read_parts("list/")] == [("list/weekly", "ru")]


def test_leaving_everything_between_read_and_write_wins_over_an_added_list(active, meanwhile):
    token = active.manage_token()
    meanwhile(lambda: active.post_unsubscribe(active.url, "action=all"))
    changes = {"lists": ["breaking", "daily"], "consent": CONSENT}
    assert active.call_me("PATCH", token, body=changes)["statusCode"] == 410
    assert read_lists() == []


def test_a_complaint_between_read_and_write_wins_over_an_added_list(active, suppress, meanwhile):
    token = active.manage_token()
    meanwhile(lambda: suppress(reason="complaint"))
    changes = {"lists": ["breaking", "daily"], "consent": CONSENT}
    assert active.call_me("PATCH", token, body=changes)["statusCode"] == 410
    assert read_lists() == ["daily", "weekly"]


def test_a_change_by_somebody_else_between_read_and_write_is_seen_by_if_match(active, meanwhile):
    token = active.manage_token()
    etag = next(value for name, value in active.call_me("GET", token)["headers"].items() if name.lower() == "etag")
    meanwhile(lambda: active.call_me("PATCH", token, body={"lang": "uz"}))
    response = active.call_me("PATCH", token, body={"lang": "ru"}, headers={"if-match": etag})
    assert (response["statusCode"], read_parts("profile")[0]["lang"]) == (412, "uz")


def test_an_erasure_deletes_also_the_list_that_was_added_between_its_read_and_write(active, meanwhile):
    token = active.manage_token()
    changes = {"lists": ["breaking", "daily"], "consent": CONSENT}
    meanwhile(lambda: active.call_me("PATCH", token, body=changes))
    assert active.call_me("DELETE", token)["statusCode"] == 204
    assert read_lists() == read_parts("profile") == []


def test_an_erasure_between_read_and_reservation_wins_over_a_mail(active, meanwhile):
    token, before = active.manage_token(), len(active.mails())
    active.clock.forward(hours=1)
    active.ask_for_link()
    meanwhile(lambda: active.call_me("DELETE", token))
    active.deliver()
    assert (len(active.mails()), read_parts("profile"), read_parts("mail/")) == (before, [], [])


def test_an_erasure_while_a_mail_is_sent_leaves_nothing(active, ses_calls):
    token = active.manage_token()
    active.clock.forward(hours=1)
    active.ask_for_link()
    ses_calls(lambda: active.call_me("DELETE", token))
    active.deliver()
    kinds = {item["part"].partition("/")[0] for item in read_items() if not item["subscriber"].startswith("limit/")}
    assert kinds <= {"erasure", "manage"}
    assert active.call_me("DELETE", token)["statusCode"] == 204


@pytest.fixture
def ses_calls(monkeypatch):
    """Calls something right before the next mail is sent."""

    def before_the_next_mail(action):
        sender = mailer.signup_mails.sender
        send = sender.send

        def interrupted(*parts, **named):
            monkeypatch.setattr(sender, "send", send)
            action()
            return send(*parts, **named)

        monkeypatch.setattr(sender, "send", interrupted)

    return before_the_next_mail


def test_changes_at_the_same_moment_leave_a_consistent_state(active):
    token = active.manage_token()
    changes = [{"lists": ["weekly"]}, {"lang": "ru"}, {"lists": ["daily", "breaking"], "consent": CONSENT}]
    run_at_once(
        [
            *(lambda change=change: active.call_me("PATCH", token, body=change) for change in changes),
            lambda: active.post_unsubscribe(active.url),
        ]
    )
    [profile] = read_parts("profile")
    assert sorted(profile["lists"]) == read_lists()
    assert {item["lang"] for item in read_parts("list/")} <= {profile["lang"]}


def test_no_log_shows_an_address_or_a_token(active, caplog, capsys):
    token = active.manage_token()
    active.call_me("PATCH", token, body={"email": "new@example.org", "lang": "ru"})
    active.call_me("PATCH", token, body={"email": "new@localhost", "lists": ["hourly"]})
    active.call_me("GET", token, at="/export")
    active.use_form("show", token=token)
    active.call_me("GET", "y" * 43)
    active.deliver()
    mailer.handler({"Records": read_stream_records()}, Context())
    active.call_me("DELETE", token)
    out = capsys.readouterr()
    text = out.out + out.err + caplog.text + json.dumps([str(vars(record)) for record in caplog.records])
    for secret in (token, "y" * 43, "example.org", "new@localhost"):
        assert secret not in text
