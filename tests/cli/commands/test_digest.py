"""`gazette digest`, with the functions in this process."""

import email
import json
import os
from datetime import timedelta

import boto3
import pytest
from typer.testing import CliRunner

import cli.commands.digest
import cli.digest
from cli.main import app
from cli.target import FunctionFailed, Target
from gazette.errors import Malformed
from tests.gazette.subscriptions.digest.conftest import newsletter
from tests.support.aws import client
from tests.support.newsletter import ISSUE, MORNING

__all__ = ["newsletter"]


@pytest.fixture
def run(monkeypatch, newsletter, failures):
    class Here(Target):
        """The tests' own tables, queue and function."""

        def physical_name(self, logical_id: str) -> str:
            return os.environ[{"FailuresQueue": "FAILURES_QUEUE"}[logical_id]]

        def invoke(self, logical_id: str, event: dict) -> object:
            assert logical_id == "DigestFunction"
            try:
                return newsletter.call(event)
            except Malformed as error:
                raise FunctionFailed({"errorType": "Malformed", "errorMessage": str(error)}) from error

    monkeypatch.setattr(cli.digest, "WAIT_SECONDS", 0)
    monkeypatch.setattr(cli.commands.digest, "find_target", lambda *_: Here(boto3.Session(), "pool", "client"))
    newsletter.publish("Metro opens", MORNING - timedelta(hours=2))
    newsletter.subscribe("aziza", "bobur")
    newsletter.clock.at = MORNING
    return lambda *arguments: CliRunner().invoke(app, ["digest", *arguments])


def test_a_dry_run_shows_readers_stories_and_the_mail_and_sends_nothing(run, newsletter, tmp_path):
    file = tmp_path / "mail.eml"
    done = run("--dry-run", "--out", str(file))
    assert done.exit_code == 0, done.output
    assert "daily/en/2026-11-30: 2 readers" in done.stdout
    assert "Metro opens" in done.stdout
    message = email.message_from_bytes(file.read_bytes())
    assert message["Subject"] == "Metro opens"
    assert message["List-Unsubscribe"]
    newsletter.make_pages()
    newsletter.deliver()
    assert newsletter.received() == {}
    assert "nothing is new" in run("--dry-run", "--lang", "ru").stdout


def test_the_report_of_an_issue_adds_up(run, newsletter):
    newsletter.run()
    done = run("--report", ISSUE)
    assert done.stdout.splitlines() == [
        f"{ISSUE}: sent, begun 2026-11-30T03:00:00Z, ended 2026-11-30T03:01:00Z",
        "          2  queued",
        "          2  sent",
        "          0  unknown",
        "          0  failed",
        "          0  waiting",
    ]
    assert run().stdout == done.stdout
    assert "there is no issue daily/en/1999-01-01" in run("--report", "daily/en/1999-01-01").output


def test_a_stopped_issue_sends_nothing_more(run, newsletter):
    newsletter.open()
    newsletter.make_pages()
    assert run("--stop", ISSUE).exit_code == 0
    newsletter.deliver()
    newsletter.pass_minutes()
    assert newsletter.received() == {}
    assert "2  skipped: stopped" in run("--report", ISSUE).stdout
    again = run("--stop", ISSUE)
    assert again.exit_code == 1
    assert "has ended already" in again.output


def test_pages_in_the_failures_queue_are_queued_again_and_other_failures_stay_there(run, newsletter, failures):
    newsletter.open()
    newsletter.make_pages()
    for message in newsletter.take_messages():
        client("sqs").send_message(QueueUrl=os.environ["FAILURES_QUEUE"], MessageBody=message["Body"])
    client("sqs").send_message(QueueUrl=os.environ["FAILURES_QUEUE"], MessageBody=json.dumps({"version": "1.0"}))
    client("sqs").set_queue_attributes(QueueUrl=os.environ["FAILURES_QUEUE"], Attributes={"VisibilityTimeout": "1"})
    assert "2 messages about them were removed" in run("--redrive", ISSUE).stdout
    newsletter.deliver()
    assert newsletter.received() == {"aziza": 1, "bobur": 1}
    assert "0 pages are queued again" in run("--redrive", ISSUE).stdout


def test_two_wishes_at_once_are_refused(run):
    assert "choose one" in run("--report", ISSUE, "--stop", ISSUE).output


def test_a_dry_run_of_an_unknown_list_or_language_names_those_that_there_are(run):
    assert "the lists daily and weekly have one" in run("--dry-run", "--list", "breaking").output
    assert "the site has no language fr; it has en, ru" in run("--dry-run", "--lang", "fr").output


@pytest.mark.parametrize("options", [("--out", "mail.eml"), ("--list", "weekly"), ("--lang", "ru", "--report", ISSUE)])
def test_options_of_a_dry_run_are_refused_without_it(run, options):
    done = run(*options)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "belong to --dry-run" in done.stderr


@pytest.mark.parametrize("option", ["--redrive", "--stop", "--report"])
def test_an_issue_that_does_not_exist_is_an_error(run, option):
    done = run(option, "daily/en/1999-01-01")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "there is no issue daily/en/1999-01-01" in done.stderr
