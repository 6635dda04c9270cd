"""Welcome, notice and manage link: each exactly once, also when SES is not ready or answers are lost."""

import json
import sys
from dataclasses import replace

import pytest
from botocore.exceptions import ReadTimeoutError

from functions.mailer import handler as mailer
from gazette.subscriptions.account_mails import NOTICE
from gazette.subscriptions.repository import SUPPRESSION
from tests.support.events import Context
from tests.support.subscribers import (
    Reader,
    lose_answers,
    read_outbox,
    read_parts,
    read_stream_records,
    run_at_once,
)

WELCOME, REMINDER = "Your subscription to Gazette is confirmed", "You are subscribed to Gazette"


def read_subjects(reader):
    return [mail["subject"] for mail in reader.mails()]


@pytest.fixture
def confirmed(reader):
    """A reader who has just confirmed; the welcome waits."""
    reader.subscribe()
    return reader


@pytest.fixture
def active(confirmed):
    """A reader who has been welcomed, an hour ago."""
    confirmed.deliver()
    confirmed.clock.forward(hours=1)
    return confirmed


# --- Welcome ------------------------------------------------------------------------------------------------------


def test_a_first_confirmation_is_followed_by_one_welcome(confirmed):
    token = confirmed.token()
    confirmed.confirm(token)
    confirmed.deliver()
    confirmed.confirm(token)
    confirmed.deliver()
    assert read_subjects(confirmed)[1:] == [WELCOME]
    assert read_parts("mail/") == []
    assert confirmed.deliver_due(days=3) == {}


def test_a_confirmation_whose_answer_is_lost_is_followed_by_one_welcome(reader):
    reader.sign_up()
    reader.deliver()
    with lose_answers("TransactWriteItems"):
        reader.confirm()
    reader.deliver()
    assert read_subjects(reader)[1:] == [WELCOME]


def test_a_confirmed_addition_is_followed_by_no_welcome(active):
    active.sign_up(lists=["weekly"])
    active.deliver()
    active.confirm()
    active.deliver()
    assert read_subjects(active).count(WELCOME) == 1


def test_a_reader_who_comes_back_is_welcomed_again(reader):
    [url] = reader.subscribe()
    reader.deliver()
    reader.post_unsubscribe(url)
    reader.clock.forward(hours=1)
    reader.subscribe()
    reader.deliver()
    assert read_subjects(reader).count(WELCOME) == 2


def test_the_welcome_of_a_reader_who_has_left_meanwhile_is_not_sent(reader):
    [url] = reader.subscribe()
    reader.post_unsubscribe(url)
    reader.deliver()
    assert WELCOME not in read_subjects(reader)
    assert read_parts("mail/") == []


def test_the_welcome_counts_in_no_limit(confirmed):
    before = [item for item in read_parts("") if item["subscriber"].startswith("limit/")]
    confirmed.deliver()
    assert [item for item in read_parts("") if item["subscriber"].startswith("limit/")] == before


def test_a_welcome_waits_for_two_days_until_ses_is_ready_and_leaves_one_token(confirmed, ses):
    ses.reject(400, "SendingPausedException", times=1000)
    confirmed.deliver()
    for _ in range(48):
        confirmed.deliver_due(hours=1)
    ses.recover()
    assert confirmed.deliver_due(hours=1) == {"sent": 1}
    assert read_subjects(confirmed).count(WELCOME) == 1
    [profile] = read_parts("profile")
    assert len(profile["manage_tokens"]) == len(read_parts("manage")) == 1
    assert confirmed.call_me("GET")["statusCode"] == 200


def test_the_notice_of_a_former_address_waits_for_two_days_until_ses_is_ready(active, ses):
    active.call_me("PATCH", body={"email": "moved@example.org"})
    active.deliver()
    moved = Reader("moved@example.org", clock=active.clock)
    assert moved.confirm()["statusCode"] == 200
    ses.reject(400, "SendingPausedException", times=1000)
    active.deliver()
    for _ in range(8):
        active.deliver_due(hours=6)
    ses.recover()
    assert active.deliver_due(hours=2) == {"sent": 2}  # the welcome of the new address, and the notice
    assert (len(moved.mails()), active.mails()[-1]["subject"]) == (2, "Your subscription to Gazette has a new address")
    assert active.deliver_due(days=1) == {}


