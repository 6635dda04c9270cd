"""Records of a stream to a function, batch by batch: bisect, retry, set aside."""

import sys
import threading
from datetime import UTC, datetime
from typing import Any

from cli.local.events.failures import FailuresQueue, failure_record
from cli.local.functions import Function, FunctionFailed, print_failure

Record = dict[str, Any]

PAUSE = 0.1
"""Seconds before the first retry, doubled before each further one; Lambda waits longer."""


class Batches:
    """Gives records to a function until it has taken them, or has refused them as often as the mapping allows."""

    def __init__(self, properties: dict[str, Any], function: Function, failures: FailuresQueue) -> None:
        self._function, self._failures = function, failures
        self._arn: str = properties["EventSourceArn"]
        self._retries = int(properties.get("MaximumRetryAttempts", -1))
        self._bisects = bool(properties.get("BisectBatchOnFunctionError"))
        self._reports = "ReportBatchItemFailures" in properties.get("FunctionResponseTypes", [])
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Begin no further retry."""
        self._stopped.set()

    def deliver(self, records: list[Record], attempt: int = 1) -> None:
        """In order. A batch that fails is split until the poison stands alone; splitting costs no retry."""
        left, failure = self._invoke(records)
        if not left or self._stopped.is_set():
            return
        if self._bisects and len(left) > 1:
            middle = len(left) // 2
            self.deliver(left[:middle], attempt)
            self.deliver(left[middle:], attempt)
        elif attempt > self._retries >= 0:
            self._set_aside(left, failure, attempt)
        else:
            self._stopped.wait(PAUSE * 2 ** min(attempt, 6))
            self.deliver(left, attempt + 1)

    def _invoke(self, records: list[Record]) -> tuple[list[Record], FunctionFailed | None]:
        """The records that are still to be done, and why where the function failed altogether."""
        try:
            result = self._function.invoke({"Records": records})
        except FunctionFailed as failure:
            print_failure(self._function, failure)
            return records, failure
        if not (self._reports and result):
            return [], None
        reported = {entry["itemIdentifier"] for entry in result.get("batchItemFailures", [])}
        numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
        # The first that failed is where Lambda goes on; an identifier that it does not know fails the whole batch.
        first = min((numbers.index(number) if number in numbers else 0 for number in reported), default=len(records))
        if reported:
            print(f"{self._function.logical_id}: {len(reported)} of {len(records)} records failed", file=sys.stderr)
        return records[first:], None

    def _set_aside(self, records: list[Record], failure: FunctionFailed | None, attempts: int) -> None:
        """Where the records stand, not what they hold: keys and images may hold an address."""
        record = failure_record(self._function, failure, attempts, datetime.now(UTC))
        record["requestContext"]["condition"] = "RetryAttemptsExhausted"
        record["DDBStreamBatchInfo"] = {
            "shardId": "local",
            "startSequenceNumber": records[0]["dynamodb"]["SequenceNumber"],
            "endSequenceNumber": records[-1]["dynamodb"]["SequenceNumber"],
            "batchSize": len(records),
            "streamArn": self._arn,
        }
        self._failures.put(record)
