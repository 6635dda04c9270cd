"""Mails of an issue: to whom, once each, and what follows when SES, the queue or the sender fails."""

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from botocore.exceptions import ReadTimeoutError

from functions.digest import handler as digest
from functions.sender import handler as sender
from gazette.subscriptions.digest.marks import LEASE
from gazette.subscriptions.digest.page_queue import parse_page_name
from gazette.subscriptions.digest.sending import MAX_UNANSWERED
from gazette.subscriptions.digest.sending_rate import MAX_WORKERS
from tests.support.crash_injection import Killed
from tests.support.newsletter import ISSUE, MORNING, LongContext, check_sum
from tests.support.subscribers import fail_calls, read_items, run_at_once
from tests.support.swallowed import swallowed


@pytest.fixture
def planned(newsletter):
    """A daily issue with two stories, whose page of three readers is in the queue."""
    newsletter.positions = [newsletter.publish(f"Story {n}", MORNING - timedelta(hours=n)) for n in (1, 2)]
    newsletter.subscribe("abc", "bca", "cab")  # of one shard, so of one page
    newsletter.open()
    newsletter.make_pages()
    return newsletter


def finish(newsletter):
    """Deliver until the issue has ended; its report."""
    for _ in range(40):
        newsletter.deliver()
        if set(newsletter.pass_minutes(16).values()) <= {"sent", "stopped"}:
            break
    report = newsletter.report()
    check_sum(report)
    assert report["waiting"] == 0
    return report


EVERYBODY = {"abc": 1, "bca": 1, "cab": 1}


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("left", lambda site: site.change("abc", state="left", lists=[])),
        ("left", lambda site: site.change("abc", lists=["weekly"])),
        ("paused", lambda site: site.change("abc", paused_until=int(MORNING.timestamp()) + 3600)),
        ("suppressed", lambda site: site.change("abc", "suppression", reason="complaint")),
        ("erased", lambda site: site.forget("abc")),
        ("language", lambda site: site.change("abc", "list/daily", lang="ru")),
    ],
)
def test_who_must_not_get_a_mail_any_more_is_skipped_with_the_reason(planned, reason, change):
    change(planned)
    report = finish(planned)
    assert planned.received() == {"bca": 1, "cab": 1}
    assert (report["sent"], report["skipped"]) == (2, {reason: 1})


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("left", lambda site: site.change("abc", state="left", lists=[], version=2)),
        ("erased", lambda site: site.forget("abc")),
    ],
)
def test_who_leaves_between_the_read_and_the_mail_gets_none_and_no_mark(planned, reason, change, monkeypatch):
    meanwhile = [change]
    monkeypatch.setattr(sender.rate, "workers", 1)
    events = sender.dynamodb.meta.events

    def interrupt(**_) -> None:
        if meanwhile:
            meanwhile.pop()(planned)

    events.register("before-call.dynamodb.TransactWriteItems", interrupt, unique_id="meanwhile")
    try:
        report = finish(planned)
    finally:
        events.unregister("before-call.dynamodb.TransactWriteItems", unique_id="meanwhile")
    assert (report["sent"], report["skipped"]) == (2, {reason: 1})
    assert planned.marks() == {"bca": "sent", "cab": "sent"}


def test_ended_suppressions_and_pauses_hold_back_no_mail(planned):
    planned.change("abc", "suppression", reason="bounce", until=int(MORNING.timestamp()) - 1)
    planned.change("bca", paused_until=int(MORNING.timestamp()) - 1)
    assert finish(planned)["sent"] == 3


def test_a_withdrawn_story_is_in_no_further_mail(planned):
    planned.withdraw(planned.positions[0])
    finish(planned)
    assert planned.subjects() == ["Story 2"] * 3


def test_an_issue_whose_stories_are_all_withdrawn_is_sent_to_nobody(planned):
    for position in planned.positions:
        planned.withdraw(position)
    assert finish(planned)["skipped"] == {"withdrawn": 3}