def test_a_delivery_that_read_a_notice_before_another_one_reserved_it_leaves_it_alone(active, meanwhile, monkeypatch):
    active.call_me("PATCH", body={"email": "moved@example.org"})
    active.deliver()
    assert Reader("moved@example.org", clock=active.clock).confirm()["statusCode"] == 200
    records = [one for one in read_stream_records() if one["dynamodb"]["Keys"]["part"]["S"] == f"mail/{NOTICE}"]
    before = len(active.mails())

    def reserve_and_die():
        with monkeypatch.context() as patch, pytest.raises(SystemExit):
            patch.setattr(mailer.account_mails.sender, "send", lambda *_, **__: sys.exit())
            mailer.handler({"Records": records}, Context())

    meanwhile(reserve_and_die)
    mailer.handler({"Records": records}, Context())
    assert len(active.mails()) == before
    active.deliver_due(minutes=2)
    assert len(active.mails()) == before + 1


def test_a_welcome_is_given_up_after_six_days(confirmed, ses):
    ses.reject(400, "SendingPausedException", times=1000)
    confirmed.deliver()
    assert confirmed.deliver_due(days=6) == {"given-up": 1}
    assert read_parts("mail/") == []


def test_a_welcome_whose_answer_was_lost_is_not_sent_again(confirmed, ses):
    ses.lose_answer(ReadTimeoutError(endpoint_url="https://ses"))
    confirmed.deliver()
    assert confirmed.deliver_due(days=1) == {}
    assert read_subjects(confirmed).count(WELCOME) == 1


def test_a_welcome_is_sent_after_the_lease_if_mailer_was_killed_before(confirmed, monkeypatch):
    with monkeypatch.context() as patch:

        def die(*_, **__):
            raise SystemExit

        patch.setattr(mailer.signup_mails.sender, "send", die)
        with pytest.raises(SystemExit):
            confirmed.deliver()
    assert confirmed.deliver_due(minutes=1) == {}
    assert confirmed.deliver_due(minutes=1) == {"sent": 1}


def test_a_stream_that_replays_and_deliveries_at_the_same_moment_send_one_welcome(confirmed):
    records = read_stream_records()
    run_at_once([lambda: mailer.handler({"Records": records}, Context())] * 3)
    assert mailer.handler({"Records": records}, Context()) == {"batchItemFailures": []}
    assert read_subjects(confirmed).count(WELCOME) == 1


def test_a_welcome_to_a_suppressed_address_is_not_sent(confirmed, suppress):
    suppress(reason="complaint")
    confirmed.deliver()
    assert WELCOME not in read_subjects(confirmed)
    assert [item["part"] for item in read_parts("mail/")] == []


# --- Manage link --------------------------------------------------------------------------------------------------


def test_only_an_active_reader_gets_a_manage_link(active):
    stranger, pending = (Reader(f"{name}@example.org", clock=active.clock) for name in ("stranger", "pending"))
    pending.sign_up()
    pending.deliver()
    for reader in (active, stranger, pending):
        reader.ask_for_link()
    active.deliver()
    assert read_subjects(active)[-1] == REMINDER
    assert (read_subjects(stranger), len(read_subjects(pending))) == ([], 1)
    assert read_parts("mail/") == []


def test_manage_links_are_within_the_limits_of_the_address(active):
    before = len(read_outbox())
    for _ in range(3):
        active.ask_for_link()
        active.deliver()
    assert len(read_outbox()) == before + 1
    assert read_parts("mail/") == []


def test_two_requests_at_the_same_moment_cause_one_mail(active):
    before = len(read_outbox())
    run_at_once([active.ask_for_link] * 5)
    active.deliver()
    assert len(read_outbox()) == before + 1


def test_over_the_limit_of_the_site_a_manage_link_waits(active, monkeypatch):
    with monkeypatch.context() as patch:
        one = replace(mailer.account_mails, limits=replace(mailer.account_mails.limits, site=1))
        patch.setattr(mailer, "account_mails", one)
        Reader("first@example.org", clock=active.clock).sign_up()
        active.ask_for_link()
        active.deliver()
    assert active.deliver_due(minutes=30) == {}
    assert active.deliver_due(minutes=30) == {"sent": 1}


def test_a_manage_link_that_ses_refused_is_counted_once_also_if_another_was_asked_for(active, ses):
    ses.do_not_connect()
    ses.call_before(active.ask_for_link)
    active.ask_for_link()
    active.deliver()
    assert read_subjects(active)[-1] == REMINDER
    [limit] = [item for item in read_parts("") if item["subscriber"] == "limit/address"]
    assert limit["sent_2"] < limit["sent_1"]
    assert limit.get("sent_3", 0) == 0


def test_a_request_that_is_not_handled_holds_no_address_after_a_week(active):
    stranger = Reader("stranger@example.org", clock=active.clock)
    stranger.ask_for_link()
    [item] = read_parts("mail/")
    assert item["expires_at"] == int(active.clock.at.timestamp()) + 7 * 24 * 3600
    assert SUPPRESSION not in json.dumps(item, default=str)
