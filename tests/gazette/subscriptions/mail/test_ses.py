"""What follows each answer of SES: a mail is sent once, sent again later, or given up."""

import pytest
from botocore.exceptions import ReadTimeoutError

from functions.mailer import handler as mailer
from tests.support import subscribers
from tests.support.events import Context
from tests.support.subscribers import read_items, read_outcome_metrics, read_parts, read_stream_records

THROTTLED = (429, "TooManyRequestsException")


class FullTime(Context):
    """The whole minute of Mailer's timeout is left."""

    def get_remaining_time_in_millis(self):
        return 60_000


@pytest.fixture
def signed_up(reader):
    reader.sign_up()
    return reader


def test_a_mail_is_not_sent_again_when_the_answer_was_lost(signed_up, ses, capsys):
    ses.lose_answer(ReadTimeoutError(endpoint_url="https://ses"))
    signed_up.deliver()
    assert mailer.handler({"Records": read_stream_records()}, Context()) == {"batchItemFailures": []}
    assert (len(signed_up.mails()), ses.requests) == (1, 1)
    assert signed_up.confirm()["statusCode"] == 200
    assert "SignupRequestUnknown" in read_outcome_metrics(capsys)


@pytest.mark.parametrize(
    "error", [None, THROTTLED, (400, "SendingPausedException"), (400, "MailFromDomainNotVerifiedException")]
)
def test_a_mail_that_was_not_sent_is_sent_later_and_counted_once(signed_up, ses, error):
    if error:
        ses.reject(*error, times=2)
    else:
        ses.do_not_connect(times=2)
    signed_up.deliver()
    assert (len(signed_up.mails()), ses.requests) == (1, 3)
    [counter] = [item for item in read_items() if item["subscriber"] == "limit/caller"]
    assert "sent_2" not in counter or counter["sent_2"] == 0
    assert len([item for item in read_items() if item["subscriber"].startswith("token/")]) == 1
    assert signed_up.confirm()["statusCode"] == 200


def test_a_mail_that_was_not_sent_is_not_sent_after_the_mail_of_a_newer_signup(signed_up, ses):
    def sign_up_again():
        signed_up.clock.forward(minutes=15)
        signed_up.sign_up()
        signed_up.deliver()

    ses.do_not_connect()
    ses.call_before(sign_up_again)
    signed_up.deliver()
    assert (len(signed_up.mails()), ses.requests) == (1, 2)
    assert read_parts("profile")[0].get("mail_due") is None


def test_a_request_that_ses_never_accepts_is_given_up_after_five_attempts_and_stays_due(signed_up, ses, capsys):
    ses.reject(*THROTTLED, times=9)
    signed_up.deliver()
    assert (signed_up.mails(), ses.requests) == ([], 5)
    [profile] = read_parts("profile")
    assert profile["mail_due"]
    assert read_outcome_metrics(capsys)[-1] == "SignupRequestGivenUp"


@pytest.mark.parametrize("code", ["TooManyRequestsException", "Throttling", "LimitExceededException"])
def test_mailer_waits_longer_after_each_throttling(signed_up, ses, waits, monkeypatch, code):
    ses.reject(429, code, times=4)
    monkeypatch.setattr(subscribers, "Context", FullTime)
    signed_up.deliver()
    assert len(signed_up.mails()) == 1
    assert all(longest / 2 <= wait <= longest for wait, longest in zip(waits, (1, 2, 4, 4), strict=True))


def test_mailer_leaves_time_for_the_next_delivery_when_it_waits(signed_up, ses, waits):
    ses.reject(*THROTTLED, times=4)
    signed_up.deliver()
    assert len(waits) == 4
    assert max(waits) <= (Context().get_remaining_time_in_millis() - mailer.MAX_DELIVERY_MS) / 1000


def test_mailer_does_not_wait_when_it_cannot_connect(signed_up, ses, waits):
    ses.do_not_connect()
    signed_up.deliver()
    assert (waits, len(signed_up.mails())) == ([], 1)


@pytest.mark.parametrize(
    ("error", "metric"),
    [((400, "MessageRejected"), "SignupRequestRejected"), ((500, "InternalServiceError"), "SignupRequestUnknown")],
)
def test_a_rejected_mail_is_counted_and_not_sent_again_and_the_log_has_no_address(
    signed_up, ses, error, metric, capsys, caplog
):
    ses.reject(*error)
    signed_up.deliver()
    logged = capsys.readouterr().out + caplog.text
    assert (signed_up.mails(), ses.requests) == ([], 1)
    assert metric in logged
    assert "reader@example.org" not in logged
