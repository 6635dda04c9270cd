"""Connects the template's event sources (streams, queues, rules, schedules) to its functions."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import boto3

from cli.local.events.async_invocation import AsyncInvoker, create_async_invokers
from cli.local.events.batches import BatchDelivery
from cli.local.events.failures import FailuresQueue
from cli.local.events.pollers import Poller, Pollers
from cli.local.events.queues import QueueReader, create_function_delivery, create_rule_delivery, create_rule_queue
from cli.local.events.schedules import ScheduleRunner, create_schedules
from cli.local.events.streams import StreamReader
from cli.local.functions import Function
from cli.local.stack import Stack


class EventSources:
    """All event sources of one stack. `wake` makes them poll now."""

    def __init__(self, stack: Stack, functions: dict[str, Function]) -> None:
        self._stops: list[Callable[[], None]] = []
        self._stack, self._functions, self._sqs = stack, functions, boto3.client("sqs")
        targets = create_async_invokers(stack, functions, self._sqs)
        self._pollers = Pollers([*self._mappings(), *self._rules(targets)])
        self._schedules = ScheduleRunner(create_schedules(stack, targets, datetime.now(UTC)))
        self.wake = self._pollers.wake

    def start(self) -> None:
        self._pollers.start()
        self._schedules.start()

    def stop(self) -> None:
        self._schedules.stop()
        for stop in self._stops:
            stop()
        self._pollers.stop()

    def _mappings(self) -> Iterator[Poller]:
        by_name = {function.name: function for function in self._functions.values()}
        for logical_id, properties in self._stack.of_type("AWS::Lambda::EventSourceMapping"):
            function = by_name[properties["FunctionName"]]
            service = properties["EventSourceArn"].split(":")[2]
            reader = self._stream if service == "dynamodb" else self._queue
            yield Poller(logical_id, reader(properties, function).poll)

    def _stream(self, properties: dict[str, Any], function: Function) -> StreamReader:
        destination = properties.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
        batches = BatchDelivery(properties, function, FailuresQueue(self._sqs, destination))
        self._stops.append(batches.stop)
        return StreamReader(properties, self._stack.region, boto3.client("dynamodbstreams"), batches)

    def _queue(self, properties: dict[str, Any], function: Function) -> QueueReader:
        arn = properties["EventSourceArn"]
        url = self._sqs.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]
        reports = "ReportBatchItemFailures" in properties.get("FunctionResponseTypes", [])
        deliver = create_function_delivery(function, arn, self._stack.region, reports)
        return QueueReader(self._sqs, url, int(properties.get("BatchSize", 10)), deliver)

    def _rules(self, targets: dict[str, AsyncInvoker]) -> Iterator[Poller]:
        for logical_id, properties in self._stack.of_type("AWS::Events::Rule"):
            own = [targets[target["Arn"]] for target in properties["Targets"] if target["Arn"] in targets]
            if own and "EventPattern" in properties:
                url = create_rule_queue(self._stack, logical_id, properties, self._sqs, boto3.client("events"))
                yield Poller(logical_id, QueueReader(self._sqs, url, 10, create_rule_delivery(own)).poll)
