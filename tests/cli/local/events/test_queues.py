"""Delivery of queue messages to functions."""

import json

import boto3
import pytest

from cli.local.events.event_sources import EventSources
from tests.cli.local.functions.event import handler
from tests.support.waiting import eventually


@pytest.fixture
def event_sources(small, functions):
    """The small deployment's pollers, running."""
    handler.events.clear()
    event_sources = EventSources(small, functions)
    event_sources.start()
    yield event_sources
    event_sources.stop()


def emit(small, kind, detail):
    entry = {
        "EventBusName": small.physical("Bus"),
        "Source": "gazette",
        "DetailType": kind,
        "Detail": json.dumps(detail),
    }
    boto3.client("events").put_events(Entries=[entry])


def test_an_event_that_a_rule_matches_reaches_its_function(event_sources, small):
    emit(small, "article.updated", {"id": "1"})
    emit(small, "article.published", {"id": "2"})
    event_sources.wake()
    [event] = eventually(lambda: handler.events)
    assert (event["detail-type"], event["detail"]) == ("article.published", {"id": "2"})


def test_a_failed_event_is_in_the_failures_queue(event_sources, small):
    emit(small, "article.published", {"poison": True})
    event_sources.wake()
    sqs, url = boto3.client("sqs"), small.physical("Failures")
    [message] = eventually(lambda: sqs.receive_message(QueueUrl=url).get("Messages"))
    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    record = json.loads(message["Body"])
    assert record["requestContext"]["condition"] == "RetriesExhausted"
    assert record["requestContext"]["approximateInvokeCount"] == 1
    assert record["requestPayload"]["detail"] == {"poison": True}
    assert record["responsePayload"] == {"errorType": "RuntimeError"}


def test_processed_messages_are_deleted_from_a_queue(event_sources, small):
    sqs, url = boto3.client("sqs"), small.physical("Work")
    sqs.send_message(QueueUrl=url, MessageBody='{"page": 1}')
    sqs.send_message(QueueUrl=url, MessageBody='{"poison": true}')
    event_sources.wake()
    seen = eventually(lambda: [record for event in handler.events for record in event["Records"]])
    assert seen[0]["eventSource"] == "aws:sqs"
    assert json.loads(seen[0]["body"]) == {"page": 1}

    def only_the_poison_is_received_again():
        bodies = [record["body"] for event in handler.events for record in event["Records"]]
        return bodies.count('{"poison": true}') >= 2 and bodies.count('{"page": 1}') == 1

    eventually(only_the_poison_is_received_again)
    sqs.purge_queue(QueueUrl=url)
