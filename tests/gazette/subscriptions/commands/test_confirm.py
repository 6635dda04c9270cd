"""Confirming, refusing and leaving: what each writes, and what beats what."""

import threading
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from functions.subscriptions import handler as subscriptions
from gazette.aws.clients import client
from gazette.subscriptions.repository import SUPPRESSION
from tests.support.subscribers import Reader, expire, items, parts

TRANSACTION = "before-call.dynamodb.TransactWriteItems"


@pytest.fixture
def pending(reader):
    reader.sign_up(lists=["daily", "weekly"])
    reader.deliver()
    return reader


def person() -> str:
    return parts("profile")[0]["subscriber"]


def suppress(reader, **facts):
    """As a complaint or a bounce will."""
    item = {"subscriber": person(), "part": SUPPRESSION, "source": "test", **facts}
    subscriptions.subscribers.write({"suppression": subscriptions.subscribers.put(item)})


@pytest.fixture
def meanwhile():
    """Has something happen right before the next transaction is carried out."""
    events, planned = client("dynamodb").meta.events, []

    def interrupt(**_):
        if planned:
            planned.pop()()

    events.register(TRANSACTION, interrupt, unique_id="meanwhile")
    yield planned.append
    events.unregister(TRANSACTION, unique_id="meanwhile")


def test_the_record_says_who_asked_for_what_when_and_by_which_text(pending):
    pending.clock.forward(minutes=3)
    pending.confirm()
    [requested, confirmed] = parts("consent/")
    assert (requested["event"], requested["at"]) == ("requested", "2026-11-24T07:00:00Z")
    assert (confirmed["event"], confirmed["at"]) == ("confirmed", "2026-11-24T07:03:00Z")
    for entry in (requested, confirmed):
        assert entry["lists"] == ["daily", "weekly"]
        assert (entry["lang"], entry["ip"], entry["agent"]) == ("en", "192.0.2.0/24", "test")
        assert entry["consent"] == subscriptions.describe_channels(subscriptions.settings, "en")["consent"]["version"]
    assert {item["ip"] for item in parts("ip/")} == {"192.0.2.1"}


def test_a_request_that_is_never_confirmed_is_gone_after_a_week(pending):
    expire(pending.clock.at + timedelta(days=7, seconds=1))
    left_over = [item["part"] for item in items() if not item["subscriber"].startswith("limit/")]
    assert [part.partition("/")[0] for part in left_over] == ["ip"]
    expire(pending.clock.at + timedelta(days=30, seconds=1))
    assert items() == []


def test_a_confirmation_keeps_profile_lists_and_record_for_ever(pending):
    pending.confirm()
    expire(pending.clock.at + timedelta(days=10_000))
    assert [item["part"].partition("#")[0] for item in sorted(items(), key=lambda item: item["part"])] == [
        "consent/2026-11-24T07:00:00Z",
        "consent/2026-11-24T07:00:00Z",
        "list/daily",
        "list/weekly",
        "profile",
    ]


def test_another_signup_gives_a_pending_reader_another_week(reader):
    reader.sign_up()
    reader.deliver()
    reader.clock.forward(days=6)
    reader.sign_up()
    reader.deliver()
    expire(reader.clock.at + timedelta(days=2))
    assert parts("profile")


@pytest.mark.parametrize("facts", [{"reason": "complaint"}, {"reason": "bounce", "until": 10**12}])
def test_a_suppression_beats_a_confirmation_and_a_refusal_never_shortens_it(pending, facts):
    suppress(pending, **facts)
    assert pending.confirm()["statusCode"] == 410
    assert parts("list/") == []
    assert pending.confirm(refuse=True)["statusCode"] == 200
    [kept] = parts("suppression")
    assert {name: kept[name] for name in facts} == facts
    pending.clock.forward(days=40)
    pending.sign_up()
    pending.deliver()
    assert len(pending.mails()) == 1


def test_a_shorter_suppression_is_lengthened_by_a_refusal(pending):
    suppress(pending, reason="bounce", until=int(pending.clock.at.timestamp()) + 60)
    pending.confirm(refuse=True)
    [found] = parts("suppression")
    assert found["until"] == int((pending.clock.at + timedelta(days=30)).timestamp())


@pytest.mark.parametrize(("refuse", "status"), [(False, 410), (True, 200)])
@pytest.mark.parametrize("end", [{}, {"until": 10**12}])
def test_a_complaint_between_reading_and_writing_beats_them(pending, meanwhile, refuse, status, end):
    meanwhile(lambda: suppress(pending, reason="complaint", **end))
    assert pending.confirm(refuse=refuse)["statusCode"] == status
    assert parts("suppression")[0]["reason"] == "complaint"
    assert parts("list/") == []


