"""The template's event wiring: which poller gives what to which function."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import boto3

from cli.local.events.async_invocation import Background, background
from cli.local.events.batches import Batches
from cli.local.events.failures import FailuresQueue
from cli.local.events.pollers import Poller, Pollers
from cli.local.events.queues import QueueReader, rule_queue, to_function, to_targets
from cli.local.events.schedules import Clock, schedules
from cli.local.events.streams import StreamReader
from cli.local.functions import Function
from cli.local.stack import Stack


class Wiring:
    """Streams, queues, rules and schedules of one stack; `wake` has all of them look now."""

    def __init__(self, stack: Stack, functions: dict[str, Function]) -> None:
        self._stops: list[Callable[[], None]] = []
        self._stack, self._functions, self._sqs = stack, functions, boto3.client("sqs")
        targets = background(stack, functions, self._sqs)
        self._pollers = Pollers([*self._mappings(), *self._rules(targets)])
        self._clock = Clock(schedules(stack, targets, datetime.now(UTC)))
        self.wake = self._pollers.wake

    def start(self) -> None:
        self._pollers.start()
        self._clock.start()

    def stop(self) -> None:
        self._clock.stop()
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
        batches = Batches(properties, function, FailuresQueue(self._sqs, destination))
        self._stops.append(batches.stop)
        return StreamReader(properties, self._stack.region, boto3.client("dynamodbstreams"), batches)

    def _queue(self, properties: dict[str, Any], function: Function) -> QueueReader:
        arn = properties["EventSourceArn"]
        url = self._sqs.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]
        reports = "ReportBatchItemFailures" in properties.get("FunctionResponseTypes", [])
        deliver = to_function(function, arn, self._stack.region, reports)
        return QueueReader(self._sqs, url, int(properties.get("BatchSize", 10)), deliver)

    def _rules(self, targets: dict[str, Background]) -> Iterator[Poller]:
        for logical_id, properties in self._stack.of_type("AWS::Events::Rule"):
            own = [targets[target["Arn"]] for target in properties["Targets"] if target["Arn"] in targets]
            if own and "EventPattern" in properties:
                url = rule_queue(self._stack, logical_id, properties, self._sqs, boto3.client("events"))
                yield Poller(logical_id, QueueReader(self._sqs, url, 10, to_targets(own)).poll)
