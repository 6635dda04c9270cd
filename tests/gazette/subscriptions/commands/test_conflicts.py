"""Which of two commands wins, one after the other and at the same moment."""

from datetime import timedelta

import pytest

from functions.subscriptions import handler as subscriptions
from gazette.subscriptions.commands.lift import ComplaintStands, lift
from gazette.subscriptions.consent import Audit, ClientInfo
from gazette.times import timestamp
from tests.support.feedback import report
from tests.support.subscribers import read_parts, run_at_once


@pytest.mark.parametrize("facts", [{"reason": "complaint"}, {"reason": "bounce", "until": 10**12}])
def test_a_suppression_wins_over_a_confirmation_and_a_decline_does_not_shorten_it(pending, suppress, facts):
    suppress(**facts)
    assert pending.confirm()["statusCode"] == 410
    assert read_parts("list/") == []
    assert pending.confirm(refuse=True)["statusCode"] == 200
    [suppression] = read_parts("suppression")
    assert {name: suppression[name] for name in facts} == facts
    pending.clock.forward(days=40)
    pending.sign_up()
    pending.deliver()
    assert len(pending.mails()) == 1


def test_a_decline_prolongs_a_shorter_suppression(pending, suppress):
    suppress(reason="bounce", until=int(pending.clock.at.timestamp()) + 60)
    pending.confirm(refuse=True)
    [suppression] = read_parts("suppression")
    assert suppression["until"] == int((pending.clock.at + timedelta(days=30)).timestamp())


@pytest.mark.parametrize(("refuse", "status"), [(False, 410), (True, 200)])
@pytest.mark.parametrize("end", [{}, {"until": 10**12}])
def test_a_complaint_between_read_and_write_wins(pending, suppress, meanwhile, refuse, status, end):
    meanwhile(lambda: suppress(reason="complaint", **end))
    assert pending.confirm(refuse=refuse)["statusCode"] == status
    assert read_parts("suppression")[0]["reason"] == "complaint"
    assert read_parts("list/") == []


def test_a_complaint_wins_over_an_undo(reader, suppress):
    [url] = reader.subscribe()
    reader.post_unsubscribe(url)
    suppress(reason="complaint")
    assert reader.post_unsubscribe(url, "action=undo")["statusCode"] == 410
    assert read_parts("list/") == []


def test_a_complaint_between_read_and_write_is_not_lifted_with_a_bounce(reader, meanwhile):
    report("hard-bounce", at=reader.clock.at)
    [suppression] = read_parts("suppression")
    audit = Audit(ClientInfo("", "operator"), reader.clock.at, "01KB0000000000000000000000")
    meanwhile(lambda: report("complaint", at=reader.clock.at))
    with pytest.raises(ComplaintStands):
        lift(subscriptions.subscribers, suppression["subscriber"], "it works again", audit, complaint_too=False)
    assert [item["reason"] for item in read_parts("suppression")] == ["complaint"]


@pytest.mark.parametrize("stored", [False, True])
@pytest.mark.parametrize(("kind", "reason", "days"), [("complaint", "complaint", -1), ("hard-bounce", "bounce", 2)])
def test_a_stronger_suppression_between_read_and_write_of_a_bounce_stays(reader, meanwhile, stored, kind, reason, days):
    at, stronger_at = reader.clock.at, reader.clock.at + timedelta(days=days)
    if stored:
        report("hard-bounce", at=at - timedelta(days=1))
    meanwhile(lambda: report(kind, at=stronger_at))
    assert report("hard-bounce", at=at) == "suppressed"
    [suppression] = read_parts("suppression")
    assert (suppression["reason"], suppression["at"]) == (reason, timestamp(stronger_at))


@pytest.fixture
def left_and_pending(reader):
    """A reader who unsubscribed and has signed up again; the former unsubscribe URL."""
    [url] = reader.subscribe()
    reader.post_unsubscribe(url)
    reader.clock.forward(hours=1)
    reader.sign_up()
    reader.deliver()
    return url


def test_an_unsubscription_between_read_and_write_wins_over_a_confirmation(reader, left_and_pending, meanwhile):
    meanwhile(lambda: reader.post_unsubscribe(left_and_pending))
    assert reader.confirm()["statusCode"] == 410
    assert read_parts("list/") == []


def test_an_unsubscription_wins_over_a_confirmation_between_its_read_and_write(reader, left_and_pending, meanwhile):
    meanwhile(reader.confirm)
    assert reader.post_unsubscribe(left_and_pending)["statusCode"] == 200
    assert read_parts("list/") == []


def test_a_decline_between_read_and_write_wins_over_a_confirmation(pending, meanwhile):
    token = pending.token()
    meanwhile(lambda: pending.confirm(token, refuse=True))
    assert pending.confirm(token)["statusCode"] == 410
    assert read_parts("list/") == []


def test_confirmations_and_unsubscriptions_at_the_same_moment_leave_a_consistent_state(pending):
    token, urls = pending.token(), []

    def confirm():
        response = pending.confirm(token)
        if response["statusCode"] == 200:
            urls.extend(response["body"].split('"unsubscribe_url":"')[1:])

    def unsubscribe():
        if urls:
            pending.post_unsubscribe(urls[0].partition('"')[0], "action=all")
        else:
            confirm()

    run_at_once([confirm, unsubscribe] * 4)
    [profile] = read_parts("profile")
    assert sorted(profile["lists"]) == [item["part"].removeprefix("list/") for item in read_parts("list/")]
    log = [item["event"] for item in sorted(read_parts("consent/"), key=lambda item: item["part"].partition("#")[2])]
    assert log.count("confirmed") == 1
    assert log.count("unsubscribed") == (profile["state"] == "left")


def test_a_signup_between_read_and_write_of_an_unsubscription_still_gets_its_mail(reader, meanwhile):
    url, _ = reader.subscribe(lists=["daily", "weekly"])
    reader.deliver()
    reader.clock.forward(hours=1)
    meanwhile(lambda: reader.sign_up(lists=["breaking"]))
    assert reader.post_unsubscribe(url)["statusCode"] == 200
    before = len(reader.mails())
    reader.deliver()
    assert len(reader.mails()) == before + 1
    assert reader.confirm()["statusCode"] == 200
    assert [item["part"] for item in read_parts("list/")] == ["list/breaking", "list/weekly"]
