"""An undo restores what was left, and rolls back nothing that was confirmed later."""

import pytest

from functions.subscriptions import handler as subscriptions
from gazette.dynamodb.writes import put
from gazette.subscriptions.commands import erase
from tests.support.subscribers import TABLE, read_parts


def read_segments():
    return [item["segment"][:-3] for item in read_parts("list/")]


def test_an_undo_keeps_the_language_and_the_lists_of_a_later_confirmation(reader):
    [daily, _] = reader.subscribe(lists=["daily", "weekly"], lang="en")
    reader.clock.forward(minutes=16)
    reader.post_unsubscribe(daily, "action=all")
    reader.sign_up(lists=["daily", "breaking"], lang="ru", email="READER@example.org")
    reader.deliver()
    reader.email = "READER@example.org"
    reader.confirm()
    assert reader.post_unsubscribe(daily, "action=undo")["statusCode"] == 200
    assert read_segments() == ["breaking/ru", "daily/ru", "weekly/en"]
    [profile] = read_parts("profile")
    assert (profile["lang"], profile["email"]) == ("ru", "READER@example.org")


def test_a_mail_that_was_sent_before_an_undo_can_still_be_confirmed(reader):
    [daily] = reader.subscribe(lists=["daily"])
    reader.clock.forward(minutes=16)
    reader.post_unsubscribe(daily)
    reader.sign_up(lists=["weekly"])
    reader.deliver()
    reader.post_unsubscribe(daily, "action=undo")
    assert reader.confirm()["statusCode"] == 200
    assert read_segments() == ["daily/en", "weekly/en"]


def test_a_signup_that_waits_survives_an_undo(reader):
    [daily] = reader.subscribe(lists=["daily"])
    reader.clock.forward(minutes=16)
    reader.post_unsubscribe(daily)
    reader.sign_up(lists=["weekly"])
    reader.post_unsubscribe(daily, "action=undo")
    reader.deliver()
    reader.confirm()
    assert read_segments() == ["daily/en", "weekly/en"]


def test_a_repeated_undo_of_other_lists_than_the_links_own_gets_the_same_answer(reader):
    [daily, weekly] = reader.subscribe(lists=["daily", "weekly"])
    reader.post_unsubscribe(daily)
    reader.clock.forward(minutes=16)
    reader.post_unsubscribe(daily, "action=all")
    assert [reader.post_unsubscribe(daily, "action=undo")["statusCode"] for _ in range(2)] == [200, 200]
    assert read_segments() == ["weekly/en"]
    reader.post_unsubscribe(weekly)
    assert reader.post_unsubscribe(daily, "action=undo")["statusCode"] == 410
    assert "email" not in str(read_parts("undo/daily"))


@pytest.fixture
def erased(reader, monkeypatch):
    """A reader who left, and whose erasure was interrupted after its first transaction; `finish` continues it."""
    [reader.url] = reader.subscribe(lists=["daily"])
    reader.clock.forward(minutes=14)
    reader.post_unsubscribe(reader.url)
    subscriber = read_parts("profile")[0]["subscriber"]
    finish = erase.finish_erasure
    monkeypatch.setattr(erase, "finish_erasure", lambda *_: None)
    erase.erase_subscriber(subscriptions.subscribers, subscriber, reader.clock.at)
    reader.finish = lambda: finish(subscriptions.subscribers, subscriber)
    return reader


def test_an_undo_brings_nobody_back_whose_erasure_was_interrupted(erased):
    assert erased.post_unsubscribe(erased.url, "action=undo")["statusCode"] == 410
    assert read_parts("profile") == read_parts("list/") == []


def test_an_erasure_that_continues_between_read_and_write_wins_over_an_undo(erased, meanwhile):
    erased.clock.forward(minutes=5)
    erased.subscribe(lists=["weekly"])
    meanwhile(erased.finish)
    assert erased.post_unsubscribe(erased.url, "action=undo")["statusCode"] == 410
    assert read_segments() == ["weekly/en"]


@pytest.mark.parametrize("proof", ["double opt-in", "at a fair"])
def test_an_undo_keeps_the_proof_of_the_consent(reader, proof):
    [url] = reader.subscribe(lists=["daily"])
    [profile] = read_parts("profile")
    if proof != "double opt-in":
        facts = {"consent_source": proof, "consent_source_of": profile["confirmed_at"]}
        subscriptions.subscribers.commit({"proof": put(TABLE, {**profile, **facts})})
        [profile] = read_parts("profile")
    reader.clock.forward(hours=1)
    reader.post_unsubscribe(url)
    reader.post_unsubscribe(url, "action=undo")
    [restored] = read_parts("profile")
    kept = ("confirmed_at", "consent", "consent_source", "consent_source_of", "email", "state")
    assert {name: restored.get(name) for name in kept} == {name: profile.get(name) for name in kept}
