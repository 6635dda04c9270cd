"""Reads DynamoDB streams as the template's event source mappings do: from the start, filtered, in batches."""

import base64
import json
from collections.abc import Callable
from typing import Any

from moto.events.models import EventPattern

from cli.local.events.batches import BatchDelivery, Record


class StreamReader:
    """Reads a stream from its start, shard by shard, and delivers the records that match the mapping's filters.

    Each poll requests a new iterator. A separate moto server replaces the table by a copy after a failed transaction;
    an old iterator would read the replaced table.
    """

    def __init__(
        self,
        properties: dict[str, Any],
        region: str,
        client: Any,
        batches: BatchDelivery,
        note_delivered: Callable[[str], None] = lambda number: None,
    ) -> None:
        """`note_delivered` is called with the sequence number up to which all records are delivered."""
        self._note_delivered = note_delivered
        self._arn, self._region, self._client, self._batches = properties["EventSourceArn"], region, client, batches
        self._size = int(properties.get("BatchSize", 100))
        self._window = float(properties.get("MaximumBatchingWindowInSeconds", 0))
        filters = properties.get("FilterCriteria", {}).get("Filters", [])
        self._patterns: list[Any] = [EventPattern(None, json.loads(entry["Pattern"])) for entry in filters]
        self._open_shards: list[str] = []
        self._finished_shards: set[str] = set()
        self._read_to: dict[str, str] = {}
        """Sequence number of the last read record of each shard."""

    def poll(self) -> bool:
        """Deliver new records. Returns whether there were any."""
        if not self._open_shards:
            self._find_shards()
        had_records = False
        for shard in list(self._open_shards):
            try:
                had_records = self._read(shard) or had_records
            except self._client.exceptions.TrimmedDataAccessException:
                # Not read for a day: what remains is new. DynamoDB Local raises this for the first record too.
                self._read_to.pop(shard, None)
                had_records = True
        return had_records

    def _find_shards(self) -> None:
        """Open the shards whose parent is finished."""
        shards = self._client.describe_stream(StreamArn=self._arn)["StreamDescription"]["Shards"]
        ids = {shard["ShardId"] for shard in shards}
        for shard in shards:
            parent_is_open = shard.get("ParentShardId") in ids - self._finished_shards
            if shard["ShardId"] not in self._finished_shards and not parent_is_open:
                self._open_shards.append(shard["ShardId"])

    def _read(self, shard: str) -> bool:
        records = self._receive(shard)
        if self._window and any(map(self._matches, records)):  # what arrives within it is in the same batches
            self._batches.wait(self._window)
            records += self._receive(shard)
        matching = [record for record in records if self._matches(record)]
        for start in range(0, len(matching), self._size):
            self._batches.deliver(matching[start : start + self._size])
        if records and not self._batches.stopped:
            self._note_delivered(self._read_to[shard])
        return bool(records)

    def _receive(self, shard: str) -> list[Record]:
        """New records, in the format of an event. A shard that can get no more is finished."""
        if shard in self._finished_shards:
            return []
        answer = self._client.get_records(ShardIterator=self._iterator(shard), Limit=1000)
        records = answer["Records"]
        if records:
            self._read_to[shard] = records[-1]["dynamodb"]["SequenceNumber"]
        if not answer.get("NextShardIterator"):
            self._finished_shards.add(shard)
            self._open_shards.remove(shard)
        return [to_event_record(record, self._arn, self._region) for record in records]

    def _iterator(self, shard: str) -> str:
        """An iterator after the last read record."""
        position = {"ShardIteratorType": "TRIM_HORIZON"}
        if shard in self._read_to:
            position = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": self._read_to[shard]}
        answer = self._client.get_shard_iterator(StreamArn=self._arn, ShardId=shard, **position)
        return str(answer["ShardIterator"])

    def _matches(self, record: Record) -> bool:
        return not self._patterns or any(pattern.matches_event(record) for pattern in self._patterns)


def to_event_record(record: dict[str, Any], arn: str, region: str) -> Record:
    """A record in the format of a Lambda event: bytes in base64, the time as a number."""
    change = {**record["dynamodb"]}
    change["ApproximateCreationDateTime"] = change["ApproximateCreationDateTime"].timestamp()
    delivered = {**record, "awsRegion": region, "eventSourceARN": arn, "dynamodb": change}
    plain: Record = json.loads(json.dumps(delivered, default=_base64))
    return plain


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()
