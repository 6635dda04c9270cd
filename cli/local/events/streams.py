"""DynamoDB streams as the template's event source mappings read them: from the start, filtered, in batches."""

import base64
import json
from typing import Any

from moto.events.models import EventPattern

from cli.local.events.batches import Batches, Record


class StreamReader:
    """Reads a stream from its start, shard after shard, and delivers what the mapping's filters let through.

    Each look asks for an iterator anew: moto undoes a failed transaction by putting a copy of the table in its place,
    and one that was held would go on reading what nobody writes to any more.
    """

    def __init__(self, properties: dict[str, Any], region: str, client: Any, batches: Batches) -> None:
        self._arn, self._region, self._client, self._batches = properties["EventSourceArn"], region, client, batches
        self._size = int(properties.get("BatchSize", 100))
        filters = properties.get("FilterCriteria", {}).get("Filters", [])
        self._patterns: list[Any] = [EventPattern(None, json.loads(entry["Pattern"])) for entry in filters]
        self._open: list[str] = []
        self._done: set[str] = set()
        self._read_to: dict[str, str] = {}
        """Sequence number of the last record of each shard that was read."""

    def poll(self) -> bool:
        """Deliver what is new; whether there was any."""
        if not self._open:
            self._find_shards()
        found = False
        for shard in list(self._open):
            found = self._read(shard) or found
        return found

    def _find_shards(self) -> None:
        """Open shards whose parent has been read to its end."""
        shards = self._client.describe_stream(StreamArn=self._arn)["StreamDescription"]["Shards"]
        known = {shard["ShardId"] for shard in shards}
        for shard in shards:
            waits = shard.get("ParentShardId") in known - self._done
            if shard["ShardId"] not in self._done and not waits:
                self._open.append(shard["ShardId"])

    def _read(self, shard: str) -> bool:
        try:
            answer = self._client.get_records(ShardIterator=self._iterator(shard), Limit=1000)
        except self._client.exceptions.TrimmedDataAccessException:
            # A day without a look; all that is left is new. DynamoDB Local says so of a stream's first record, too.
            self._read_to.pop(shard, None)
            return True
        records = answer["Records"]
        if records:
            self._read_to[shard] = records[-1]["dynamodb"]["SequenceNumber"]
        delivered = [as_delivered(record, self._arn, self._region) for record in records]
        wanted = [record for record in delivered if self._wants(record)]
        for start in range(0, len(wanted), self._size):
            self._batches.deliver(wanted[start : start + self._size])
        if not answer.get("NextShardIterator"):
            self._done.add(shard)
            self._open.remove(shard)
        return bool(records)

    def _iterator(self, shard: str) -> str:
        """One that stands behind what was read."""
        position = {"ShardIteratorType": "TRIM_HORIZON"}
        if shard in self._read_to:
            position = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": self._read_to[shard]}
        answer = self._client.get_shard_iterator(StreamArn=self._arn, ShardId=shard, **position)
        return str(answer["ShardIterator"])

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
