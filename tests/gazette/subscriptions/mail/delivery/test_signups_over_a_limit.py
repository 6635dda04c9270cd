"""Signups over a rate limit: dropped over the limit of an address, waiting over that of a client or of the site."""

import json
from datetime import timedelta

import pytest

from functions.mailer import handler as mailer
from functions.subscriptions import handler as subscriptions
from gazette.aws.clients import client
from tests.support.events import Context
from tests.support.subscribers import (
    CONSENT,
    Reader,
    http_event,
    read_items,
    read_outbox,
    read_outcome_metrics,
    read_stream_records,
    run_at_once,
)


def sign_up_from(ip, email):
    event = http_event("POST /v1/subscriptions", body={"email": email, "lang": "en", "consent": CONSENT})
    event["requestContext"]["http"]["sourceIp"] = ip
    assert subscriptions.handler(event, Context())["statusCode"] == 202


@pytest.mark.parametrize(
    ("axis", "emails"),
    [
        ("address", ["reader@example.org"] * 2),
        ("mailbox", [f"reader+{number}@example.org" for number in range(11)]),
    ],
)
def test_the_signup_over_the_limit_of_an_address_gets_no_mail_and_leaves_no_address(reader, axis, emails, capsys):
    for number, email in enumerate(emails):
        sign_up_from(f"198.51.100.{number}", email)
        reader.deliver()
    assert reader.deliver_due(days=1) == {}
    assert len(read_outbox()) == len(emails) - 1
    assert read_outcome_metrics(capsys)[-1] == f"MailOver{axis.title()}"
    # Only an empty profile is left of the last request, until the week ends.
    assert [item["part"] for item in read_items() if emails[-1] in json.dumps(item, default=str)] == (
        ["confirm"] if axis == "address" else []
    )


@pytest.fixture
def set_limits(request):
    def set_limits(**limits):
        before = mailer.signup_mails.limits
        request.addfinalizer(lambda: object.__setattr__(mailer.signup_mails, "limits", before))
        object.__setattr__(mailer.signup_mails, "limits", type(before)(**{"site": 500, "caller": 10, **limits}))

    return set_limits


def test_an_office_behind_one_address_gets_all_its_mails_within_hours(reader, set_limits, capsys):
    set_limits(caller=3)
    for number in range(7):
        sign_up_from("192.0.2.1", f"reader{number}@example.org")
    reader.deliver()
    assert len(read_outbox()) == 3
    assert read_outcome_metrics(capsys)[-1] == "MailOverCaller"
    assert reader.deliver_due(minutes=59, seconds=59) == {}
    assert reader.deliver_due(seconds=1) == {"sent": 3}
    assert reader.deliver_due(hours=1) == {"sent": 1}
    assert len({mail["to"] for mail in read_outbox()}) == 7


def test_a_flood_from_one_client_is_tried_twice_at_most_and_what_cannot_be_mailed_in_time_is_dropped(
    reader, set_limits, monkeypatch
):
    monkeypatch.setattr("gazette.subscriptions.mail.delivery.refusals.MAX_LIMIT_WAIT", timedelta(hours=2))
    set_limits(caller=2)
    for number in range(9):
        sign_up_from("192.0.2.1", f"reader{number}@example.org")
    reader.deliver()
    assert len(read_outbox()) == 2
    assert len([item for item in read_items() if "signup_request" in item]) == 4
    assert [reader.deliver_due(hours=1) for _ in range(4)] == [{"sent": 2}, {"sent": 2}, {}, {}]


def test_who_is_refused_at_the_place_in_the_queue_waits_for_the_limit_alone(reader, set_limits):
    """Mails of the same client that did not wait have taken the place."""
    set_limits(caller=1)
    for number in range(3):
        sign_up_from("192.0.2.1", f"reader{number}@example.org")
    reader.deliver()
    reader.clock.forward(hours=1)
    sign_up_from("192.0.2.1", "newer@example.org")
    reader.deliver()
    assert reader.deliver_due() == {"over-caller": 1}
    assert reader.deliver_due(hours=1) == {"sent": 1, "over-caller": 1}
    assert reader.deliver_due(hours=1) == {"sent": 1}
    assert len({mail["to"] for mail in read_outbox()}) == 4


def test_two_signups_at_once_take_two_places(reader, set_limits):
    set_limits(caller=1)
    for number in range(6):
        sign_up_from("192.0.2.1", f"reader{number}@example.org")
    records = read_stream_records()
    run_at_once([lambda one=one: mailer.handler({"Records": [one]}, Context()) for one in records])
    reader.deliver_due()
    assert [reader.deliver_due(hours=1) for _ in range(5)] == [{"sent": 1}] * 5


@pytest.mark.slow
def test_hundreds_of_signups_from_one_client_cost_a_few_calls_each_in_a_whole_day(reader):
    """The cost does not depend on how many wait already, so that of ten thousand is 25 times as much."""
    calls = []
    events = client("dynamodb").meta.events
    for number in range(400):
        sign_up_from("192.0.2.1", f"reader{number}@example.org")
    events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name), unique_id="count")
    try:
        reader.deliver()
        for _ in range(25):
            reader.deliver_due(hours=1)
    finally:
        events.unregister("before-call.dynamodb", unique_id="count")
    assert len(read_outbox()) == 10 + 24 * 10
    assert len(calls) <= 8 * 400
    assert not [item for item in read_items() if "signup_request" in item]


def test_over_the_limit_of_the_site_signups_wait_for_the_next_hour(reader, set_limits):
    set_limits(site=2)
    reader.clock.forward(minutes=50)
    for name in "abc":
        Reader(f"{name}@example.org", clock=reader.clock).sign_up()
    reader.deliver()
    assert len(read_outbox()) == 2
    assert reader.deliver_due(minutes=9) == {}
    assert reader.deliver_due(minutes=1) == {"sent": 1}


def test_a_signup_that_would_wait_for_more_than_a_day_is_given_up(reader, set_limits):
    set_limits(caller=1)
    for number, hours in enumerate((0, 0, 23.5)):
        reader.clock.forward(hours=hours)
        sign_up_from("192.0.2.1", f"reader{number}@example.org")
        reader.deliver()
    assert reader.deliver_due() == {"given-up": 1}
    assert not [item for item in read_items() if "signup_request" in item]


def test_a_pause_of_the_address_does_not_hide_the_limit_that_a_signup_waits_for(reader, set_limits):
    """Within the pauses of an address its first form is refused always."""
    set_limits(site=1)
    reader.sign_up()
    reader.deliver()
    reader.clock.forward(minutes=20)
    reader.sign_up()
    reader.deliver()
    assert reader.deliver_due(minutes=40) == {"sent": 1}


def test_clients_of_one_ipv6_network_share_a_limit(reader, set_limits):
    set_limits(caller=2)
    for number in range(3):
        sign_up_from(f"2001:db8:0:1::{number}", f"reader{number}@example.org")
    reader.deliver()
    assert len(read_outbox()) == 2
