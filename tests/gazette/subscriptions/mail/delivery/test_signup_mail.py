"""Which mail a signup request gets: one, whatever happens at the same moment and whatever the stream repeats."""

import json
from contextlib import suppress

import pytest

from functions.mailer import handler as mailer
from gazette.errors import Unavailable
from tests.support.events import Context
from tests.support.subscribers import (
    Reader,
    lose_answers,
    read_items,
    read_parts,
    read_stream_records,
    run_at_once,
    use_clock,
)


def test_signups_at_the_same_moment_get_one_mail(reader):
    run_at_once([Reader(reader.email, clock=reader.clock).sign_up] * 8)
    reader.deliver()
    assert len(reader.mails()) == 1


def test_deliveries_of_one_request_at_the_same_moment_send_one_mail(reader):
    reader.sign_up()
    [record] = read_stream_records()
    image, outcomes = record["dynamodb"]["NewImage"], []
    subscriber, request_id = image["subscriber"]["S"], image["signup_request"]["M"]["id"]["S"]
    run_at_once([lambda: outcomes.append(mailer.signup_mails.deliver(subscriber, reader.clock.at, request_id))] * 4)
    assert sorted(outcomes) == ["sent"] + ["superseded"] * 3
    assert len(reader.mails()) == 1


def test_a_reservation_whose_answer_was_lost_is_recognised_as_our_own(reader):
    reader.sign_up()
    with lose_answers("TransactWriteItems") as remaining:
        reader.deliver()
    assert (remaining, len(reader.mails())) == ([], 1)
    assert reader.confirm()["statusCode"] == 200


def test_an_active_reader_is_reminded_once_in_24_hours(reader):
    reader.subscribe(lists=["daily", "weekly"])
    reader.deliver()
    reader.clock.forward(hours=1)
    for _ in range(3):
        reader.sign_up()
        reader.deliver()
        reader.clock.forward(hours=7)
    [_, _, reminder] = reader.mails()
    assert reminder["subject"] == "You are subscribed to Gazette"
    assert reminder["text"].count("https://news.example/v1/subscriptions/unsubscribe/") == 2
    reader.clock.forward(hours=3)
    reader.sign_up()
    reader.deliver()
    assert len(reader.mails()) == 4


def test_three_tokens_are_valid_and_the_oldest_is_deleted(reader):
    tokens = []
    for hours in range(4):
        reader.sign_up()
        reader.deliver()
        tokens.append(reader.token())
        reader.clock.forward(hours=hours + 1)
    assert len([item for item in read_items() if item["subscriber"].startswith("token/")]) == 3
    assert reader.confirm(tokens[0])["statusCode"] == 410
    assert reader.confirm(tokens[1])["statusCode"] == 200


def test_a_confirmation_confirms_what_its_mail_asked(reader):
    reader.sign_up(lists=["daily"], lang="ru")
    reader.deliver()
    reader.sign_up(lists=["breaking", "weekly"], lang="en")
    assert [subscription["list"] for subscription in json.loads(reader.confirm()["body"])["lists"]] == ["daily"]
    assert [item["segment"][:9] for item in read_parts("list/")] == ["daily/ru/"]


@pytest.mark.parametrize("error", [Unavailable(), RuntimeError(), KeyboardInterrupt()], ids=repr)
def test_a_request_whose_delivery_ends_without_an_outcome_is_delivered_after_the_lease(reader, monkeypatch, error):
    def end(*_):
        monkeypatch.undo()
        raise error

    use_clock(monkeypatch, reader.clock)
    monkeypatch.setattr("gazette.subscriptions.mail.ses.SesMailSender.send", end)
    reader.sign_up()
    with suppress(KeyboardInterrupt):
        mailer.handler({"Records": read_stream_records()}, Context())
    use_clock(monkeypatch, reader.clock)
    assert mailer.handler({"Records": read_stream_records()}, Context()) == {"batchItemFailures": []}
    assert reader.deliver_due(seconds=119) == {}
    assert reader.deliver_due(seconds=1) == {"sent": 1}
    assert (len(reader.mails()), reader.confirm()["statusCode"]) == (1, 200)
    [counter] = [item for item in read_items() if item["subscriber"] == "limit/caller"]
    assert counter.get("sent_2", 0) == 0


def test_a_newer_signup_for_another_list_outlives_the_delivery_of_the_older_one(reader, ses):
    ses.call_before(lambda: reader.sign_up(lists=["weekly"]))
    reader.sign_up(lists=["daily"])
    reader.deliver()
    assert len(reader.mails()) == 1
    assert reader.deliver_due(minutes=15) == {"sent": 1}
    reader.confirm()
    assert [item["part"] for item in read_parts("list/")] == ["list/daily", "list/weekly"]
