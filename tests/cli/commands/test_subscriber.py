"""`gazette subscriber`, with the functions in this process."""

import os
import re
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from typer.testing import CliRunner

import cli.commands.subscriber
from cli.main import app
from cli.target import Target
from functions.subscriptions import handler as subscriptions
from gazette.subscriptions.keyring import SUBSCRIBER_KEY, rotate
from tests.support.aws import client, forget_parameters
from tests.support.feedback import report
from tests.support.marks import put_marks
from tests.support.subscribers import read_items, read_parts

EMAIL = "reader@example.org"


class Here(Target):
    """The tests' own table and keyrings."""

    def physical_name(self, logical_id):
        return os.environ[{"SubscribersTable": "SUBSCRIBERS_TABLE"}[logical_id]]


@pytest.fixture
def run(monkeypatch, reader):
    """The command with an action and the reader's address. It takes the time of the machine, and so does the reader."""
    reader.clock.at = datetime.now(UTC)
    name = os.environ["SECRETS_PATH"].strip("/").partition("/")[0]
    target = Here(boto3.Session(), "pool", "client", name=name)
    monkeypatch.setattr(cli.commands.subscriber, "find_target", lambda *_: target)
    return lambda action, *options, email=EMAIL: CliRunner().invoke(app, ["subscriber", action, email, *options])


def test_an_unknown_address_has_nothing(run):
    for action, options in (("show", ()), ("lift", ("--reason", "a letter")), ("erase", ("--yes",))):
        done = run(action, *options)
        assert done.exit_code == 0, done.output
        assert "nothing" in done.stdout
    assert run("resend").exit_code == 1
    assert read_items() == []


def test_what_is_no_address_is_an_error(run):
    done = run("show", email="reader")
    assert (done.exit_code, done.stderr) == (1, "gazette: this is no e-mail address that mail can be sent to\n")


def test_show_has_state_lists_letters_and_consent(run, reader):
    reader.subscribe(lists=["daily", "weekly"])
    issues = put_marks(reader, 2)
    report("delivery", at=reader.clock.at, issue=issues[0])
    report("soft-bounce", at=reader.clock.at, issue=issues[1])
    shown = run("show").stdout
    assert "state       active" in shown
    assert "list        daily in en since" in shown
    assert "list        weekly in en since" in shown
    assert f"{issues[0]} sent, delivered " in shown
    assert f"{issues[1]} sent, soft bounce " in shown
    assert "soft-bounce of a mail of daily detail=MailboxFull" in shown
    assert "requested" in shown
    assert "confirmed" in shown
    assert EMAIL not in shown


def test_show_has_the_reason_of_a_suppression(run, reader):
    reader.subscribe()
    report("complaint", at=reader.clock.at)
    shown = run("show").stdout
    assert "state       left" in shown
    assert "suppressed  complaint (abuse) of " in shown
    assert "without an end" in shown


def test_a_complaint_is_lifted_only_with_yes(run, reader):
    report("complaint", at=reader.clock.at)
    refused = run("lift", "--reason", "asked by letter")
    assert refused.exit_code == 1
    assert "--yes" in refused.stderr
    assert len(read_parts("suppression")) == 1
    assert "allowed again" in run("lift", "--reason", "asked by letter", "--yes").stdout
    assert read_parts("suppression") == []
    [record] = read_parts("consent/")
    facts = {name: record[name] for name in ("event", "act", "reason", "lifted")}
    assert facts == {"event": "operator", "act": "lift", "reason": "asked by letter", "lifted": "complaint"}


def test_a_signup_after_a_lift_gets_its_mail(run, reader):
    report("hard-bounce", at=reader.clock.at)
    assert run("lift", "--reason", "the mailbox works again").exit_code == 0
    reader.sign_up()
    reader.deliver()
    assert len(reader.mails()) == 1


def test_a_lift_ends_the_time_after_a_decline_too(run, reader):
    reader.subscribe(lists=["daily"])
    reader.clock.forward(minutes=20)
    reader.sign_up(lists=["weekly"])
    reader.deliver()
    reader.confirm(refuse=True)
    assert read_parts("profile")[0]["declined_until"]
    assert "allowed again" in run("lift", "--reason", "asked").stdout
    assert "declined_until" not in read_parts("profile")[0]


