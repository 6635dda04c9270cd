"""DynamoDB streams to functions, as the template maps them: filter, batch, bisect, retry, set aside."""

import base64
import json
import sys
import threading
from datetime import UTC, datetime
from typing import Any

from moto.events.models import EventPattern

from cli.local.api.gateway import print_failure
from cli.local.events.failures import FailuresQueue, failure_record
from cli.local.functions import Function, FunctionFailed

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


class StreamReader:
    """Reads a stream from its start, shard after shard, and delivers what the mapping's filters let through."""

    def __init__(self, properties: dict[str, Any], region: str, client: Any, batches: Batches) -> None:
        self._arn, self._region, self._client, self._batches = properties["EventSourceArn"], region, client, batches
        self._size = int(properties.get("BatchSize", 100))
        filters = properties.get("FilterCriteria", {}).get("Filters", [])
        self._patterns: list[Any] = [EventPattern(None, json.loads(entry["Pattern"])) for entry in filters]
        self._iterators: dict[str, str] = {}
        self._done: set[str] = set()
        self._seen: dict[str, int] = {}
        """Sequence number of the last record of each shard that was read."""

    def poll(self) -> bool:
        """Deliver what is new; whether there was any."""
        found = False
        if not self._iterators:
            self._find_shards()
        for shard in list(self._iterators):
            found = self._read(shard) or found
        return found

    def _find_shards(self) -> None:
        """Open shards whose parent has been read to its end."""
        shards = self._client.describe_stream(StreamArn=self._arn)["StreamDescription"]["Shards"]
        known = {shard["ShardId"] for shard in shards}
        for shard in shards:
            waits = shard.get("ParentShardId") in known - self._done
            if shard["ShardId"] not in self._done and not waits:
                self._iterators[shard["ShardId"]] = self._client.get_shard_iterator(
                    StreamArn=self._arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
                )["ShardIterator"]

    def _read(self, shard: str) -> bool:
        try:
            answer = self._client.get_records(ShardIterator=self._iterators[shard], Limit=1000)
        except (self._client.exceptions.TrimmedDataAccessException, self._client.exceptions.ExpiredIteratorException):
            # DynamoDB Local says so of an iterator from before a stream's first record, too.
            del self._iterators[shard]
            return True
        records = [as_delivered(record, self._arn, self._region) for record in self._unseen(shard, answer["Records"])]
        wanted = [record for record in records if self._wants(record)]
        for start in range(0, len(wanted), self._size):
            self._batches.deliver(wanted[start : start + self._size])
        if answer.get("NextShardIterator"):
            self._iterators[shard] = answer["NextShardIterator"]
        else:
            self._done.add(shard)
            del self._iterators[shard]
        return bool(records)

    def _unseen(self, shard: str, records: list[Record]) -> list[Record]:
        """Those that were not read before an iterator was lost."""
        before = self._seen.get(shard, -1)
        new = [record for record in records if int(record["dynamodb"]["SequenceNumber"]) > before]
        if new:
            self._seen[shard] = int(new[-1]["dynamodb"]["SequenceNumber"])
        return new

    def _wants(self, record: Record) -> bool:
        return not self._patterns or any(pattern.matches_event(record) for pattern in self._patterns)


def as_delivered(record: dict[str, Any], arn: str, region: str) -> Record:
    """A record as a function gets it: bytes in base64, the time as a number."""
    change = {**record["dynamodb"]}
    change["ApproximateCreationDateTime"] = change["ApproximateCreationDateTime"].timestamp()
    delivered = {**record, "awsRegion": region, "eventSourceARN": arn, "dynamodb": change}
    plain: Record = json.loads(json.dumps(delivered, default=_base64))
    return plain


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()
