"""What complaints and hard bounces do, by the state of the person; repetitions, other orders and races."""

import itertools
from datetime import timedelta

import pytest

from functions.subscriptions import handler as subscriptions
from gazette.aws.clients import client
from gazette.subscriptions.keyring import SUBSCRIBER_KEY, rotate
from gazette.subscriptions.model import compute_expiry
from tests.support.aws import clear_tables, forget_parameters
from tests.support.feedback import report
from tests.support.subscribers import Reader, read_items, read_parts


def suppressions():
    return [(item["reason"], item.get("until")) for item in read_parts("suppression")]


def events():
    return [item["event"] for item in read_parts("consent/")]


def set_up(reader, state):
    if state != "none":
        reader.sign_up()
    if state in ("pending", "active", "left"):
        reader.deliver()
    urls = reader.subscribe() if state in ("active", "left") else []
    for url in urls if state == "left" else ():
        reader.post_unsubscribe(url)


STATES = ("none", "asked", "pending", "active", "left")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("kind", ["complaint", "hard-bounce"])
def test_nothing_is_mailed_any_more_whatever_the_state(reader, state, kind):
    """`asked`: the mail of the signup was not sent yet."""
    set_up(reader, state)
    at, mails = reader.clock.at, len(reader.mails())
    assert report(kind, at=at) == "suppressed"
    until = None if kind == "complaint" else compute_expiry(at, timedelta(days=30))
    assert suppressions() == [("complaint" if kind == "complaint" else "bounce", until)]
    assert read_parts("list/") == read_parts("confirm") == []
    [profile] = read_parts("profile") or [{"state": "left"}]
    assert profile.get("state") == "left" or state == "none"
    assert "email" not in profile
    reader.deliver()
    reader.clock.forward(days=1)
    reader.sign_up()
    reader.deliver()
    assert len(reader.mails()) == mails
    expected = {"complaint": "complained", "hard-bounce": "bounced"}[kind]
    assert (expected in events()) is (state != "none")


def test_a_pending_profile_is_deleted_and_its_record_expires(reader):
    set_up(reader, "pending")
    report("complaint", at=reader.clock.at)
    assert read_parts("profile") == []
    assert all("expires_at" in item for item in read_parts("consent/"))


@pytest.mark.parametrize("kind", ["complaint", "hard-bounce"])
def test_an_open_confirmation_is_410_afterwards(reader, kind):
    set_up(reader, "pending")
    token = reader.token()
    report(kind, at=reader.clock.at)
    assert reader.confirm(token)["statusCode"] == 410


def test_a_signup_may_be_tried_once_more_30_days_after_a_hard_bounce(reader):
    set_up(reader, "active")
    report("hard-bounce", at=reader.clock.at)
    reader.clock.forward(days=30, minutes=1)
    before = len(reader.mails())
    reader.sign_up()
    reader.deliver()
    assert len(reader.mails()) == before + 1
    assert reader.confirm()["statusCode"] == 200


def test_an_undo_does_not_restore_lists_after_a_complaint(reader):
    [url] = reader.subscribe()
    reader.post_unsubscribe(url)
    report("complaint", at=reader.clock.at)
    assert reader.post_unsubscribe(url, form="action=undo")["statusCode"] == 410
    assert read_parts("list/") == []


def test_the_record_of_a_complaint_says_which_lists_ended_and_which_mail_it_was_about(reader):
    reader.subscribe(lists=["daily", "weekly"])
    report("complaint", at=reader.clock.at, issue="daily/en/2026-11-30")
    [record] = [item for item in read_parts("consent/") if item["event"] == "complained"]
    facts = {name: record[name] for name in ("lists", "issue", "agent", "ip")}
    assert facts == {"lists": ["daily", "weekly"], "issue": "daily/en/2026-11-30", "agent": "Amazon SES", "ip": ""}
    assert not [item for item in read_parts("ip/") if item["ip"] == ""]


