"""PATCH /v1/subscriptions/me: what it changes at once, what it refuses, and what the consent record says."""

import json

import pytest

from tests.support.subscribers import CONSENT, delete_expired, read_headers, read_parts, read_pointers


def change(reader, changes, **parts):
    return reader.call_me("PATCH", body=changes, **parts)


def read_segments():
    return [item["segment"][:-3] for item in read_parts("list/")]


def read_last_event():
    return max(read_parts("consent/"), key=lambda item: item["part"])


def test_the_preferences_are_shown(read_me):
    preferences, _ = read_me()
    assert preferences == {
        "state": "active",
        "email": "reader@example.org",
        "lang": "en",
        "lists": ["daily", "weekly"],
        "topics": [],
        "paused_until": None,
    }


def test_a_list_is_removed_and_another_one_added_at_once(active, read_me):
    response = change(active, {"lists": ["breaking", "daily"], "consent": CONSENT})
    assert (response["statusCode"], json.loads(response["body"])["lists"]) == (200, ["breaking", "daily"])
    assert read_segments() == ["breaking/en", "daily/en"]
    event = read_last_event()
    assert (event["event"], event["added"], event["removed"]) == ("changed", ["breaking"], ["weekly"])
    assert (event["consent"], event["ip"]) == (CONSENT, "192.0.2.0/24")


def test_all_lists_are_swapped_for_another_one(active, read_me):
    response = change(active, {"lists": ["breaking"], "consent": CONSENT})
    assert (response["statusCode"], json.loads(response["body"])["lists"]) == (200, ["breaking"])
    assert (read_segments(), read_me()[0]["state"]) == (["breaking/en"], "active")
    event = read_last_event()
    assert (event["event"], event["added"], event["removed"]) == ("changed", ["breaking"], ["daily", "weekly"])
    [profile] = read_parts("profile")
    assert (profile["consent"], profile["email"]) == (CONSENT, "reader@example.org")


def test_a_language_that_is_given_is_that_of_every_list(active):
    active.sign_up(lists=["breaking"], lang="ru")
    active.deliver()
    active.confirm()
    assert read_segments() == ["breaking/ru", "daily/en", "weekly/en"]
    assert change(active, {"lists": ["breaking", "daily"]})["statusCode"] == 200
    assert read_segments() == ["breaking/ru", "daily/en"]
    assert change(active, {"lang": "en"})["statusCode"] == 200
    assert read_segments() == ["breaking/en", "daily/en"]
    assert (read_last_event()["event"], read_last_event()["lang"]) == ("changed", "en")


def test_all_lists_move_to_another_language_and_keep_their_beginning(active):
    before = {item["part"]: item["since"] for item in read_parts("list/")}
    assert change(active, {"lang": "uz-Cyrl"})["statusCode"] == 200
    assert read_segments() == ["daily/uz-Cyrl", "weekly/uz-Cyrl"]
    assert {item["part"]: item["since"] for item in read_parts("list/")} == before
    assert (read_last_event()["event"], read_last_event()["lang"]) == ("changed", "uz-Cyrl")


def test_letters_are_paused_until_a_time_and_come_again(active, read_me):
    response = change(active, {"paused_until": "2026-12-24T12:00:00+05:00"})
    assert json.loads(response["body"])["paused_until"] == "2026-12-24T07:00:00Z"
    assert read_parts("profile")[0]["paused_until"] == 1798095600
    assert (read_last_event()["event"], read_last_event()["paused_until"]) == ("paused", "2026-12-24T07:00:00Z")
    change(active, {"paused_until": None})
    assert ("paused_until" in read_parts("profile")[0], read_last_event()["event"]) == (False, "resumed")
    change(active, {"paused_until": "2026-11-24T09:00:00Z"})
    active.clock.forward(hours=2)
    assert read_me()[0]["paused_until"] is None


