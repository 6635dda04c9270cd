"""The Jobs table.

    id               what
    <kind>/<rest>    a job; index Due (`due` = "due", `due_at`) while it has not ended
    lane/<lane>      which job of the lane is under way (`job`)

Every write counts `version` on, and is made on condition that it is the one that was read. So a job has one worker: who
was overtaken (his time was up and somebody took the job over, or it was stopped) finds another version at his next
step, and leaves off. What he did of that step is done a second time by the other.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from gazette.dynamodb.items import deserialize, serialize
from gazette.dynamodb.transactions import ConditionFailed, persist, transact
from gazette.errors import Conflict, Unavailable
from gazette.jobs.model import Job
from gazette.times import timestamp

Item = dict[str, Any]

LEASE = timedelta(seconds=60)
"""For how long after a step nobody else takes a job up: longer than any step takes."""
LONGEST_LEASE = timedelta(hours=1)
ATTEMPTS = 8
"""Workers that take a job up and get nothing done before it is stopped. Each waits twice as long as the one before."""
KEPT = timedelta(days=90)
"""For how long a job that has ended can still be looked at."""
_TRIES = 5


class LeaseLost(Exception):
    """Somebody else has written the job since it was read."""


class ConcurrencyKeyTaken(Conflict):
    """Another job of the same lane is under way: `job` is its id."""

    def __init__(self, job: str) -> None:
        super().__init__(f"{job} is under way; let it end, or stop it first", job=job)
        self.job = job


class JobRepository:
    def __init__(self, table: str, dynamodb: Any) -> None:
        self._table, self._dynamodb = table, dynamodb

    def get(self, id: str, at: datetime) -> Job | None:
        """The job as it is now; one that has expired is gone, whenever it is deleted."""
        reply = self._dynamodb.get_item(TableName=self._table, Key={"id": {"S": id}}, ConsistentRead=True)
        job = _job(reply["Item"]) if "Item" in reply else None
        return None if job and 0 < job.expires_at <= at.timestamp() else job

    def open(self, new: Job, at: datetime, *, again: bool = False) -> Job:
        """The job that there is with this id: one that is under way as it is, one that was stopped goes on, one that
        is done stays so. `new` where there is none, or where an ended one is to be done `again` from its start.
        `LaneTaken`."""
        for _ in range(_TRIES):
            known = self.get(new.id, at)
            if known and not (known.ended and again) and known.status != "stopped":
                return known
            begun = replace(known, reason="", attempts=0) if known and not again else new
            begun = self._written(
                replace(
                    begun, status="waiting", due_at=timestamp(at), expires_at=0, version=known.version if known else 0
                ),
                at,
            )
            if self._begin(begun, at):
                return begun
        raise Unavailable()

    def claim(self, id: str, at: datetime) -> Job | None:
        """Take a due job up: it is the caller's until `due_at`, and longer with each step. None where it is not due, or
        another took it up. A job that was taken up too often in vain is stopped."""
        known = self.get(id, at)
        if known is None or not known.due_at or known.due_at > timestamp(at):
            return None
        lease = min(LEASE * 2**known.attempts, LONGEST_LEASE)
        claimed = replace(known, status="running", attempts=known.attempts + 1, due_at=timestamp(at + lease))
        try:
            if known.attempts < ATTEMPTS:
                return self._put(claimed, at)
            self._end(replace(known, status="stopped", reason=f"taken up {ATTEMPTS} times without getting on"), at)
        except LeaseLost:
            pass
        return None

    def keep(self, job: Job, at: datetime) -> Job:
        """The job after a step: still the caller's while it is running, free when it waits, over when it is done.
        `Overtaken`."""
        moved = replace(job, attempts=0)
        if moved.ended:
            return self._end(moved, at)
        return self._put(replace(moved, due_at=timestamp(at + LEASE)) if job.status == "running" else moved, at)

    def leave(self, job: Job, at: datetime) -> Job:
        """Lay a running job down as it is, due at once. `Overtaken`."""
        return self._put(replace(job, status="waiting", attempts=0, due_at=timestamp(at)), at)

    def stop(self, id: str, at: datetime) -> Job | None:
        """End a job where it stands; whoever works on it leaves off at the next step. `open` lets it go on."""
        for _ in range(_TRIES):
            known = self.get(id, at)
            if known is None or known.ended:
                return known
            try:
                return self._end(replace(known, status="stopped", reason="stopped by hand"), at)
            except LeaseLost:
                continue
        raise Unavailable()

    def due(self, at: datetime) -> list[str]:
        """Ids of the jobs that wait for somebody, those that have waited longest first; at most 100."""
        reply = self._dynamodb.query(
            TableName=self._table,
            IndexName="Due",
            KeyConditionExpression="due = :due AND due_at <= :now",
            ExpressionAttributeValues={":due": {"S": "due"}, ":now": {"S": timestamp(at)}},
            Limit=100,
        )
        return [item["id"]["S"] for item in reply["Items"]]

    def all(self, at: datetime) -> list[Job]:
        """Every job that there is, the latest first. For people: it reads the whole table, which is small."""
        pages = self._dynamodb.get_paginator("scan").paginate(
            TableName=self._table, FilterExpression="attribute_exists(version)"
        )
        found = [_job(item) for page in pages for item in page["Items"]]
        living = [job for job in found if not 0 < job.expires_at <= at.timestamp()]
        return sorted(living, key=lambda job: job.changed_at, reverse=True)

    def _begin(self, job: Job, at: datetime) -> bool:
        """Whether the job was put on its lane; False where the job itself has changed meanwhile."""
        lane = {
            "TableName": self._table,
            "Item": {"id": {"S": f"lane/{job.lane}"}, "job": {"S": job.id}},
            "ConditionExpression": "attribute_not_exists(id) OR job = :job",
            "ExpressionAttributeValues": {":job": {"S": job.id}},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        try:
            transact(self._dynamodb, [{"Put": self._write(job, at)}, {"Put": lane}])
        except ConditionFailed as refused:
            if 1 in refused.positions:
                raise ConcurrencyKeyTaken(refused.found[1]["job"]["S"]) from None
            return False
        return True

    def _end(self, job: Job, at: datetime) -> Job:
        """Write a job that is over, and free its lane, which is its own for as long as it is not."""
        ended = self._written(replace(job, due_at="", expires_at=int((at + KEPT).timestamp())), at)
        lane = {"TableName": self._table, "Key": {"id": {"S": f"lane/{job.lane}"}}}
        try:
            transact(self._dynamodb, [{"Put": self._write(ended, at)}, {"Delete": lane}])
        except ConditionFailed:
            raise LeaseLost from None
        return ended

    def _put(self, job: Job, at: datetime) -> Job:
        written = self._written(job, at)
        try:
            persist(lambda: self._dynamodb.put_item(**self._write(written, at)))
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            raise LeaseLost from None
        return written

    def _written(self, job: Job, at: datetime) -> Job:
        """As it will stand in the table."""
        changed = timestamp(at)
        return replace(job, created_at=job.created_at or changed, changed_at=changed, version=job.version + 1)

    def _write(self, job: Job, at: datetime) -> Item:
        """The put of a job, on condition that the version before it is there, or none that still counts."""
        absent = "attribute_not_exists(id) OR expires_at <= :now"
        first = {":now": {"N": str(int(at.timestamp()))}}
        later = {":before": {"N": str(job.version - 1)}}
        return {
            "TableName": self._table,
            "Item": _item(job),
            "ConditionExpression": absent if job.version == 1 else "version = :before",
            "ExpressionAttributeValues": first if job.version == 1 else later,
        }


def _item(job: Job) -> Item:
    """What is empty is left out: an index takes no empty key, and a job without `expires_at` never expires."""
    values = {name: value for name, value in asdict(job).items() if value not in ("", 0, {})}
    return serialize({**values, "version": job.version, "due": "due" if job.due_at else None})


def _job(item: Item) -> Job:
    values = deserialize(item)
    values.pop("due", None)
    return Job(**{"what": {}, **values})
