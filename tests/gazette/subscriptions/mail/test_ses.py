"""What follows each answer of SES: a mail is sent once, waits, or is rejected."""

import os

import pytest
from botocore.exceptions import ReadTimeoutError

from functions.mailer import handler as mailer
from gazette.times import parse_timestamp
from tests.support.events import Context
from tests.support.subscribers import read_items, read_outcome_metrics, read_parts, read_stream_records

THROTTLED = (429, "TooManyRequestsException")
UNVERIFIED = "Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: "


@pytest.fixture
def signed_up(reader):
    reader.sign_up()
    return reader


def test_a_mail_is_tagged_with_its_kind_and_language_and_belongs_to_the_configuration_set(signed_up, ses):
    requests = []
    ses.call_before(lambda: requests.append(ses.last_request))
    signed_up.deliver()
    [request] = requests
    assert request["ConfigurationSetName"] == os.environ["MAIL_CONFIGURATION_SET"]
    assert request["FromEmailAddress"] == "news@news.example"
    assert {tag["Name"]: tag["Value"] for tag in request["EmailTags"]} == {
        "ses:feedback-id-a": "confirm",
        "ses:feedback-id-b": "service-en",
    }


def test_a_mail_is_not_sent_again_when_the_answer_was_lost(signed_up, ses, capsys):
    ses.lose_answer(ReadTimeoutError(endpoint_url="https://ses"))
    signed_up.deliver()
    assert mailer.handler({"Records": read_stream_records()}, Context()) == {"batchItemFailures": []}
    assert signed_up.deliver_due(days=1) == {}
    assert (len(signed_up.mails()), ses.requests) == (1, 1)
    assert "MailUnknown" in read_outcome_metrics(capsys)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, "not-ready"),
        (THROTTLED, "throttled"),
        ((400, "RequestThrottled"), "throttled"),
        ((400, "LimitExceededException", "Daily message quota exceeded."), "throttled"),
        ((400, "MessageRejected", UNVERIFIED + "news@news.example"), "not-ready"),
        ((400, "MessageRejected", UNVERIFIED + "reader@example.org"), "not-ready"),
        ((400, "MessageRejected", "Did not have authority to send from email news@news.example"), "not-ready"),
        ((400, "BadRequestException", "Configuration set <gazette> does not exist."), "not-ready"),
        ((400, "MailFromDomainNotVerifiedException"), "not-ready"),
        ((400, "SendingPausedException"), "not-ready"),
        ((400, "AccountSuspendedException"), "not-ready"),
        ((403, "ExpiredTokenException"), "not-ready"),
        ((400, "AnErrorThatNobodyKnowsYet"), "not-ready"),
        ((503, "ServiceUnavailable"), "not-ready"),
    ],
)
def test_while_ses_is_not_ready_a_mail_waits_and_is_counted_once(signed_up, ses, error, outcome):
    if error:
        ses.reject(*error, times=2)
    else:
        ses.do_not_connect(times=2)
    signed_up.deliver()
    assert signed_up.deliver_due(seconds=59) == {}
    assert signed_up.deliver_due(seconds=1) == {outcome: 1}
    assert signed_up.deliver_due(minutes=1) == {}
    assert signed_up.deliver_due(minutes=1) == {"sent": 1}
    assert (len(signed_up.mails()), ses.requests) == (1, 3)
    [counter] = [item for item in read_items() if item["subscriber"] == "limit/caller"]
    assert counter.get("sent_2", 0) == 0
    assert len([item for item in read_items() if item["subscriber"].startswith("token/")]) == 1
    assert [item["event"] for item in read_parts("consent/")] == ["requested"]
    assert signed_up.confirm()["statusCode"] == 200


def test_a_mail_waits_for_days_at_most_an_hour_at_a_time_and_its_reader_can_still_confirm(signed_up, ses):
    ses.reject(400, "AccountSuspendedException", times=1000)
    signed_up.deliver()
    pauses = []
    for _ in range(8):
        due_at = parse_timestamp(read_parts("profile")[0]["due_at"])
        pauses.append((due_at - signed_up.clock.at).total_seconds() / 60)
        signed_up.clock.at = due_at
        assert signed_up.deliver_due() == {"not-ready": 1}
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    signed_up.deliver_due(days=5)
    ses.recover()
    assert signed_up.deliver_due(hours=1) == {"sent": 1}
    signed_up.clock.forward(hours=47)
    assert signed_up.confirm()["statusCode"] == 200
    assert "expires_at" not in read_parts("consent/")[0]


def test_a_mail_that_waits_for_six_days_is_given_up(signed_up, ses, capsys):
    ses.reject(400, "AccountSuspendedException", times=1000)
    signed_up.deliver()
    assert signed_up.deliver_due(days=6) == {"given-up": 1}
    assert "reader@example.org" not in str(read_items())
    assert read_outcome_metrics(capsys)[-1] == "MailGivenUp"


def test_a_mail_that_was_not_sent_does_not_follow_the_mail_of_a_newer_signup(signed_up, ses):
    def sign_up_again():
        signed_up.clock.forward(minutes=15)
        signed_up.sign_up()
        signed_up.deliver()

    ses.do_not_connect()
    ses.call_before(sign_up_again)
    signed_up.deliver()
    assert (len(signed_up.mails()), ses.requests) == (1, 2)
    assert signed_up.deliver_due(hours=1) == {}


def test_lists_of_signups_that_wait_are_asked_for_in_one_mail(signed_up, ses):
    ses.reject(400, "SendingPausedException", times=2)
    signed_up.deliver()
    signed_up.sign_up(lists=["weekly"])
    signed_up.deliver()
    assert signed_up.deliver_due(minutes=5) == {"sent": 1}
    signed_up.confirm()
    assert [item["part"] for item in read_parts("list/")] == ["list/daily", "list/weekly"]


@pytest.mark.parametrize(
    ("error", "metric"),
    [
        ((400, "MessageRejected", "Transaction failed: Expected disposition"), "MailRejected"),
        ((400, "BadRequestException", "Missing final '@domain'"), "MailRejected"),
        ((500, "InternalServiceError"), "MailUnknown"),
    ],
)
def test_a_rejected_mail_is_counted_and_not_sent_again_and_the_log_has_no_address(
    signed_up, ses, error, metric, capsys, caplog
):
    ses.reject(*error)
    signed_up.deliver()
    logged = capsys.readouterr().out + caplog.text
    assert signed_up.deliver_due(hours=1) == {}
    assert (signed_up.mails(), ses.requests) == ([], 1)
    assert metric in logged
    assert "reader@example.org" not in logged
