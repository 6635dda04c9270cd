"""Asynchronous invocations for schedules and events: with retries, then a record in the failures queue."""

import threading
from datetime import UTC, datetime
from typing import Any

from cli.local.events.failures import FailuresQueue, build_failure_record
from cli.local.functions import Function, FunctionFailed, print_failure
from cli.local.stack import Stack

RETRY_PAUSE = 1.0
"""Seconds before a retry. Lambda waits one minute, then two."""


class AsyncInvoker:
    """Invokes one function asynchronously, as its EventInvokeConfig sets it (without one: two retries)."""

    def __init__(self, function: Function, failures: FailuresQueue, retries: int = 2) -> None:
        self._function, self._failures, self._retries = function, failures, retries

    def start(self, event: Any) -> threading.Thread:
        """Invoke in a thread and return it at once."""
        name = f"{self._function.logical_id}/event"
        thread = threading.Thread(target=self.run, args=(event,), name=name, daemon=True)
        thread.start()
        return thread

    def run(self, event: Any) -> None:
        """Invoke until it succeeds or the retries are exhausted."""
        pause = threading.Event()
        for attempt in range(1, self._retries + 2):
            try:
                self._function.invoke(event)
                return
            except FunctionFailed as failure:
                print_failure(self._function, failure)
                if attempt > self._retries:
                    record = build_failure_record(self._function, failure, attempt, datetime.now(UTC))
                    self._failures.put({**record, "requestPayload": event})
            pause.wait(RETRY_PAUSE)


def create_async_invokers(stack: Stack, functions: dict[str, Function], sqs: Any) -> dict[str, AsyncInvoker]:
    """The invoker of each function by its ARN, configured by the template."""
    configs = {}
    for _, properties in stack.of_type("AWS::Lambda::EventInvokeConfig"):
        configs[properties["FunctionName"]] = properties
    invokers = {}
    for function in functions.values():
        properties = configs.get(function.name, {})
        destination = properties.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
        retries = int(properties.get("MaximumRetryAttempts", 2))
        invokers[function.arn] = AsyncInvoker(function, FailuresQueue(sqs, destination), retries)
    return invokers
