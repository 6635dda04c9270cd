"""What readers and SES do between the planning of an issue and its mails, through the functions that carry it out."""

from datetime import timedelta

import pytest

from functions.feedback import handler as feedback
from tests.support.feedback import report
from tests.support.newsletter import MORNING, check_sum
from tests.support.subscribers import Reader, read_items, use_clock


def leave(reader):
    assert reader.post_unsubscribe(reader.url)["statusCode"] == 200


def pause(reader):
    until = (reader.clock.at + timedelta(days=1)).isoformat()
    assert reader.call_me("PATCH", body={"paused_until": until})["statusCode"] == 200


def choose_another_language(reader):
    assert reader.call_me("PATCH", body={"lang": "ru"})["statusCode"] == 200


def erase(reader):
    assert reader.call_me("DELETE")["statusCode"] == 204


def complain(reader):
    assert report("complaint", reader.email, reader.clock.at) == "suppressed"


def bounce(reader):
    assert report("hard-bounce", reader.email, reader.clock.at) == "suppressed"


@pytest.fixture
def reader(newsletter, monkeypatch):
    """A reader who has signed up and confirmed, beside one who does nothing; their issue is on pages."""
    use_clock(monkeypatch, newsletter.clock)
    monkeypatch.setattr(feedback, "now", newsletter.clock)
    newsletter.clock.at = MORNING - timedelta(hours=2)
    reader = Reader(clock=newsletter.clock)
    [reader.url] = reader.subscribe(lists=["daily"])
    reader.deliver()
    newsletter.subscribe("other")
    newsletter.publish("Metro opens", MORNING - timedelta(hours=1))
    newsletter.open()
    newsletter.make_pages()
    return reader


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        (leave, "left"),
        (pause, "paused"),
        (choose_another_language, "language"),
        (erase, "erased"),
        # Both end the subscription too.
        (complain, "left"),
        (bounce, "left"),
    ],
)
def test_who_leaves_complains_or_is_erased_after_the_planning_gets_no_letter(newsletter, reader, action, reason):
    before = len(reader.mails())
    action(reader)
    newsletter.deliver()
    newsletter.pass_minutes()
    figures = newsletter.report()
    check_sum(figures)
    assert (figures["queued"], figures["sent"], figures["skipped"]) == (2, 1, {reason: 1})
    assert len(reader.mails()) == before
    assert newsletter.received()["other"] == 1
    assert not [item for item in read_items() if item["part"].startswith("mark/") and item["subscriber"] != "other"]


def test_who_comes_back_after_the_planning_gets_one_letter(newsletter, reader):
    leave(reader)
    assert reader.post_unsubscribe(reader.url, "action=undo")["statusCode"] == 200
    before = len(reader.mails())
    newsletter.deliver()
    assert len(reader.mails()) == before + 1
