"""An active reader who asks for another list: the mail asks to confirm what is added, and confirming adds it."""

import json

import pytest

from tests.gazette.subscriptions.mail.delivery.test_key_rotation import rotated_subscriber_key
from tests.support.subscribers import read_items, read_parts


@pytest.fixture
def active(reader):
    """A reader with the daily letter, some time ago."""
    reader.subscribe(lists=["daily"])
    reader.deliver()
    reader.clock.forward(hours=1)
    return reader


def ask_for(reader, *lists, **fields):
    reader.sign_up(lists=list(lists), **fields)
    reader.deliver()
    return reader.token()


def read_lists():
    return [item["part"].removeprefix("list/") for item in read_parts("list/")]


def test_the_added_list_is_confirmed_and_the_others_stay(active):
    ask_for(active, "daily", "weekly")
    assert read_lists() == ["daily"]
    answer = active.confirm()
    assert [subscription["list"] for subscription in json.loads(answer["body"])["lists"]] == ["daily", "weekly"]
    assert read_lists() == ["daily", "weekly"]
    requested, confirmed = read_parts("consent/")[2:]
    assert (requested["event"], requested["lists"]) == ("requested", ["weekly"])
    assert (confirmed["event"], confirmed["lists"]) == ("confirmed", ["weekly"])
    assert "expires_at" not in requested


def test_two_mails_for_two_lists_add_one_each_in_any_order(active):
    first = ask_for(active, "weekly")
    active.clock.forward(minutes=30)
    second = ask_for(active, "breaking")
    assert active.confirm(second)["statusCode"] == 200
    assert read_lists() == ["breaking", "daily"]
    active.clock.forward(hours=2)
    assert active.confirm(first)["statusCode"] == 200
    assert read_lists() == ["breaking", "daily", "weekly"]


def test_a_reader_who_was_pending_for_one_list_adds_the_list_of_a_second_mail_later(reader):
    tokens = []
    for name in ("daily", "weekly"):
        tokens.append(ask_for(reader, name))
        reader.clock.forward(hours=1)
    for token in tokens:
        assert reader.confirm(token)["statusCode"] == 200
        reader.clock.forward(hours=1)
    assert read_lists() == ["daily", "weekly"]


def test_a_request_for_another_list_within_the_pause_of_the_address_waits_for_its_end(reader):
    daily = ask_for(reader, "daily")
    reader.clock.forward(minutes=1)
    assert ask_for(reader, "weekly") == daily
    assert reader.deliver_due(minutes=13, seconds=59) == {}
    assert reader.deliver_due(seconds=1) == {"sent": 1}
    for token in (reader.token(), daily):
        reader.confirm(token)
    assert read_lists() == ["daily", "weekly"]


def test_a_request_that_waits_survives_the_confirmation_of_another_list(active, ses):
    token = ask_for(active, "weekly")
    active.clock.forward(minutes=30)
    ses.reject(400, "SendingPausedException")
    active.sign_up(lists=["breaking"])
    active.deliver()
    active.confirm(token)
    assert active.deliver_due(minutes=1) == {"sent": 1}
    active.confirm()
    assert read_lists() == ["breaking", "daily", "weekly"]


def test_a_reader_who_comes_back_to_a_list_is_asked_to_confirm_it(reader):
    [daily, _] = reader.subscribe(lists=["daily", "weekly"])
    reader.post_unsubscribe(daily)
    reader.clock.forward(hours=1)
    ask_for(reader, "daily")
    assert read_lists() == ["weekly"]
    reader.confirm()
    assert read_lists() == ["daily", "weekly"]


def test_each_list_keeps_its_language_also_after_an_undo(active):
    ask_for(active, "weekly", lang="ru")
    [_, weekly] = json.loads(active.confirm()["body"])["lists"]
    segments = [item["segment"][:-3] for item in read_parts("list/")]
    assert segments == ["daily/en", "weekly/ru"]
    active.post_unsubscribe(weekly["unsubscribe_url"], "action=all")
    active.post_unsubscribe(weekly["unsubscribe_url"], "action=undo")
    assert [item["segment"][:-3] for item in read_parts("list/")] == segments
    assert read_parts("profile")[0]["lang"] == "en"