def test_a_message_that_is_delivered_twice_sends_no_mail_twice(planned):
    messages = planned.take_messages()
    planned.send(messages)
    planned.send(messages)
    assert (planned.received(), finish(planned)["sent"]) == (EVERYBODY, 3)


def test_two_senders_of_one_page_at_once_send_each_mail_once(planned):
    [message] = planned.take_messages()
    name = parse_page_name(message["Body"])
    senders = [sender.build_sender(LongContext()) for _ in range(2)]
    run_at_once([partial(each.send_page, name) for each in senders])
    assert (finish(planned)["sent"], planned.received()) == (3, EVERYBODY)


def test_a_timeout_after_the_request_left_is_unknown_and_not_repeated(planned, ses, caplog):
    ses.lose_answer(ReadTimeoutError(endpoint_url="https://ses"))
    report = finish(planned)
    assert planned.received() == EVERYBODY, "SES has sent the mail"
    assert (report["sent"], report["unknown"]) == (2, 1)
    assert ("digest-not-sent", 1) in swallowed(caplog)


def test_a_rejected_address_is_failed_and_the_others_get_their_mails(planned, ses):
    ses.reject(400, "MessageRejected", "Address is on the blacklist")
    report = finish(planned)
    assert (report["sent"], report["failed"]) == (2, 1)


def test_a_throttled_mail_is_sent_a_moment_later(planned, ses, monkeypatch):
    pauses = []
    monkeypatch.setattr(sender.rate.bucket, "pause", pauses.append)
    ses.reject(429, "TooManyRequestsException", times=2)
    assert (finish(planned)["sent"], planned.received()) == (3, EVERYBODY)
    assert len(pauses) == 2


@pytest.mark.parametrize("kind", ["errors", "timeouts"])
def test_an_outage_of_ses_does_not_use_up_an_issue(newsletter, ses, caplog, kind):
    names = [f"{n:03d}{999 - n:03d}" for n in range(2 * (MAX_UNANSWERED + MAX_WORKERS))]
    newsletter.publish("Metro opens", MORNING - timedelta(hours=2))
    newsletter.subscribe(*names)
    newsletter.open()
    newsletter.make_pages()
    for _ in range(200):
        if kind == "errors":
            ses.reject(500, "InternalFailure")
        else:
            ses.do_not_answer()
    newsletter.deliver(rounds=1)
    ses.recover()
    report = finish(newsletter)
    assert report["unknown"] <= MAX_UNANSWERED + MAX_WORKERS
    assert report["sent"] == len(names) - report["unknown"]
    assert ("digest-held", 1) in swallowed(caplog)


def test_a_used_up_quota_holds_the_issue_and_is_counted(planned, ses, caplog):
    ses.reject(400, "LimitExceededException", "Daily message quota exceeded", times=100)
    planned.deliver(rounds=1)
    assert planned.report()["held_reason"] == "LimitExceededException"
    assert ("digest-held", 1) in swallowed(caplog)
    ses.recover()
    assert (finish(planned)["sent"], planned.received()) == (3, EVERYBODY)


def test_what_ses_reports_before_the_outcome_is_stored_stays(planned, ses, monkeypatch):
    monkeypatch.setattr(sender.rate, "workers", 1)
    ses.call_before(lambda: [planned.change(name, f"mark/{ISSUE}", delivered_at="now") for name in planned.marks()])
    finish(planned)
    marks = [item for item in read_items() if item["part"].startswith("mark/")]
    assert [mark["state"] for mark in marks] == ["sent"] * 3
    assert any(mark.get("delivered_at") == "now" for mark in marks)


def test_without_an_answer_about_the_rate_the_known_one_is_used(planned, caplog, monkeypatch):
    monkeypatch.setattr(sender.rate, "_asked_at", -1000.0)
    with fail_calls("GetAccount", OSError("no connection"), service="sesv2", read_seconds=5, tries=1, connections=40):
        assert finish(planned)["sent"] == 3
    assert ("digest-rate-unknown", 1) in swallowed(caplog)


