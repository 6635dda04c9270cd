"""What a confirmation writes, how long it may be repeated, and busy tables."""

from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from functions.subscriptions import handler as subscriptions
from tests.support.subscribers import delete_expired, fail_calls, read_items, read_parts


def test_the_record_holds_who_agreed_to_what_when_and_by_which_text(pending):
    pending.clock.forward(minutes=3)
    pending.confirm()
    [requested, confirmed] = read_parts("consent/")
    assert (requested["event"], requested["at"]) == ("requested", "2026-11-24T07:00:00Z")
    assert (confirmed["event"], confirmed["at"]) == ("confirmed", "2026-11-24T07:03:00Z")
    for record in (requested, confirmed):
        assert record["lists"] == ["daily", "weekly"]
        assert (record["lang"], record["ip"], record["agent"]) == ("en", "192.0.2.0/24", "test")
        assert record["consent"] == subscriptions.describe_channels(subscriptions.settings, "en")["consent"]["version"]
    assert {item["ip"] for item in read_parts("ip/")} == {"192.0.2.1"}


def test_a_request_that_is_never_confirmed_expires_after_a_week(pending):
    delete_expired(pending.clock.at + timedelta(days=7, seconds=1))
    kinds = [item["part"].partition("/")[0] for item in read_items() if not item["subscriber"].startswith("limit/")]
    assert kinds == ["ip"]
    delete_expired(pending.clock.at + timedelta(days=30, seconds=1))
    assert read_items() == []


def test_profile_lists_and_record_of_a_confirmation_never_expire(pending):
    pending.confirm()
    delete_expired(pending.clock.at + timedelta(days=10_000))
    assert sorted(item["part"].partition("#")[0] for item in read_items()) == [
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
    delete_expired(reader.clock.at + timedelta(days=2))
    assert read_parts("profile")


def test_a_confirmation_may_be_repeated_for_ten_minutes_with_each_of_its_tokens(pending):
    first = pending.token()
    pending.clock.forward(minutes=15)
    pending.sign_up(lists=["daily", "weekly"])
    pending.deliver()
    response = pending.confirm(pending.token())
    pending.clock.forward(minutes=9, seconds=59)
    for token in (pending.token(), first):
        assert pending.confirm(token) == response
    pending.clock.forward(seconds=1)
    for token in (pending.token(), first):
        assert pending.confirm(token)["statusCode"] == 410
    assert [item["event"] for item in read_parts("consent/")] == ["requested", "requested", "confirmed"]


@pytest.mark.parametrize(
    ("reasons", "times", "status"),
    [
        (["TransactionConflict"], 2, 200),
        (["None", "ThrottlingError"], 2, 200),
        (["TransactionConflict"], 3, 503),
        (["ProvisionedThroughputExceeded"], 3, 503),
        (["ValidationError"], 1, 500),
    ],
)
def test_a_transaction_in_the_way_is_tried_three_times(pending, reasons, times, status, monkeypatch):
    monkeypatch.setattr("gazette.dynamodb.retry.LONGEST_PAUSE", 0)
    cancelled = {
        "Error": {"Code": "TransactionCanceledException"},
        "CancellationReasons": [{"Code": reason} for reason in reasons],
    }
    with fail_calls("TransactWriteItems", ClientError(cancelled, "TransactWriteItems"), times):
        response = pending.confirm()
    assert response["statusCode"] == status
    assert (len(read_parts("list/")) == 2) == (status == 200)
    if status == 503:
        assert {name.lower() for name in response["headers"]} >= {"retry-after"}


def test_a_signup_succeeds_after_a_transaction_in_its_way(reader, monkeypatch):
    monkeypatch.setattr("gazette.dynamodb.retry.LONGEST_PAUSE", 0)
    conflict = ClientError({"Error": {"Code": "TransactionConflictException"}}, "UpdateItem")
    with fail_calls("UpdateItem", conflict, times=2):
        assert reader.sign_up()["statusCode"] == 202
    reader.deliver()
    assert len(reader.mails()) == 1
