"""DELETE /v1/subscriptions/me: what is gone, what stays, and an erasure that is interrupted."""

import json

import boto3
import pytest
from botocore.exceptions import ClientError

from functions.mailer import handler as mailer
from functions.preferences import handler as preferences
from gazette.dynamodb.writes import put
from gazette.subscriptions.repository import SUPPRESSION
from tests.support.subscribers import CONSENT, TABLE, Reader, fail_calls, read_items, read_parts, read_problem

OF_LIMITS = "limit/"


def erase(reader, token=None):
    return reader.call_me("DELETE", token)


def read_rest():
    """Kinds of the items that are left, without counters of rate limits, which end within a day."""
    return sorted(
        item["part"].partition("/")[0] for item in read_items() if not item["subscriber"].startswith(OF_LIMITS)
    )


def put_item(part, **facts):
    [profile] = read_parts("profile")
    item = {"subscriber": profile["subscriber"], "part": part, **facts}
    preferences.subscribers.commit({"item": put(TABLE, item)})


def put_marks(number):
    [profile] = read_parts("profile")
    mark = {"subscriber": profile["subscriber"], "at": "2026-11-24T07:00:00Z", "state": "sent", "expires_at": 10**10}
    with boto3.resource("dynamodb").Table(TABLE).batch_writer() as batch:
        for issue in range(number):
            batch.put_item(Item={**mark, "part": f"mark/daily/en/{issue}"})


@pytest.fixture
def known(active):
    """A reader about whom everything that there can be is stored."""
    active.call_me("PATCH", body={"lists": ["daily", "weekly", "breaking"], "consent": CONSENT, "lang": "ru"})
    active.call_me("PATCH", body={"paused_until": "2026-12-24T07:00:00Z"})
    put_marks(230)
    active.clock.forward(hours=3)
    active.sign_up(lists=["daily"])
    active.deliver()
    active.ask_for_link()
    return active


def test_everything_is_gone_but_a_note_and_the_used_token_without_a_person(known):
    [profile] = read_parts("profile")
    assert erase(known)["statusCode"] == 204
    assert read_rest() == ["erasure", "manage"]
    [note], [token] = read_parts("erasure"), read_parts("manage")
    assert set(note) == {"subscriber", "part", "at", "expires_at"}
    assert note["expires_at"] == int(known.clock.at.timestamp()) + 35 * 24 * 3600
    assert set(token) == {"subscriber", "part", "erased_at", "expires_at"}
    text = json.dumps([note, token], default=str)
    assert "example.org" not in text
    assert profile["subscriber"] not in json.dumps(token, default=str)


def test_a_suppression_stays(active):
    put_item(SUPPRESSION, reason="bounce", until=0)
    assert erase(active)["statusCode"] == 204
    assert read_rest() == ["erasure", "manage", "suppression"]


def test_a_repetition_gets_the_same_answer_and_no_other_token_does(active):
    used, other = active.manage_token(), None
    active.clock.forward(hours=1)
    active.ask_for_link()
    active.deliver()
    other = active.manage_token()
    first = erase(active, other)
    assert erase(active, other) == first
    for token in (used, "x" * 43):
        assert (erase(active, token)["statusCode"], read_problem(erase(active, token))["status"]) == (410, 410)
    assert active.call_me("GET", other)["statusCode"] == 410
    active.clock.forward(days=30)
    assert erase(active, other)["statusCode"] == 410


@pytest.mark.parametrize("finish", ["the reader repeats it", "Mailer finds it", "Mailer finds it without a sender"])
def test_an_interrupted_erasure_is_finished(known, finish, monkeypatch):
    monkeypatch.setattr("gazette.dynamodb.retry.LONGEST_PAUSE", 0)
    token, busy = known.manage_token(), ClientError({"Error": {"Code": "InternalServerError"}}, "Query")
    with fail_calls("Query", busy):
        assert erase(known, token)["statusCode"] >= 500
    assert read_parts("profile") == []
    assert len(read_parts("mark/")) == 230
    if finish == "Mailer finds it without a sender":
        monkeypatch.setattr(mailer, "signup_mails", None)
    if finish.startswith("Mailer finds it"):
        assert known.deliver_due(minutes=2)["erased"] == 1
    else:
        assert erase(known, token)["statusCode"] == 204
    assert read_rest() == ["erasure", "manage"]
    assert known.deliver_due(days=1) == {}
    assert erase(known, token)["statusCode"] == 204


def test_who_signs_up_anew_before_an_erasure_is_finished_keeps_what_is_new(known, monkeypatch):
    token, busy = known.manage_token(), ClientError({"Error": {"Code": "InternalServerError"}}, "Query")
    with fail_calls("Query", busy):
        erase(known, token)
    known.clock.forward(hours=6)
    known.subscribe(lists=["weekly"])
    assert erase(known, token)["statusCode"] == 204
    assert [item["event"] for item in read_parts("consent/")] == ["requested", "confirmed"]
    assert [item["part"] for item in read_parts("list/")] == ["list/weekly"]
    known.deliver()
    assert known.call_me("GET")["statusCode"] == 200


def test_mails_that_wait_are_not_sent_to_an_erased_address(known):
    before = len(known.mails())
    known.sign_up(lists=["daily"])
    erase(known)
    known.deliver()
    assert len(known.mails()) == before
    assert known.deliver_due(days=1) == {}


def test_who_is_erased_can_sign_up_again(active):
    erase(active)
    active.clock.forward(hours=1)
    active.subscribe()
    active.deliver()
    assert active.call_me("GET", active.manage_token())["statusCode"] == 200


def test_an_address_that_waits_to_be_confirmed_is_erased_too(active):
    token = active.manage_token()
    active.call_me("PATCH", token, body={"email": "moved@example.org"})
    active.deliver()
    moved = Reader("moved@example.org", clock=active.clock)
    assert active.call_me("DELETE", token)["statusCode"] == 204
    assert "example.org" not in json.dumps(read_items(), default=str)
    assert read_parts("consent/") == read_parts("move/") == []
    assert moved.confirm()["statusCode"] == 410


def test_a_signup_of_somebody_else_outlives_the_erasure_of_who_asked_for_the_same_address(active):
    token = active.manage_token()
    active.call_me("PATCH", token, body={"email": "other@example.org"})
    active.deliver()
    other = Reader("other@example.org", clock=active.clock)
    other.clock.forward(hours=1)
    other.sign_up(lists=["weekly"])
    other.deliver()
    assert active.call_me("DELETE", token)["statusCode"] == 204
    assert other.confirm()["statusCode"] == 200
