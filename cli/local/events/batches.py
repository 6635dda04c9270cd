"""Delivers batches of stream records to a function: bisects, retries, then sends to the failures queue."""

import sys
import threading
import time
from datetime import UTC, datetime
from typing import Any

from cli.local.events.failures import FailuresQueue, build_failure_record
from cli.local.functions import Function, FunctionFailed, print_failure

Record = dict[str, Any]

FIRST_PAUSE = 0.1
"""Seconds before the first retry. Doubles with each retry. Lambda waits longer."""


class BatchDelivery:
    """Invokes a function with records until it succeeds, or the mapping allows no more retries or no older records."""

    def __init__(self, properties: dict[str, Any], function: Function, failures: FailuresQueue) -> None:
        self._function, self._failures = function, failures
        self._arn: str = properties["EventSourceArn"]
        self._retries = int(properties.get("MaximumRetryAttempts", -1))
        self._max_age = int(properties.get("MaximumRecordAgeInSeconds", -1))
        self._bisects = bool(properties.get("BisectBatchOnFunctionError"))
        self._reports = "ReportBatchItemFailures" in properties.get("FunctionResponseTypes", [])
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Start no further retry."""
        self._stopped.set()

    def wait(self, seconds: float) -> None:
        """Wait until more records may have arrived, or until the end."""
        self._stopped.wait(seconds)

    @property
    def stopped(self) -> bool:
        """Whether the last records may be undelivered."""
        return self._stopped.is_set()

    def deliver(self, records: list[Record], attempt: int = 1) -> None:
        """Deliver in order. A failed batch is split until the failing record is alone; a split is not a retry."""
        remaining, failure = self._invoke(records)
        if not remaining or self._stopped.is_set():
            return
        if self._bisects and len(remaining) > 1:
            middle = len(remaining) // 2
            self.deliver(remaining[:middle], attempt)
            self.deliver(remaining[middle:], attempt)
        elif attempt > self._retries >= 0:
            self._give_up(remaining, failure, attempt, "RetryAttemptsExhausted")
        elif self._are_too_old(remaining):
            self._give_up(remaining, failure, attempt, "RecordAgeExceeded")
        else:
            self._stopped.wait(FIRST_PAUSE * 2 ** min(attempt, 6))
            self.deliver(remaining, attempt + 1)

    def _invoke(self, records: list[Record]) -> tuple[list[Record], FunctionFailed | None]:
        """(records that are not processed, the failure if the whole invocation failed)."""
        try:
            result = self._function.invoke({"Records": records})
        except FunctionFailed as failure:
            print_failure(self._function, failure)
            return records, failure
        if not (self._reports and result):
            return [], None
        reported = {entry["itemIdentifier"] for entry in result.get("batchItemFailures", [])}
        numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
        # Lambda continues at the first failed record. An unknown identifier fails the whole batch.
        first = min((numbers.index(number) if number in numbers else 0 for number in reported), default=len(records))
        if reported:
            print(f"{self._function.logical_id}: {len(reported)} of {len(records)} records failed", file=sys.stderr)
        return records[first:], None

    def _are_too_old(self, records: list[Record]) -> bool:
        newest = max(record["dynamodb"]["ApproximateCreationDateTime"] for record in records)
        return self._max_age >= 0 and time.time() - float(newest) > self._max_age

    def _give_up(self, records: list[Record], failure: FunctionFailed | None, attempts: int, condition: str) -> None:
        """Report the position of the records, not their content: keys and images may contain an e-mail address."""
        record = build_failure_record(self._function, failure, attempts, datetime.now(UTC))
        record["requestContext"]["condition"] = condition
        record["DDBStreamBatchInfo"] = {
            "shardId": "local",
            "startSequenceNumber": records[0]["dynamodb"]["SequenceNumber"],
            "endSequenceNumber": records[-1]["dynamodb"]["SequenceNumber"],
            "batchSize": len(records),
            "streamArn": self._arn,
        }
        self._failures.put(record)
