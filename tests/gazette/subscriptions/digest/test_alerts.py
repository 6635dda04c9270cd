"""Alerts: a mail to the list `breaking`, two minutes after the publication of an article."""

from datetime import timedelta

import pytest

from gazette.times import timestamp
from tests.support.newsletter import MORNING, build_id, check_sum
from tests.support.subscribers import read_outbox


@pytest.fixture
def site(newsletter):
    newsletter.subscribe("aziza", list_id="breaking")
    newsletter.clock.at = MORNING
    return newsletter


def publish(site, title="Strong earthquake", age=timedelta(), card=None, **detail):
    """Publish an article and deliver its event; its position."""
    position = site.publish(title, MORNING - age, **(card or {}))
    ask(site, position, **detail)
    return position


def ask(site, position, event="article.published", **detail):
    published_at, _, id = position.partition("#")
    article = {
        "id": id,
        "kind": "news",
        "lang": "en",
        "slug": "strong-earthquake",
        "version": 2,
        "published_at": published_at,
        "at": published_at,
        "silent": False,
        "alert": True,
        **detail,
    }
    return site.call({"detail-type": event, "source": "gazette", "detail": article})["requested"]


def send_due(site, minutes=2):
    """Let time pass; then let every page of what is due be sent."""
    site.pass_minutes(minutes)
    site.make_pages()
    site.deliver()
    site.pass_minutes()


def test_an_alert_is_sent_two_minutes_after_the_publication(site):
    position = publish(site)
    send_due(site, 1.9)
    assert site.received() == {}
    send_due(site, 0.1)
    assert (site.received(), site.subjects()) == ({"aziza": 1}, ["Strong earthquake"])
    report = site.report(f"breaking/en/{position.partition('#')[2]}")
    check_sum(report)
    assert (report["status"], report["sent"]) == ("sent", 1)


def test_an_alert_without_a_dek_has_the_first_sentences_of_its_text(site):
    publish(
        site, card={"dek": None, "body": "<p>It was felt in Tashkent.</p><p>Nobody is hurt. Schools close. More.</p>"}
    )
    send_due(site)
    [mail] = read_outbox()
    assert "It was felt in Tashkent. Nobody is hurt. Schools close." in mail["text"].splitlines()


def test_an_article_has_one_alert_for_ever(site):
    position = publish(site)
    send_due(site)
    assert not ask(site, position)
    assert not ask(site, position, "article.updated")
    site.clock.forward(days=400)
    send_due(site)
    assert site.received() == {"aziza": 1}


def test_an_event_that_comes_again_before_the_alert_makes_no_second_one(site):
    position = publish(site)
    ask(site, position)
    send_due(site)
    assert site.received() == {"aziza": 1}


def test_an_article_that_is_withdrawn_within_two_minutes_is_announced_to_nobody(site):
    position = publish(site)
    site.withdraw(position)
    send_due(site)
    assert site.received() == {}
    assert site.report(f"breaking/en/{position.partition('#')[2]}")["status"] == "cancelled"


def test_a_cancelled_alert_may_be_asked_for_again(site):
    position = publish(site)
    site.withdraw(position)
    send_due(site)
    site.publish("Strong earthquake, corrected", MORNING, id=build_id(1))
    site.stories = 0
    again = site.publish("Strong earthquake, corrected", MORNING)
    assert again == position
    assert not ask(site, position), "the version that was withdrawn"
    assert ask(site, position, version=4)
    send_due(site)
    assert site.received() == {"aziza": 1}


@pytest.mark.parametrize(
    ("event", "detail"),
    [("article.withdrawn", {"alert": None}), ("article.updated", {"alert": False})],
    ids=["a withdrawal", "a publication with alert: false"],
)
@pytest.mark.parametrize("order", ["in order", "before the request"])
def test_an_alert_is_taken_back_until_it_begins(site, event, detail, order):
    position = site.publish("Strong earthquake", MORNING)
    calls = [lambda: ask(site, position), lambda: ask(site, position, event, version=3, **detail)]
    for call in calls if order == "in order" else reversed(calls):
        call()
    send_due(site)
    assert site.received() == {}, "although readers see the article: it was published again"
    assert ask(site, position, version=5)
    send_due(site)
    assert site.received() == {"aziza": 1}


def test_a_withdrawal_after_the_alert_changes_nothing_of_it(site):
    position = publish(site)
    send_due(site)
    ask(site, position, "article.withdrawn", version=3, alert=None)
    assert not ask(site, position, version=4)
    assert site.report(f"breaking/en/{position.partition('#')[2]}")["status"] == "sent"


def test_a_withdrawal_while_an_alert_is_sent_stops_its_further_mails(site):
    site.subscribe("bobur", "carol", list_id="breaking")
    position = publish(site)
    site.pass_minutes(2)
    site.make_pages()
    site.withdraw(position)
    site.deliver()
    site.pass_minutes()
    report = site.report(f"breaking/en/{position.partition('#')[2]}")
    assert (report["sent"], report["skipped"]) == (0, {"withdrawn": 3})


@pytest.mark.parametrize(
    ("detail", "age"),
    [({"silent": True}, 0), ({"kind": "page"}, 0), ({"alert": None}, 0), ({}, 7)],
    ids=["silent", "a page", "without alert", "seven hours old"],
)
def test_what_is_announced_to_nobody_has_no_alert(site, detail, age):
    publish(site, age=timedelta(hours=age), **detail)
    send_due(site)
    assert site.received() == {}


def test_an_alert_that_an_operator_stops_in_time_is_not_sent(site):
    position = publish(site)
    issue = f"breaking/en/{position.partition('#')[2]}"
    assert site.call({"stop": issue})["stopped"]
    send_due(site)
    assert (site.received(), site.report(issue)["status"]) == ({}, "stopped")
    assert not ask(site, position), "the event may come again"
    assert not ask(site, position, version=9)


def test_a_stop_while_the_alert_begins_is_not_lost(site, meanwhile):
    position = publish(site)
    issue = f"breaking/en/{position.partition('#')[2]}"
    meanwhile("TransactWriteItems", lambda: site.call({"stop": issue}))
    send_due(site)
    send_due(site)
    assert (site.received(), site.report(issue)["status"]) == ({}, "stopped")


def test_the_alert_says_what_readers_see_at_its_time(site):
    site.publish("Strong earthquake", MORNING)
    position = f"{timestamp(MORNING)}#{build_id(1)}"
    ask(site, position)
    site.stories = 0
    site.publish("Earthquake of magnitude 5.6", MORNING)
    send_due(site)
    assert site.subjects() == ["Earthquake of magnitude 5.6"]
