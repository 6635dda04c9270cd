"""Mailer: which stream records it leaves for another delivery, and what it does without a sender."""

from copy import deepcopy

import pytest
from botocore.exceptions import ClientError

from functions.mailer import handler as mailer
from tests.support.events import Context
from tests.support.subscribers import fail_calls, read_outbox, read_parts, read_stream_records


class NoTime(Context):
    def get_remaining_time_in_millis(self):
        return 8_000


def test_a_record_is_delivered_again_after_an_error_of_dynamodb(reader):
    reader.sign_up()
    [record] = read_stream_records()
    throttled = ClientError({"Error": {"Code": "ProvisionedThroughputExceededException"}}, "GetItem")
    with fail_calls("GetItem", throttled):
        response = mailer.handler({"Records": [record]}, Context())
    assert response == {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    reader.deliver()
    assert len(reader.mails()) == 1


def test_a_record_is_delivered_again_when_no_time_is_left(reader):
    reader.sign_up()
    assert len(mailer.handler({"Records": read_stream_records()}, NoTime())["batchItemFailures"]) == 1
    assert reader.mails() == []


def test_a_record_that_cannot_be_processed_is_set_aside_and_the_next_one_delivered(reader, failures):
    reader.sign_up()
    [sound] = read_stream_records()
    poison = deepcopy(sound)
    poison["dynamodb"]["SequenceNumber"] = "666"
    del poison["dynamodb"]["NewImage"]["signup_request"]
    assert mailer.handler({"Records": [poison, sound]}, Context()) == {"batchItemFailures": []}
    assert len(reader.mails()) == 1
    [message] = failures()
    assert message["DDBStreamBatchInfo"]["startSequenceNumber"] == "666"


@pytest.mark.parametrize("error", ["BadRequestException", "InternalFailure"])
def test_a_mail_that_somebody_waits_for_in_vain_is_counted(reader, caplog, error):
    """Rejected by SES, and sent or not sent, as nobody knows."""
    reader.sign_up()
    refused = ClientError(
        {"Error": {"Code": error}, "ResponseMetadata": {"HTTPStatusCode": 500 if error == "InternalFailure" else 400}},
        "SendEmail",
    )
    events = mailer.signup_mails.sender._ses.meta.events
    events.register_first("before-call.sesv2.SendEmail", raiser(refused), "refuse")
    try:
        reader.deliver()
    finally:
        events.unregister("before-call.sesv2.SendEmail", unique_id="refuse")
    [line] = [record for record in caplog.records if record.message == "swallowed"]
    assert (line.reason, line.Swallowed) == ("mail-not-sent", 1)


def raiser(error):
    def fail(**_):
        raise error

    return fail


def test_no_mail_is_sent_without_a_sender_and_the_request_stays_due(reader, monkeypatch, caplog):
    monkeypatch.setattr(mailer, "signup_mails", None)
    reader.sign_up()
    reader.deliver()
    assert read_outbox() == []
    assert read_parts("profile")[0]["mail_due"]
    messages = [record.getMessage() for record in caplog.records]
    assert [message for message in messages if "MAIL_SENDER" in message] == ["no mail is sent: MAIL_SENDER is empty"]
