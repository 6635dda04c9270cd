"""The Feedback function: what becomes of events that fail or are not expected, and that no address leaves it."""

import json
import re
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from functions.feedback import handler as feedback
from gazette.errors import Malformed
from tests.support.events import Context
from tests.support.feedback import AT, build_event, deliver, report
from tests.support.subscribers import fail_calls, read_parts
from tests.support.swallowed import swallowed

OUTAGE = ClientError({"Error": {"Code": "InternalServerError", "Message": "about reader@example.org"}}, "GetItem")


@pytest.fixture
def clock(monkeypatch):
    """The age of an event is told by this clock."""
    moments = [AT]
    monkeypatch.setattr(feedback, "now", lambda: moments[-1])
    return moments.append


@pytest.mark.parametrize(("name", "type"), [("subscription", "unknown"), ("unknown", "unknown")])
def test_an_unexpected_event_is_counted_and_acknowledged(caplog, name, type):
    assert deliver(build_event(name)) == []
    assert swallowed(caplog) == [("feedback-unexpected", 1)]
    assert read_parts("") == []


def test_a_damaged_event_is_counted_and_acknowledged(caplog):
    event = build_event("complaint")
    del event["detail"]["complaint"]
    assert deliver(event) == []
    assert swallowed(caplog) == [("feedback-unreadable", 1)]


def test_a_recipient_that_is_no_address_does_not_stop_the_others(caplog):
    event = build_event("hard-bounces-of-two-recipients")
    event["detail"]["bounce"]["bouncedRecipients"][0]["emailAddress"] = "undisclosed recipients"
    assert deliver(event) == ["suppressed"]
    assert swallowed(caplog) == [("feedback-unreadable", 1)]


def test_a_mail_that_ses_dropped_is_counted(caplog):
    assert report("reject") == "ignored"
    assert swallowed(caplog) == [("mail-not-accepted", 1)]


def test_lambda_repeats_a_young_event_that_fails(clock):
    with fail_calls("GetItem", OUTAGE), pytest.raises(ClientError):
        report("complaint")
    assert report("complaint") == "suppressed"


def test_the_last_try_keeps_a_report_without_its_address_and_it_can_be_carried_out_later(clock, failures, caplog):
    clock(AT + timedelta(minutes=3))
    with fail_calls("GetItem", OUTAGE):
        assert report("complaint") == "kept"
    [kept] = failures()
    assert "example.org" not in json.dumps(kept)
    assert swallowed(caplog) == [("feedback-failed", 1)]
    assert feedback.handler(kept, Context()) == {"outcomes": ["suppressed"]}
    assert [item["reason"] for item in read_parts("suppression")] == ["complaint"]


def test_a_report_that_cannot_be_hashed_is_given_up_and_not_kept(clock, failures, caplog, monkeypatch):
    def fail(*_, **__):
        raise OUTAGE

    monkeypatch.setattr(feedback.keyrings, "load", fail)
    with pytest.raises(ClientError):
        deliver(build_event("complaint"))
    clock(AT + timedelta(minutes=3))
    assert deliver(build_event("complaint")) == []
    assert swallowed(caplog) == [("feedback-lost", 1)]
    assert failures() == []


def test_no_log_line_has_an_address(reader, clock, failures, caplog, capsys):
    reader.subscribe()
    clock(AT + timedelta(minutes=3))
    with fail_calls("GetItem", OUTAGE, times=1):
        report("complaint")
    for name in ("complaint", "hard-bounce", "delivery", "unknown", "reject"):
        deliver(build_event(name))
    written = "".join([str(vars(record)) for record in caplog.records]) + "".join(capsys.readouterr())
    assert "mail report" in written
    assert not re.search(r"reader|example\.org|smtp", written.replace("readers", ""))


def test_another_event_is_malformed():
    with pytest.raises(Malformed):
        feedback.handler({"source": "gazette"}, Context())
