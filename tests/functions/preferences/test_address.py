"""Change of address: a double opt-in of the new one; then the former one is told, and ends."""

import json

import pytest

from tests.support.subscribers import Reader, read_parts


@pytest.fixture
def new(active):
    """The mailbox of the new address."""
    return Reader("new@example.org", clock=active.clock)


def ask(reader, email="new@example.org", **changes):
    response = reader.call_me("PATCH", body={"email": email, **changes})
    reader.deliver()
    return response


def read_profiles():
    return {item.get("email", item.get("state")): item for item in read_parts("profile")}


def read_events():
    return [item["event"] for item in sorted(read_parts("consent/"), key=lambda item: item["part"])]


def test_until_the_new_address_is_confirmed_nothing_changes(active, new):
    response = ask(active)
    assert (response["statusCode"], json.loads(response["body"])["email"]) == (202, "reader@example.org")
    assert [mail["subject"] for mail in new.mails()] == ["Confirm your new address for Gazette"]
    assert [item["part"] for item in read_parts("list/")] == ["list/daily", "list/weekly"]
    assert active.call_me("GET")["statusCode"] == 200


def test_the_confirmed_address_gets_the_lists_with_their_languages_and_the_pause(active, new):
    active.sign_up(lists=["breaking"], lang="ru")
    active.deliver()
    active.confirm()
    active.call_me("PATCH", body={"paused_until": "2026-12-24T07:00:00Z"})
    before = sorted((item["part"], item["lang"]) for item in read_parts("list/"))
    token = active.manage_token()
    active.clock.forward(hours=2)
    ask(active)
    assert new.confirm()["statusCode"] == 200
    moved = read_parts("list/")
    assert sorted((item["part"], item["lang"]) for item in moved) == before
    profiles = read_profiles()
    assert {item["subscriber"] for item in moved} == {profiles["new@example.org"]["subscriber"]}
    assert profiles["new@example.org"]["paused_until"] == 1798095600
    new.deliver()
    text = " ".join(new.mails()[-1]["text"].split())
    assert "After your break, Gazette sends you:" in text
    assert "no letters come until 24 December 2026" in text
    assert "next issue" not in text
    assert (profiles["left"]["lists"], "email" in profiles["left"]) == ([], False)
    assert json.loads(active.call_me("GET", token)["body"])["state"] == "left"
    assert sorted(read_events()[-2:]) == ["address-changed", "confirmed"]
    [confirmed] = [item for item in read_parts("consent/") if item.get("how") == "address-changed"]
    assert (confirmed["event"], confirmed["subscriber"]) == ("confirmed", profiles["new@example.org"]["subscriber"])


def test_a_language_that_is_changed_before_the_confirmation_is_moved_too(active, new):
    ask(active)
    active.call_me("PATCH", body={"lang": "ru"})
    assert new.confirm()["statusCode"] == 200
    new.deliver()
    assert json.loads(new.call_me("GET")["body"])["lang"] == "ru"
    assert {item["lang"] for item in read_parts("list/")} == {"ru"}


def test_lists_of_two_languages_in_one_mailbox_are_told_on_the_page_until_they_are_saved(active, new):
    new.delivered = active.delivered
    new.subscribe(lists=["breaking"], lang="ru")
    new.deliver()
    active.delivered = new.delivered
    active.clock.forward(hours=1)
    ask(active)
    new.confirm()
    new.deliver()
    assert {item["part"]: item["lang"] for item in read_parts("list/")} == {
        "list/breaking": "ru",
        "list/daily": "en",
        "list/weekly": "en",
    }
    text = " ".join(new.use_form("show")["body"].split())
    assert "Некоторые рассылки пока приходят на другом языке" in text
    page = new.use_form("save", "lists=breaking&lists=daily&lang=ru")["body"]
    assert "на другом языке" not in page
    assert {item["lang"] for item in read_parts("list/")} == {"ru"}


