import json

import boto3
import pytest

from cli.local.events.event_sources import EventSources
from tests.cli.local.functions.event import handler
from tests.support.waiting import eventually


@pytest.fixture
def wiring(small, functions):
    """The small deployment's pollers, running."""
    handler.events.clear()
    wiring = EventSources(small, functions)
    wiring.start()
    yield wiring
    wiring.stop()


def emit(small, kind, detail):
    entry = {
        "EventBusName": small.physical("Bus"),
        "Source": "gazette",
        "DetailType": kind,
        "Detail": json.dumps(detail),
    }
    boto3.client("events").put_events(Entries=[entry])


def test_an_event_that_a_rule_matches_reaches_its_function(wiring, small):
    emit(small, "article.updated", {"id": "1"})
    emit(small, "article.published", {"id": "2"})
    wiring.wake()
    [event] = eventually(lambda: handler.events)
    assert (event["detail-type"], event["detail"]) == ("article.published", {"id": "2"})


def test_what_a_function_gives_up_on_lies_in_the_failures_queue(wiring, small):
    emit(small, "article.published", {"poison": True})
    wiring.wake()
    sqs, url = boto3.client("sqs"), small.physical("Failures")
    [message] = eventually(lambda: sqs.receive_message(QueueUrl=url).get("Messages"))
    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    record = json.loads(message["Body"])
    assert record["requestContext"]["condition"] == "RetriesExhausted"
    assert record["requestContext"]["approximateInvokeCount"] == 1
    assert record["requestPayload"]["detail"] == {"poison": True}
    assert record["responsePayload"] == {"errorType": "RuntimeError"}


def test_messages_of_a_queue_are_taken_off_when_they_are_done(wiring, small):
    sqs, url = boto3.client("sqs"), small.physical("Work")
    sqs.send_message(QueueUrl=url, MessageBody='{"page": 1}')
    sqs.send_message(QueueUrl=url, MessageBody='{"poison": true}')
    wiring.wake()
    seen = eventually(lambda: [record for event in handler.events for record in event["Records"]])
    assert seen[0]["eventSource"] == "aws:sqs"
    assert json.loads(seen[0]["body"]) == {"page": 1}

    def only_the_poison_comes_back():
        bodies = [record["body"] for event in handler.events for record in event["Records"]]
        return bodies.count('{"poison": true}') >= 2 and bodies.count('{"page": 1}') == 1

    eventually(only_the_poison_comes_back)
    sqs.purge_queue(QueueUrl=url)