def test_a_repetition_changes_nothing_also_after_a_lift(reader):
    set_up(reader, "active")
    report("complaint", at=reader.clock.at, id="one")
    before = read_items()
    assert report("complaint", at=reader.clock.at, id="one") == "repeated"
    assert read_items() == before
    [suppression] = read_parts("suppression")
    key = {name: {"S": suppression[name]} for name in ("subscriber", "part")}
    client("dynamodb").delete_item(TableName=subscriptions.subscribers.table, Key=key)
    report("complaint", at=reader.clock.at, id="one")
    assert suppressions() == []


def test_the_order_of_reports_does_not_matter(reader, monkeypatch):
    """Whatever comes first, the end is the same, apart from ids and versions."""
    start = reader.clock.at
    reports = [
        ("complaint", start + timedelta(hours=1)),
        ("hard-bounce", start),
        ("soft-bounce", start + timedelta(hours=2)),
    ]
    ends = []
    for order in itertools.permutations(reports):
        clear_tables()
        person = Reader("reader@example.org", clock=reader.clock)
        person.subscribe()
        for kind, at in order:
            report(kind, at=at)
        ends.append((suppressions(), read_parts("list/"), [p["state"] for p in read_parts("profile")], set(events())))
    assert ends[0][0] == [("complaint", None)]
    assert all(end == ends[0] for end in ends)


def test_the_later_end_of_two_bounces_stays(reader):
    at = reader.clock.at
    for days in (0, 5, 3):
        report("hard-bounce", at=at + timedelta(days=days))
    assert suppressions() == [("bounce", compute_expiry(at, timedelta(days=35)))]


def test_a_bounce_does_not_shorten_the_suppression_of_a_decline(reader):
    reader.sign_up()
    reader.deliver()
    reader.confirm(refuse=True)
    report("hard-bounce", at=reader.clock.at - timedelta(days=1))
    assert suppressions() == [("declined", compute_expiry(reader.clock.at, timedelta(days=30)))]


def test_a_person_is_found_under_a_former_key_and_suppressed_under_both(reader):
    reader.subscribe()
    [former] = {item["subscriber"] for item in read_parts("profile")}
    name = f"{subscriptions.settings.require('SECRETS_PATH')}/{SUBSCRIBER_KEY}"
    ssm = client("ssm")
    value = ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
    try:
        ssm.put_parameter(Name=name, Value=rotate(value), Type="SecureString", Overwrite=True)
        forget_parameters()
        report("complaint", at=reader.clock.at)
    finally:
        ssm.put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=True)
        forget_parameters()
    suppressed = {item["subscriber"] for item in read_parts("suppression")}
    assert former in suppressed
    assert len(suppressed) == 2
    assert [item["state"] for item in read_parts("profile")] == ["left"]
    assert read_parts("list/") == []


def test_a_complaint_wins_over_a_confirmation_at_the_same_time(reader, meanwhile):
    set_up(reader, "pending")
    token = reader.token()
    meanwhile(lambda: report("complaint", at=reader.clock.at))
    assert reader.confirm(token)["statusCode"] == 410
    assert read_parts("list/") == []
    assert suppressions() == [("complaint", None)]


def test_a_confirmation_before_the_write_of_a_complaint_is_ended_by_it(reader, meanwhile):
    set_up(reader, "pending")
    token = reader.token()
    meanwhile(lambda: reader.confirm(token))
    assert report("complaint", at=reader.clock.at) == "suppressed"
    assert read_parts("list/") == []
    assert [item["state"] for item in read_parts("profile")] == ["left"]


def test_a_signup_at_the_same_time_is_mailed_nothing(reader, meanwhile):
    set_up(reader, "left")
    mails = len(reader.mails())
    meanwhile(reader.sign_up)
    report("complaint", at=reader.clock.at)
    reader.clock.forward(minutes=5)
    reader.deliver()
    reader.deliver_due()
    assert len(reader.mails()) == mails
