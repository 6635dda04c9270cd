"""Delivery of DynamoDB stream records to functions."""

import base64
import json
import time

import boto3
import pytest

from cli.local.events import pollers
from cli.local.events.batches import BatchDelivery
from cli.local.events.failures import FailuresQueue
from cli.local.events.pollers import Poller
from cli.local.events.streams import StreamReader
from tests.cli.local.functions.stream import handler
from tests.support.waiting import LIMIT, eventually


@pytest.fixture
def failures(small):
    """Messages of the failures queue, taken out of it."""
    sqs = boto3.client("sqs")

    def take():
        answer = sqs.receive_message(QueueUrl=small.physical("Failures"), MaxNumberOfMessages=10)
        for message in answer.get("Messages", []):
            sqs.delete_message(QueueUrl=small.physical("Failures"), ReceiptHandle=message["ReceiptHandle"])
        return [json.loads(message["Body"]) for message in answer.get("Messages", [])]

    take()
    return take


@pytest.fixture
def properties(small):
    [properties] = [
        properties
        for _, properties in small.of_type("AWS::Lambda::EventSourceMapping")
        if ":dynamodb:" in properties["EventSourceArn"]
    ]
    return properties


@pytest.fixture
def reader(small, functions, properties):
    handler.batches.clear()
    queue = FailuresQueue(boto3.client("sqs"), properties["DestinationConfig"]["OnFailure"]["Destination"])
    batches = BatchDelivery(properties, functions["StreamFunction"], queue)
    return StreamReader(properties, small.region, boto3.client("dynamodbstreams"), batches)


@pytest.fixture
def put(small, dynamodb):
    def put(*ids, **attributes):
        for id in ids:
            dynamodb.put_item(TableName=small.physical("Table"), Item={"id": {"S": id}, **attributes})

    return put


def delivered():
    return [[record["dynamodb"]["Keys"]["id"]["S"] for record in batch] for batch in handler.batches]


def test_changes_arrive_in_order_in_batches_of_the_size_of_the_mapping(reader, put):
    put("a1", "a2", "a3", "a4", "a5")
    assert reader.poll()
    assert delivered() == [["a1", "a2", "a3", "a4"], ["a5"]]
    assert not reader.poll()
    put("a6")
    assert reader.poll()
    assert delivered()[2:] == [["a6"]]


def test_what_arrives_within_the_window_of_the_mapping_is_one_batch(small, functions, properties, put, monkeypatch):
    handler.batches.clear()
    properties = {**properties, "MaximumBatchingWindowInSeconds": 2}
    batches = BatchDelivery(properties, functions["StreamFunction"], FailuresQueue(boto3.client("sqs"), None))
    waited = []
    monkeypatch.setattr(batches, "wait", lambda seconds: (waited.append(seconds), put("a2")))
    reader = StreamReader(properties, small.region, boto3.client("dynamodbstreams"), batches)
    put("a1")

    assert reader.poll()
    assert (delivered(), waited) == ([["a1", "a2"]], [2])
    assert not reader.poll()
    assert waited == [2]


def test_records_go_on_arriving_after_a_transaction_that_failed(reader, put, small, dynamodb):
    put("a1")
    reader.poll()
    table, new = small.physical("Table"), "attribute_not_exists(id)"
    refused = [
        {"Put": {"TableName": table, "Item": {"id": {"S": id}}, "ConditionExpression": new}} for id in ("a2", "a1")
    ]
    with pytest.raises(dynamodb.exceptions.TransactionCanceledException):
        dynamodb.transact_write_items(TransactItems=refused)
    assert not reader.poll()
    put("a3")
    assert reader.poll()
    assert delivered() == [["a1"], ["a3"]]


def test_looking_again_and_again_does_not_fill_the_memory(reader, put, small):
    from moto.backends import get_backend

    put("a1")
    for _ in range(60):
        reader.poll()
    assert len(get_backend("dynamodbstreams")["123456789012"][small.region].shard_iterators) <= 102
    assert delivered() == [["a1"]]


def test_a_record_looks_as_lambda_hands_it_over(reader, put, small, properties):
    put("a1", view={"B": b"\x1f\x8b"}, parts={"L": [{"N": "1"}]})
    put("a1", view={"B": b"\x1f\x8c"})
    reader.poll()
    first, second = handler.batches[0]
    assert first["eventName"] == "INSERT"
    assert first["eventSourceARN"] == properties["EventSourceArn"]
    assert (first["eventSource"], first["awsRegion"]) == ("aws:dynamodb", small.region)
    assert first["dynamodb"]["NewImage"] == {
        "id": {"S": "a1"},
        "view": {"B": base64.b64encode(b"\x1f\x8b").decode()},
        "parts": {"L": [{"N": "1"}]},
    }
    assert first["dynamodb"]["ApproximateCreationDateTime"] > 1_700_000_000
    assert (second["eventName"], second["dynamodb"]["OldImage"]["view"]["B"]) == ("MODIFY", "H4s=")


def test_the_filter_of_the_mapping_decides_what_arrives(reader, put):
    put("b1", "a1", "c1")
    reader.poll()
    assert delivered() == [["a1"]]


@pytest.mark.parametrize("poison", ["a-reported", "a-broken"])
def test_poison_is_set_aside_and_all_else_arrives(reader, put, failures, poison):
    put("a1", "a2", poison, "a3", "a4", "a5")
    reader.poll()
    well = {id for batch in delivered() for id in batch if poison not in batch}
    assert {"a1", "a2", "a3", "a4", "a5"} <= well | ({"a1", "a2"} if poison == "a-reported" else set())
    assert delivered()[-1] == ["a4", "a5"]
    [record] = failures()
    assert record["DDBStreamBatchInfo"]["batchSize"] == 1
    assert record["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert record["requestContext"]["approximateInvokeCount"] == 2
    assert poison not in json.dumps(record)


def test_poison_is_tried_as_often_as_the_mapping_says(reader, put, failures):
    put("a-broken")
    reader.poll()
    assert delivered() == [["a-broken"], ["a-broken"]]
    assert len(failures()) == 1


def test_poison_is_given_up_by_its_age_if_the_mapping_sets_no_number_of_tries(properties, functions, failures):
    handler.batches.clear()
    limits = {"MaximumRetryAttempts": -1, "MaximumRecordAgeInSeconds": 3600}
    queue = FailuresQueue(boto3.client("sqs"), properties["DestinationConfig"]["OnFailure"]["Destination"])
    records = [
        {
            "dynamodb": {
                "Keys": {"id": {"S": id}},
                "SequenceNumber": id,
                "ApproximateCreationDateTime": time.time() - age,
            }
        }
        for id, age in (("a-broken", 3601), ("a1", 10))
    ]
    BatchDelivery({**properties, **limits}, functions["StreamFunction"], queue).deliver(records)
    assert delivered() == [["a-broken", "a1"], ["a-broken"], ["a1"]]
    [record] = failures()
    assert record["requestContext"]["condition"] == "RecordAgeExceeded"


def test_a_poller_polls_at_once_when_it_is_woken(reader, put, monkeypatch):
    monkeypatch.setattr(pollers, "IDLE_INTERVAL", 2 * LIMIT)  # by itself it would poll too late
    poller = Poller("test", reader.poll)
    poller.start()
    eventually(lambda: reader._open_shards)
    put("a1")
    poller.wake()
    eventually(delivered)
    poller.stop()
    poller.join(LIMIT)
