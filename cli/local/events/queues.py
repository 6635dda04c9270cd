"""Queues and the event bus to functions: event source mappings of SQS, and rules by way of a queue of their own."""

import json
from collections.abc import Callable
from typing import Any

from cli.local.events.async_invocation import Background
from cli.local.functions import Function, FunctionFailed, print_failure
from cli.local.stack import Stack

Deliver = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]
"""Takes messages as SQS gives them; gives back those that are done."""


class QueueReader:
    """Receives, delivers, and deletes what was done; the rest comes again when its visibility timeout is over."""

    def __init__(self, sqs: Any, url: str, size: int, deliver: Deliver) -> None:
        self._sqs, self._url, self._size, self._deliver = sqs, url, min(size, 10), deliver

    def poll(self) -> bool:
        answer = self._sqs.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=self._size,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        messages = answer.get("Messages", [])
        for message in self._deliver(messages) if messages else []:
            self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        return bool(messages)


def to_function(function: Function, arn: str, region: str, reports: bool) -> Deliver:
    """Delivery of an SQS event source mapping."""

    def deliver(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        records = [_record(message, arn, region) for message in messages]
        try:
            result = function.invoke({"Records": records})
        except FunctionFailed as failure:
            print_failure(function, failure)
            return []
        failed = (
            {entry["itemIdentifier"] for entry in (result or {}).get("batchItemFailures", [])} if reports else set()
        )
        return [message for message in messages if message["MessageId"] not in failed]

    return deliver


def _record(message: dict[str, Any], arn: str, region: str) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": message.get("MessageAttributes", {}),
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": region,
    }


def to_targets(targets: list[Background]) -> Deliver:
    """Delivery of a rule: each event goes to each target, asynchronously, and is done with."""

    def deliver(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for message in messages:
            for target in targets:
                target.start(json.loads(message["Body"]))
        return messages

    return deliver


def rule_queue(stack: Stack, logical_id: str, properties: dict[str, Any], sqs: Any, events: Any) -> str:
    """The rule in the engine, with a queue as its target; the queue's address."""
    name = stack.physical(logical_id)
    url: str = sqs.create_queue(QueueName=f"{name}-events")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    bus = properties.get("EventBusName", "default")
    events.put_rule(Name=name, EventBusName=bus, EventPattern=json.dumps(properties["EventPattern"]))
    events.put_targets(Rule=name, EventBusName=bus, Targets=[{"Id": "local", "Arn": arn}])
    return url
