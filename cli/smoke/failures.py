"""Sends a malformed event to the consumer of the Articles stream, and finds it in the failures queue."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

from cli.checks import Finding, ok, wait_for
from cli.target import Target

FUNCTION = "ArticleEventsFunction"
SECONDS = 120.0
VISIBILITY_SECONDS = 120
"""For so long nobody receives a message again, so that the search sees each one once. Its end makes them visible."""


def check_failures_queue(target: Target, run: str) -> Iterator[Finding]:
    """An asynchronous invocation that fails is kept. `run` is in the event, by which its message is found."""
    target.invoke_asynchronously(FUNCTION, {"smoke_test": run})
    yield ok(f"{FUNCTION} is invoked with a malformed event")
    queue = FailuresQueueReader(target)
    start = time.monotonic()
    try:
        message = wait_for(lambda: queue.find(run), SECONDS, "the message in the failures queue", pause=0.1)
    finally:
        queue.show_others()
    queue.delete(message)
    yield ok(f"it is in the failures queue after {time.monotonic() - start:.0f} s, and deleted from it")


class FailuresQueueReader:
    """Looks for one message, and leaves the others as they are."""

    def __init__(self, target: Target) -> None:
        self._sqs, self._url = target.client("sqs"), target.physical_name("FailuresQueue")
        self._others: dict[str, str] = {}
        """Message id → receipt handle."""

    def find(self, run: str) -> dict[str, Any] | None:
        """The message of a run among the next ten, if it is there."""
        reply = self._sqs.receive_message(
            QueueUrl=self._url, MaxNumberOfMessages=10, WaitTimeSeconds=1, VisibilityTimeout=VISIBILITY_SECONDS
        )
        found = None
        for message in reply.get("Messages", []):
            if _read_run(message["Body"]) == run:
                found = message
            else:
                self._others[message["MessageId"]] = message["ReceiptHandle"]
        return found

    def delete(self, message: dict[str, Any]) -> None:
        self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])

    def show_others(self) -> None:
        """Let other readers see the other messages at once."""
        handles = list(self._others.values())
        for start in range(0, len(handles), 10):
            entries = [
                {"Id": str(number), "ReceiptHandle": handle, "VisibilityTimeout": 0}
                for number, handle in enumerate(handles[start : start + 10])
            ]
            self._sqs.change_message_visibility_batch(QueueUrl=self._url, Entries=entries)


def _read_run(body: str) -> str | None:
    """The run in the event of a failure record; None for records of other failures."""
    try:
        payload = json.loads(body)["requestPayload"]
        run = payload["smoke_test"]
    except (ValueError, KeyError, TypeError):
        return None
    return str(run)