def test_a_change_that_changes_nothing_writes_nothing(active):
    before = read_parts("")
    for changes in (
        {},
        {"lang": "en", "lists": ["weekly", "daily"], "paused_until": None, "topics": []},
        {"email": "READER@example.org"},
    ):
        assert change(active, changes)["statusCode"] == 200
    assert read_parts("") == before


def test_an_empty_list_of_lists_leaves_all(active):
    token = active.manage_token()
    response = active.call_me("PATCH", token, body={"lists": []})
    assert (response["statusCode"], json.loads(response["body"])["state"]) == (200, "left")
    assert (read_parts("list/"), read_parts("profile")[0]["state"]) == ([], "left")
    active.clock.forward(minutes=15)
    delete_expired(active.clock.at)  # what an undo needs
    assert "reader@example.org" not in json.dumps(read_parts(""), default=str)
    assert (read_last_event()["event"], read_last_event()["how"]) == ("unsubscribed", "preferences")
    assert active.call_me("PATCH", token, body={"lists": ["daily"]})["statusCode"] == 410


def test_a_removed_list_cannot_be_confirmed_by_an_older_mail(active):
    active.sign_up(lists=["breaking"])
    active.deliver()
    token = active.token()
    change(active, {"lists": ["daily", "breaking"], "consent": CONSENT})
    change(active, {"lists": ["daily"]})
    assert active.confirm(token)["statusCode"] == 410
    assert read_segments() == ["daily/en"]


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"lists": ["daily", "breaking"]}, ["#/consent"]),
        ({"lists": ["daily", "breaking"], "consent": "0000"}, ["#/consent"]),
        ({"consent": "zzz"}, ["#/consent"]),
        ({"lists": ["daily"], "consent": ""}, ["#/consent"]),
        ({"lists": ["daily", "hourly"], "consent": CONSENT}, ["#/lists/1"]),
        ({"lists": None}, ["#/lists"]),
        ({"lists": "daily"}, ["#/lists"]),
        ({"lang": "xx"}, ["#/lang"]),
        ({"lang": None}, ["#/lang"]),
        ({"paused_until": "2026-11-24T07:59:59Z"}, ["#/paused_until"]),
        ({"paused_until": "2028-01-01T00:00:00Z"}, ["#/paused_until"]),
        ({"paused_until": "2026-12-24"}, ["#/paused_until"]),
        ({"paused_until": 1798268400}, ["#/paused_until"]),
        ({"topics": ["economy"]}, ["#/topics"]),
        ({"email": "reader"}, ["#/email"]),
        ({"email": None}, ["#/email"]),
        ({"email": "new@example.org", "lists": []}, ["#/email"]),
        ({"state": "left"}, ["#/state"]),
        ({"lang": "xx", "paused_until": "2020-01-01T00:00:00Z"}, ["#/lang", "#/paused_until"]),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_written(active, changes, pointers):
    before = read_parts("")
    response = change(active, changes)
    assert (response["statusCode"], read_pointers(response)) == (422, pointers)
    assert read_parts("") == before


def test_a_change_of_preferences_that_somebody_changed_meanwhile_is_refused(active, read_me):
    _, etag = read_me()
    assert change(active, {"lang": "ru"}, headers={"if-match": etag})["statusCode"] == 200
    response = change(active, {"lang": "uz"}, headers={"if-match": etag})
    assert (response["statusCode"], read_segments()) == (412, ["daily/ru", "weekly/ru"])
    _, new = read_me()
    response = change(active, {"lang": "uz"}, headers={"if-match": f'W/{new}, "x"'})
    assert (response["statusCode"], read_headers(response)["etag"]) == (200, read_me()[1])


def test_a_mail_with_another_token_does_not_change_the_etag(active, read_me):
    _, etag = read_me()
    active.ask_for_link()
    active.deliver()
    assert read_me()[1] == etag


def test_a_merge_patch_may_have_its_own_media_type(active):
    headers = {"content-type": "application/merge-patch+json"}
    assert change(active, {"lang": "ru"}, headers=headers)["statusCode"] == 200