def test_the_former_address_is_told_once_and_the_new_one_is_welcomed(active, new):
    ask(active)
    token = new.token()
    for _ in range(2):
        assert new.confirm(token)["statusCode"] == 200
        active.deliver()
    assert [mail["subject"] for mail in active.mails()].count("Your subscription to Gazette has a new address") == 1
    assert new.mails()[-1]["subject"] == "Your subscription to Gazette is confirmed"
    assert "new@example.org" not in active.mails()[-1]["text"]
    assert new.call_me("GET")["statusCode"] == 200
    assert "reader@example.org" not in json.dumps(read_parts(""), default=str)
    assert "https://news.example/v1/subscriptions/manage?lang=en" in active.mails()[-1]["text"].splitlines()


def test_the_record_of_the_former_address_is_erased_with_a_link_that_its_mailbox_gets(active, new):
    ask(active)
    new.confirm()
    active.deliver()
    former = {item["subscriber"] for item in read_parts("profile") if item["state"] == "left"}
    active.clock.forward(hours=1)
    active.ask_for_link()
    active.deliver()
    assert active.mails()[-1]["subject"] == "Your data at Gazette"
    assert active.call_me("DELETE")["statusCode"] == 204
    assert {item["subscriber"] for item in read_parts("consent/")}.isdisjoint(former)
    assert new.call_me("GET")["statusCode"] == 200


def test_an_address_that_is_subscribed_already_gets_the_same_answer_and_takes_over(active, new):
    new.delivered = active.delivered
    new.subscribe(lists=["daily"])
    new.deliver()
    active.delivered = new.delivered
    active.clock.forward(hours=1)
    assert ask(active) == ask(active, "nobody@example.org")
    assert new.mails()[-1]["subject"] == "Confirm your new address for Gazette"
    text = " ".join(new.mails()[-1]["text"].split())
    assert "This address already receives: Daily digest." in text
    assert "on no list" not in text
    assert "sign this address up" not in text
    assert new.confirm()["statusCode"] == 200
    assert sorted(item["part"] for item in read_parts("list/")) == ["list/daily", "list/weekly"]
    assert {"new@example.org", "left"} < set(read_profiles())
    assert "reader@example.org" not in read_profiles()


def test_a_reader_who_has_left_meanwhile_is_not_moved(active, new):
    ask(active)
    token = new.token()
    active.call_me("PATCH", body={"lists": []})
    assert new.confirm(token)["statusCode"] == 410
    assert read_parts("list/") == []


def test_a_list_that_was_left_meanwhile_is_not_moved(active, new):
    ask(active)
    active.call_me("PATCH", body={"lists": ["weekly"]})
    assert new.confirm()["statusCode"] == 200
    assert [item["part"] for item in read_parts("list/")] == ["list/weekly"]


def test_the_owner_of_the_new_address_can_refuse(active, new):
    ask(active)
    assert new.confirm(refuse=True)["statusCode"] == 200
    assert len(read_parts("list/")) == 2
    assert [item["reason"] for item in read_parts("suppression")] == ["declined"]
    active.deliver()
    assert "has a new address" not in "".join(mail["subject"] for mail in active.mails())


def test_a_request_that_mailer_sees_after_the_reader_has_left_is_dropped(active, new):
    active.call_me("PATCH", body={"email": "new@example.org"})
    active.call_me("PATCH", body={"lists": []})
    active.deliver()
    assert new.mails() == []


def test_a_change_of_address_waits_for_its_mail_if_a_signup_has_used_up_the_limit(active, new):
    new.delivered = active.delivered
    new.sign_up(lists=["daily", "weekly"])
    new.deliver()
    active.delivered = new.delivered
    ask(active)
    assert [mail["subject"] for mail in new.mails()] == ["Confirm your subscription to Gazette"]
    active.deliver_due(minutes=16)
    assert new.mails()[-1]["subject"] == "Confirm your new address for Gazette"
    assert new.confirm()["statusCode"] == 200
    assert "left" in read_profiles()
