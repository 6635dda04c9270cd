"""Restoring subscribers: nobody who left gets mail again, and proofs of consent return."""

import pytest

from cli.restore.subscribers import OPEN_REQUEST, SubscriberRule
from functions.subscriptions import handler as subscriptions
from gazette.dynamodb.writes import put
from tests.support.subscribers import TABLE, read_outbox, read_parts

LEFT = "of people who left the list"


@pytest.fixture
def subscribed(reader):
    reader.unsubscribe_url, _ = reader.subscribe(lists=["daily", "weekly"])
    return reader


@pytest.fixture
def restore(restore, reader):
    return lambda restored: restore("Subscribers", restored, now=reader.clock())


@pytest.fixture
def lose(empty):
    """Deletes the items of some kinds."""
    return lambda *kinds: empty("Subscribers", lambda item: item["part"].startswith(kinds))


@pytest.fixture
def suppress():
    def suppress():
        [profile] = read_parts("profile")
        item = {"subscriber": profile["subscriber"], "part": "suppression", "source": "complaint"}
        subscriptions.subscribers.commit({"suppression": put(TABLE, item)})

    return suppress


def read_kept():
    """The items that are no part of an open request."""
    items = [item for kind in ("consent/", "ip/", "list/", "profile", "suppression") for item in read_parts(kind)]
    return [{name: value for name, value in item.items() if name not in OPEN_REQUEST} for item in items]


@pytest.mark.parametrize("lost", [("",), ("profile",), ("list/",), ("consent/", "ip/"), ("suppression", "profile")])
def test_what_is_lost_of_a_person_returns_without_a_mail(subscribed, restore, save_restored, lose, suppress, lost):
    suppress()
    restored, before = save_restored("Subscribers"), read_kept()
    assert lose(*lost)
    restore(restored)
    assert read_kept() == before
    assert "copied" not in restore(restored)
    subscribed.deliver()
    assert len(read_outbox()) == 1


def test_nothing_of_an_erased_person_returns(subscribed, restore, save_restored):
    subscribed.deliver()
    restored = save_restored("Subscribers")
    assert subscribed.call_me("DELETE")["statusCode"] == 204
    counts = restore(restored)
    assert counts["of people who were erased"] >= 5
    assert "copied" not in counts
    assert read_kept() == []


def test_no_issue_returns_since_its_marks_may_be_older_than_its_mails(subscribed, restore, save_restored, lose):
    """A restored issue that was being sent would reach those again whose marks are lost."""
    subscriber = read_parts("profile")[0]["subscriber"]
    issue = {"subscriber": "issue/daily/en/2026-11-30", "part": "issue", "status": "sending", "due": "issue"}
    page = {"subscriber": "issue/daily/en/2026-11-30", "part": "page/07/0001", "readers": [subscriber], "queued": 1}
    mark = {"subscriber": subscriber, "part": "mark/daily/en/2026-11-30", "state": "sent"}
    subscriptions.subscribers.commit({item["part"]: put(TABLE, item) for item in (issue, page, mark)})
    restored = save_restored("Subscribers")
    assert lose("")
    restore(restored)
    assert [read_parts(kind) for kind in ("issue", "page/", "mark/")] == [[], [], []]


def test_a_list_that_somebody_left_since_stays_left(subscribed, restore, save_restored):
    restored = save_restored("Subscribers")
    subscribed.post_unsubscribe(subscribed.unsubscribe_url)
    after = read_kept()
    assert restore(restored)[LEFT] == 1
    assert read_kept() == after
    subscribed.post_unsubscribe(subscribed.unsubscribe_url, "action=all")
    assert restore(restored)[LEFT] == 2
    assert read_parts("list/") == []


def test_a_list_that_somebody_leaves_during_the_copy_stays_left(subscribed, restore, save_restored, lose, monkeypatch):
    restored = save_restored("Subscribers")
    lose("list/daily")
    prepare = SubscriberRule.prepare

    def prepare_and_leave(rule, missing):
        prepare(rule, missing)
        subscribed.post_unsubscribe(subscribed.unsubscribe_url, "action=all")

    monkeypatch.setattr(SubscriberRule, "prepare", prepare_and_leave)
    assert restore(restored)["changed meanwhile"] == 1
    assert read_parts("list/") == []


def test_somebody_who_must_get_no_mail_since_stays_away(subscribed, restore, save_restored, lose, suppress):
    restored = save_restored("Subscribers")
    suppress()
    lose("profile", "list/", "consent/")
    assert restore(restored)["of people who must get no mail"] >= 4
    assert [item["part"] for item in read_kept() if not item["part"].startswith("ip/")] == ["suppression"]


def test_a_request_that_was_open_is_not_continued(reader, restore, save_restored, empty):
    reader.sign_up()
    restored = save_restored("Subscribers")
    empty("Subscribers")
    assert restore(restored) == {"of people who had not confirmed": 1}
    reader.deliver()
    assert read_outbox() == []