def test_while_ses_is_paused_the_issue_waits_and_nobody_is_lost(planned, ses, caplog):
    ses.reject(400, "SendingPausedException", times=100)
    planned.deliver(rounds=1)
    report = planned.report()
    assert (report["sent"], report["waiting"], report["held_reason"]) == (0, 3, "SendingPausedException")
    assert ses.requests < 4, "the hold stops the other mails of the page"
    ses.recover()
    assert (finish(planned)["sent"], planned.received()) == (3, EVERYBODY)
    assert ("digest-held", 1) in swallowed(caplog)


def test_after_24_hours_the_rest_is_skipped_as_late(planned, ses):
    ses.reject(400, "SendingPausedException", times=1000)
    planned.deliver(rounds=1)
    planned.pass_minutes(24 * 60)
    ses.recover()
    report = finish(planned)
    assert (planned.received(), report["status"], report["skipped"]) == ({}, "sent", {"late": 3})


def test_a_sender_that_is_killed_between_claim_and_outcome_leaves_an_unknown_mail(planned, ses):
    def kill() -> None:
        raise Killed

    ses.call_before(kill)
    with pytest.raises(Killed):
        planned.deliver(rounds=1)
    planned.pass_minutes(LEASE.total_seconds() / 60 + 1)
    report = finish(planned)
    assert (report["sent"], report["unknown"]) == (2, 1)
    assert sum(planned.received().values()) == 2, "it was killed before SES had the mail"


def test_an_outage_of_dynamodb_fails_the_message_and_loses_nobody(planned):
    messages = planned.take_messages()
    with fail_calls("BatchGetItem", OSError("no connection"), connections=40):
        response = planned.send(messages)
    assert [entry["itemIdentifier"] for entry in response["batchItemFailures"]] == [messages[0]["MessageId"]]
    planned.send(messages)
    assert (planned.received(), finish(planned)["sent"]) == (EVERYBODY, 3)


def test_a_poison_message_fails_alone(planned):
    [message] = planned.take_messages()
    poison = [
        {**message, "MessageId": f"poison-{n}", "Body": body} for n, body in enumerate(("{", "[]", '{"page": 1}'))
    ]
    response = planned.send([poison[0], message, *poison[1:]])
    assert [entry["itemIdentifier"] for entry in response["batchItemFailures"]] == ["poison-0", "poison-1", "poison-2"]
    assert planned.received() == EVERYBODY


def test_a_page_that_runs_out_of_time_is_continued_by_the_next_delivery(planned, monkeypatch):
    remaining = iter([True, False, False])
    monkeypatch.setattr(sender, "build_sender", limit_time(sender.build_sender, lambda: next(remaining, True)))
    planned.deliver(rounds=1)
    assert sum(planned.received().values()) == 1
    assert (finish(planned)["sent"], planned.received()) == (3, EVERYBODY)


def limit_time(build, has_time):
    return lambda context: replace(build(context), has_time=has_time, workers=1)


def test_a_stopped_issue_sends_no_further_mail_and_its_figures_add_up(planned, ses):
    ses.call_before(lambda: digest.issues.stop(ISSUE, planned.clock.at))
    monkey = sender.rate.workers
    sender.rate.workers = 1
    try:
        planned.deliver()
    finally:
        sender.rate.workers = monkey
    assert planned.call({"stop": ISSUE})["stopped"]
    planned.pass_minutes()
    report = planned.report()
    check_sum(report)
    assert (report["status"], report["sent"], report["skipped"]) == ("stopped", 1, {"stopped": 2})
    assert not planned.call({"stop": ISSUE})["stopped"], "it has ended"


def test_no_log_line_and_no_message_of_the_queue_contains_an_address(planned, ses, caplog):
    [message] = planned.take_messages()
    assert json.loads(message["Body"]) == {"issue": ISSUE, "page": json.loads(message["Body"])["page"]}
    ses.reject(400, "MessageRejected", "Address abc@example.org is on the blacklist")
    planned.send([message])
    assert "@example.org" not in "".join(str(vars(record)) for record in caplog.records)
