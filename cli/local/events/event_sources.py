"""Connects the template's event sources (streams, queues, rules, schedules) to its functions."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import boto3

from cli.local.events.async_invocation import AsyncInvoker, create_async_invokers
from cli.local.events.batches import BatchDelivery
from cli.local.events.failures import FailuresQueue
from cli.local.events.pollers import Poller, Pollers
from cli.local.events.queues import ONCE, QueueReader, create_function_delivery, create_rule_delivery, find_rule_queue
from cli.local.events.schedules import ScheduleRunner, create_schedules
from cli.local.events.streams import StreamReader
from cli.local.functions import Function
from cli.local.stack import Stack

if TYPE_CHECKING:
    from cli.local.persistence.tables import Tables


class EventSources:
    """All event sources of one stack. `wake` makes them poll now."""

    def __init__(self, stack: Stack, functions: dict[str, Function], tables: "Tables | None" = None) -> None:
        """`tables` keep stream records until they are delivered."""
        self._tables = tables
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
            reader: StreamReader | QueueReader = (
                self._stream(logical_id, properties, function)
                if service == "dynamodb"
                else self._queue(logical_id, properties, function)
            )
            yield Poller(logical_id, reader.poll)

    def _stream(self, logical_id: str, properties: dict[str, Any], function: Function) -> StreamReader:
        destination = properties.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
        batches = BatchDelivery(properties, function, FailuresQueue(self._sqs, destination))
        self._stops.append(batches.stop)
        client, region = boto3.client("dynamodbstreams"), self._stack.region
        if self._tables is None:
            return StreamReader(properties, region, client, batches)
        table = properties["EventSourceArn"].split("/")[1]
        self._tables.add_reader(table, logical_id)
        note = partial(self._tables.note_delivered, table, logical_id)
        return StreamReader(properties, region, client, batches, note)

    def _queue(self, logical_id: str, properties: dict[str, Any], function: Function) -> QueueReader:
        arn = properties["EventSourceArn"]
        url = self._sqs.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]
        reports = "ReportBatchItemFailures" in properties.get("FunctionResponseTypes", [])
        deliver = create_function_delivery(function, arn, self._stack.region, reports)
        size = int(properties.get("BatchSize", 10))
        if properties.get("Enabled", True):
            return QueueReader(self._sqs, url, size, deliver)
        is_enabled = partial(_is_enabled, self._stack.physical(logical_id))
        return QueueReader(self._sqs, url, size, deliver, is_enabled=is_enabled)

    def _rules(self, targets: dict[str, AsyncInvoker]) -> Iterator[Poller]:
        for logical_id, properties in self._stack.of_type("AWS::Events::Rule"):
            own = [targets[target["Arn"]] for target in properties["Targets"] if target["Arn"] in targets]
            if own and "EventPattern" in properties:
                url = find_rule_queue(self._stack, logical_id, self._sqs)
                deliver = create_rule_delivery(own, partial(self._delete, url))
                yield Poller(logical_id, QueueReader(self._sqs, url, 10, deliver, options=ONCE).poll)

    def _delete(self, url: str, message: dict[str, Any]) -> None:
        self._sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def _is_enabled(mapping: str) -> bool:
    """Whether a mapping that the template disables has been enabled since."""
    return bool(_create_lambda_client().get_event_source_mapping(UUID=mapping)["State"] == "Enabled")


@cache
def _create_lambda_client() -> Any:
    return boto3.client("lambda")