def test_who_declines_an_addition_keeps_the_other_lists_and_gets_no_mail_of_signups_for_30_days(active):
    token = ask_for(active, "weekly")
    for _ in range(2):
        answer = active.confirm(token, refuse=True)
        assert (answer["statusCode"], json.loads(answer["body"])["status"]) == (200, "refused")
    assert active.confirm(token)["statusCode"] == 410
    assert (read_lists(), read_parts("suppression")) == (["daily"], [])
    assert read_parts("consent/")[-1]["event"] == "declined"
    active.clock.forward(days=29)
    active.sign_up(lists=["weekly"])
    active.deliver()
    active.sign_up(lists=["daily"])
    active.deliver()
    assert len(active.mails()) == 3
    active.clock.forward(days=2)
    ask_for(active, "weekly")
    assert len(active.mails()) == 4


def test_who_declines_what_was_added_loses_that_list_only(active):
    token = ask_for(active, "weekly")
    active.confirm(token)
    assert active.confirm(token, refuse=True)["statusCode"] == 200
    assert read_lists() == ["daily"]


def test_leaving_a_list_ends_mails_that_ask_for_it_and_keeps_those_for_other_lists(reader):
    [breaking, _] = reader.subscribe(lists=["breaking", "daily"])
    reader.clock.forward(hours=1)
    weekly = ask_for(reader, "weekly")
    reader.post_unsubscribe(breaking)
    assert reader.confirm(weekly)["statusCode"] == 200
    reader.clock.forward(hours=1)
    again = ask_for(reader, "breaking")
    reader.post_unsubscribe(breaking, "action=all")
    assert reader.confirm(again)["statusCode"] == 410
    assert read_lists() == []


def test_a_reader_who_switches_from_one_list_to_another_gets_the_mail_of_the_other(reader):
    [daily] = reader.subscribe(lists=["daily"])
    reader.clock.forward(minutes=5)
    reader.sign_up(lists=["daily", "weekly"])
    reader.deliver()
    for _ in range(2):  # mail programs repeat one click
        assert reader.post_unsubscribe(daily)["statusCode"] == 200
    assert reader.deliver_due(minutes=10) == {"sent": 1}
    reader.confirm()
    assert read_lists() == ["weekly"]


def test_declining_a_strangers_signup_keeps_what_was_confirmed_by_another_mail(reader):
    mine = ask_for(reader, "daily")
    reader.clock.forward(minutes=15)
    of_a_stranger = ask_for(reader, "daily", "weekly")
    reader.confirm(mine)
    reader.confirm(of_a_stranger, refuse=True)
    assert (read_lists(), read_parts("suppression")) == (["daily"], [])


def test_a_reader_who_is_active_under_a_former_key_adds_a_list_there(active):
    with rotated_subscriber_key():
        ask_for(active, "weekly")
        assert active.confirm()["statusCode"] == 200
    assert read_lists() == ["daily", "weekly"]
    assert len({item["subscriber"] for item in read_parts("list/")}) == 1
    assert not [item for item in read_items() if "signup_request" in item]


def test_a_browser_that_declines_an_addition_reads_that_the_other_lists_stay(active):
    token = ask_for(active, "weekly")
    answer = active.call("POST /v1/subscriptions/confirm", form=f"token={token}&refuse=true", accept="text/html")
    assert "keeps coming" in answer["body"]
    answered = json.loads(active.confirm(token, refuse=True)["body"])
    assert [item["list"] for item in answered["lists"]] == ["daily"]


def test_the_mail_of_an_addition_names_what_is_added_and_what_comes_already(active):
    ask_for(active, "daily", "weekly")
    mail = active.mails()[-1]
    assert mail["subject"] == "Confirm your new lists from Gazette"
    assert "You already receive: " in mail["text"]