def test_a_complaint_beats_an_undo(reader):
    [url] = reader.subscribe()
    reader.post(url)
    suppress(reader, reason="complaint")
    assert reader.post(url, "action=undo")["statusCode"] == 410
    assert parts("list/") == []


def test_a_confirmation_may_be_repeated_for_ten_minutes_by_each_of_its_tokens(pending):
    first = pending.token()
    pending.clock.forward(minutes=15)
    pending.sign_up(lists=["daily", "weekly"])
    pending.deliver()
    answer = pending.confirm(pending.token())
    pending.clock.forward(minutes=9, seconds=59)
    for token in (pending.token(), first):
        assert pending.confirm(token) == answer
    pending.clock.forward(seconds=1)
    for token in (pending.token(), first):
        assert pending.confirm(token)["statusCode"] == 410
    assert [item["event"] for item in parts("consent/")] == ["requested", "requested", "confirmed"]


def test_leaving_between_reading_and_writing_beats_a_confirmation(reader, meanwhile):
    [url] = reader.subscribe()
    reader.post(url)
    reader.clock.forward(hours=1)
    reader.sign_up()
    reader.deliver()
    meanwhile(lambda: reader.post(url))
    assert reader.confirm()["statusCode"] == 410
    assert parts("list/") == []


def test_a_confirmation_between_reading_and_writing_does_not_save_it_from_leaving(reader, meanwhile):
    [url] = reader.subscribe()
    reader.post(url)
    reader.clock.forward(hours=1)
    reader.sign_up()
    reader.deliver()
    meanwhile(reader.confirm)
    assert reader.post(url)["statusCode"] == 200
    assert parts("list/") == []


def test_a_refusal_at_once_with_a_confirmation_leaves_nobody_subscribed(pending, meanwhile):
    token = pending.token()
    meanwhile(lambda: pending.confirm(token, refuse=True))
    assert pending.confirm(token)["statusCode"] == 410
    assert parts("list/") == []


def test_many_confirmations_and_unsubscriptions_at_once_leave_one_consistent_state(pending):
    urls = []
    token = pending.token()

    def act(number):
        if number % 2 or not urls:
            answer = pending.confirm(token)
            if answer["statusCode"] == 200:
                urls.extend(answer["body"].split('"unsubscribe_url":"')[1:])
        else:
            Reader.post(pending, urls[0].partition('"')[0], "action=all")

    threads = [threading.Thread(target=act, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [profile] = parts("profile")
    assert sorted(profile["lists"]) == [item["part"].removeprefix("list/") for item in parts("list/")]
    log = [item["event"] for item in sorted(parts("consent/"), key=lambda item: item["part"].partition("#")[2])]
    assert log.count("confirmed") == 1
    assert log.count("unsubscribed") == (profile["state"] == "left")


@pytest.mark.parametrize(
    ("reasons", "tries", "status"),
    [
        (["TransactionConflict"], 2, 200),
        (["None", "ThrottlingError"], 2, 200),
        (["TransactionConflict"], 3, 503),
        (["ProvisionedThroughputExceeded"], 3, 503),
        (["ValidationError"], 1, 500),
    ],
)
def test_what_only_stood_in_the_way_is_tried_three_times(pending, reasons, tries, status, monkeypatch):
    monkeypatch.setattr("gazette.dynamodb.transactions._LONGEST_PAUSE", 0)
    left = [1] * tries

    def cancel(**_):
        if left:
            left.pop()
            response = {
                "Error": {"Code": "TransactionCanceledException"},
                "CancellationReasons": [{"Code": reason} for reason in reasons],
            }
            raise ClientError(response, "TransactWriteItems")

    events = client("dynamodb").meta.events
    events.register(TRANSACTION, cancel, unique_id="cancel")
    try:
        answer = pending.confirm()
    finally:
        events.unregister(TRANSACTION, unique_id="cancel")
    assert answer["statusCode"] == status
    assert (len(parts("list/")) == 2) == (status == 200)
    if status == 503:
        assert {name.lower() for name in answer["headers"]} >= {"retry-after"}


def test_a_signup_gets_past_a_transaction_in_its_way(reader, monkeypatch):
    monkeypatch.setattr("gazette.dynamodb.transactions._LONGEST_PAUSE", 0)
    left = [1, 1]

    def conflict(**_):
        if left:
            left.pop()
            raise ClientError({"Error": {"Code": "TransactionConflictException"}}, "UpdateItem")

    events = client("dynamodb").meta.events
    events.register("before-call.dynamodb.UpdateItem", conflict, unique_id="conflict")
    try:
        assert reader.sign_up()["statusCode"] == 202
    finally:
        events.unregister("before-call.dynamodb.UpdateItem", unique_id="conflict")
    reader.deliver()
    assert len(reader.mails()) == 1
