"""Delivers SQS messages and EventBridge events to functions. Each rule gets a queue as its target in the emulator."""

import json
import threading
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from cli.local.events.async_invocation import AsyncInvoker
from cli.local.functions import Function, FunctionFailed, print_failure
from cli.local.stack import Stack

Deliver = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]
"""Receives messages of SQS. Returns those that are processed."""

ONCE = {"VisibilityTimeout": 43_200}
"""For messages that Lambda retries, and not the queue: the longest timeout, in seconds."""


class QueueReader:
    """Receives messages, delivers them and deletes the processed ones. SQS returns the others after the visibility
    timeout. `options` are those of ReceiveMessage. It receives nothing while `is_enabled` returns False."""

    def __init__(
        self,
        sqs: Any,
        url: str,
        size: int,
        deliver: Deliver,
        *,
        is_enabled: Callable[[], bool] = lambda: True,
        options: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        self._sqs, self._url, self._size, self._deliver, self._options = sqs, url, min(size, 10), deliver, options
        self._is_enabled = is_enabled

    def poll(self) -> bool:
        if not self._is_enabled():
            return False
        answer = self._sqs.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=self._size,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
            **self._options,
        )
        messages = answer.get("Messages", [])
        for message in self._deliver(messages) if messages else []:
            self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        return bool(messages)


def create_function_delivery(function: Function, arn: str, region: str, reports: bool) -> Deliver:
    """Delivery for an SQS event source mapping. `reports` is ReportBatchItemFailures."""

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


def create_rule_delivery(targets: list[AsyncInvoker], delete: Callable[[dict[str, Any]], None]) -> Deliver:
    """Delivery for a rule: invokes each target asynchronously with each event.

    `delete` is called for a message when all targets have ended, so that a kill before loses no event.
    """

    def run(message: dict[str, Any]) -> None:
        for thread in [target.start(json.loads(message["Body"])) for target in targets]:
            thread.join()
        delete(message)

    def deliver(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for message in messages:
            threading.Thread(target=run, args=(message,), daemon=True).start()
        return []

    return deliver


def create_rule_queue(stack: Stack, logical_id: str, properties: dict[str, Any], client: Callable[[str], Any]) -> None:
    """Create a rule with a queue as its target in the emulator."""
    sqs, events, name = client("sqs"), client("events"), stack.physical(logical_id)
    url = sqs.create_queue(QueueName=_name_rule_queue(name))["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    bus = properties.get("EventBusName", "default")
    events.put_rule(Name=name, EventBusName=bus, EventPattern=json.dumps(properties["EventPattern"]))
    events.put_targets(Rule=name, EventBusName=bus, Targets=[{"Id": "local", "Arn": arn}])


def find_rule_queue(stack: Stack, logical_id: str, sqs: Any) -> str:
    """The URL of a rule's queue."""
    return str(sqs.get_queue_url(QueueName=_name_rule_queue(stack.physical(logical_id)))["QueueUrl"])


def _name_rule_queue(rule: str) -> str:
    return f"{rule}-events"
