"""Mailer: which stream records it leaves for another delivery, and what it does without a sender."""

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


def test_no_mail_is_sent_without_a_sender_and_the_request_stays_due(reader, monkeypatch, caplog):
    monkeypatch.setattr(mailer, "delivery", None)
    reader.sign_up()
    reader.deliver()
    assert read_outbox() == []
    assert read_parts("profile")[0]["mail_due"]
    messages = [record.getMessage() for record in caplog.records]
    assert [message for message in messages if "MAIL_SENDER" in message] == ["no mail is sent: MAIL_SENDER is empty"]
