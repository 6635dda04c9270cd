"""DynamoDB streams as the template's event source mappings read them: from the start, filtered, in batches."""

import base64
import json
from typing import Any

from moto.events.models import EventPattern

from cli.local.events.batches import Batches, Record


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