def test_a_confirmation_is_mailed_again_beyond_the_rate_limits(run, reader):
    reader.sign_up(lists=["daily", "weekly"])
    reader.deliver()
    before, request = read_parts("limit"), read_parts("consent/")
    for number in (2, 3, 4, 5, 6, 7):
        assert "confirmation" in run("resend").stdout
        reader.clock.at = datetime.now(UTC)
        reader.deliver()
        assert len(reader.mails()) == number
    assert read_parts("limit") == before
    assert reader.confirm()["statusCode"] == 200
    assert {item["part"] for item in read_parts("list/")} == {"list/daily", "list/weekly"}
    events = [item["event"] for item in read_parts("consent/")]
    assert events.count("operator") == 6
    assert events.count("requested") == 1
    assert [item["part"] for item in read_parts("consent/") if item["event"] == "requested"] == [request[0]["part"]]


def test_a_mail_that_an_operator_repeats_says_when_the_person_asked(run, reader):
    reader.sign_up()
    reader.deliver()
    first = reader.mails()[-1]["text"]
    assert run("resend").exit_code == 0
    reader.clock.at = datetime.now(UTC)
    reader.deliver()
    [asked] = re.findall(r"^On .+ someone", first, re.MULTILINE)
    assert asked in reader.mails()[-1]["text"]


def test_a_mail_that_waits_is_sent_at_once(run, reader):
    reader.sign_up()
    assert run("resend").exit_code == 0
    reader.clock.at = datetime.now(UTC)
    reader.deliver()
    assert len(reader.mails()) == 1


def test_a_subscriber_gets_the_manage_link_again(run, reader):
    reader.subscribe()
    reader.deliver()
    before = len(reader.mails())
    for _ in range(2):
        assert "manage link" in run("resend").stdout
        reader.clock.at = datetime.now(UTC)
        reader.deliver()
    assert len(reader.mails()) == before + 2
    assert reader.call_me("GET")["statusCode"] == 200


def test_who_is_suppressed_or_asked_for_nothing_is_mailed_nothing(run, reader):
    [url] = reader.subscribe()
    reader.deliver()
    reader.post_unsubscribe(url)
    before = len(reader.mails())
    assert run("resend").exit_code == 1
    report("complaint", at=reader.clock.at)
    assert "suppressed" in run("resend").stderr
    reader.deliver()
    assert len(reader.mails()) == before


@pytest.mark.parametrize("state", ["pending", "active", "left", "suppressed"])
def test_erase_leaves_a_suppression_and_a_note(run, reader, state):
    reader.sign_up()
    reader.deliver()
    if state != "pending":
        [url] = reader.subscribe()
        put_marks(reader, 3)
        if state == "left":
            reader.post_unsubscribe(url)
        if state == "suppressed":
            report("complaint", at=reader.clock.at)
    reader.clock.at = datetime.now(UTC)
    assert ("a suppression stays" in run("erase", "--yes").stdout) == (state == "suppressed")
    [id] = {item["subscriber"] for item in read_parts("erasure")}
    left = {item["part"] for item in read_items() if item["subscriber"] == id}
    assert left == {"erasure"} | ({"suppression"} if state == "suppressed" else set())
    assert EMAIL not in str(read_items())
    assert "due" not in read_parts("erasure")[0]
    assert "nothing is stored about this address but what" in run("erase", "--yes").stdout
    assert "erased" in run("show").stdout


def test_erase_asks_before(run, reader):
    reader.subscribe()
    before = read_items()
    assert run("erase").exit_code == 1
    assert read_items() == before


def test_a_person_is_found_under_a_former_key(run, reader):
    reader.subscribe()
    name, ssm = f"{subscriptions.settings.require('SECRETS_PATH')}/{SUBSCRIBER_KEY}", client("ssm")
    value = ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
    try:
        ssm.put_parameter(Name=name, Value=rotate(value), Type="SecureString", Overwrite=True)
        forget_parameters()
        reader.clock.forward(hours=1)
        report("hard-bounce", at=reader.clock.at - timedelta(hours=2))
        shown = run("show").stdout
        assert shown.count("suppressed  bounce") == 2
        assert run("lift", "--reason", "moved").exit_code == 0
        assert read_parts("suppression") == []
        run("erase", "--yes")
        assert EMAIL not in str(read_items())
    finally:
        ssm.put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=True)
        forget_parameters()
