"""The search for one message in the failures queue."""

import json

import boto3
import pytest

from cli.smoke.failures import FailuresQueueReader
from tests.support.deployed_stack import make_target

RUN = "01KCRSJ5M0V7Z4N8Q2W6X9Y3TB"


@pytest.fixture
def queue():
    sqs = boto3.client("sqs")
    url = sqs.create_queue(QueueName="failures")["QueueUrl"]
    yield url
    sqs.delete_queue(QueueUrl=url)


def test_only_the_own_message_is_deleted_and_the_others_are_visible_at_once(queue):
    sqs = boto3.client("sqs")
    others = [{"requestPayload": {"source": "cbu"}}, {"DDBStreamBatchInfo": {}}, {"requestPayload": "text"}]
    bodies = [*map(json.dumps, others), "no JSON"]
    for body in [*bodies, json.dumps({"requestPayload": {"smoke_test": RUN}})]:
        sqs.send_message(QueueUrl=queue, MessageBody=body)
    reader = FailuresQueueReader(make_target(names={"FailuresQueue": queue}))
    message = reader.find(RUN)
    assert message
    reader.delete(message)
    reader.show_others()
    left = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    assert sorted(entry["Body"] for entry in left) == sorted(bodies)
