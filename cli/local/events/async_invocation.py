"""Asynchronous invocations, as Lambda makes them for schedules and events: retried a little, then set aside."""

import threading
from datetime import UTC, datetime
from typing import Any

from cli.local.events.failures import FailuresQueue, failure_record
from cli.local.functions import Function, FunctionFailed, print_failure
from cli.local.stack import Stack

PAUSE = 1.0
"""Seconds before a retry; Lambda waits a minute, then two."""


class Background:
    """One function's asynchronous invocations under its EventInvokeConfig (two retries without one)."""

    def __init__(self, function: Function, failures: FailuresQueue, retries: int = 2) -> None:
        self._function, self._failures, self._retries = function, failures, retries

    def start(self, event: Any) -> None:
        """Return at once; the event is worked on in a thread of its own."""
        threading.Thread(target=self.run, args=(event,), name=f"{self._function.logical_id}/event", daemon=True).start()

    def run(self, event: Any) -> None:
        """Until it has been done, or has failed for the last time."""
        pause = threading.Event()
        for attempt in range(1, self._retries + 2):
            try:
                self._function.invoke(event)
                return
            except FunctionFailed as failure:
                print_failure(self._function, failure)
                if attempt > self._retries:
                    record = failure_record(self._function, failure, attempt, datetime.now(UTC))
                    self._failures.put({**record, "requestPayload": event})
            pause.wait(PAUSE)


def background(stack: Stack, functions: dict[str, Function], sqs: Any) -> dict[str, Background]:
    """Each function's by its ARN, configured by the template."""
    configured = {}
    for _, properties in stack.of_type("AWS::Lambda::EventInvokeConfig"):
        configured[properties["FunctionName"]] = properties
    made = {}
    for function in functions.values():
        properties = configured.get(function.name, {})
        destination = properties.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
        retries = int(properties.get("MaximumRetryAttempts", 2))
        made[function.arn] = Background(function, FailuresQueue(sqs, destination), retries)
    return made
