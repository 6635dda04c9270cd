"""The Jobs table.

    id                     content
    <kind>/<rest>          a job; index Listed (`listed` = "listed", `created_at`), and while it has not ended index Due
                           (`due` = "due", `due_at`)
    concurrency-key/<key>  which job of the concurrency key is under way (`job`)
    telegram/<article>     a post, which is no job, and is woken as one (subscriptions/telegram/repository.py)

Every write increments `version`, and is conditional on the version that was read. So a job has one worker: a worker
whose lease has expired, or whose job was stopped, finds another version at its next step, and stops. The next worker
repeats that step.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from gazette.dynamodb.commit import commit
from gazette.dynamodb.conditions import condition, if_absent, if_equal, if_version
from gazette.dynamodb.items import deserialize, serialize
from gazette.dynamodb.queries import query_due, query_page
from gazette.dynamodb.retry import retry
from gazette.dynamodb.writes import Write, delete, put
from gazette.embedded_metrics import count_swallowed
from gazette.errors import Conflict
from gazette.jobs.items import build_concurrency_key, build_item, build_listed_key, build_position, parse_job
from gazette.jobs.model import Job
from gazette.times import timestamp

LEASE = timedelta(seconds=60)
"""After a step, no other worker can acquire the job for this time. It is longer than any step."""
MAX_LEASE = timedelta(hours=1)
MAX_ATTEMPTS = 8
"""A job is stopped after so many workers that completed no step. The lease doubles with each of them."""
RETENTION = timedelta(days=90)
"""A job that has ended can be read for this time."""
_TRIES = 5


class LeaseLost(Exception):
    """Another worker or an operator has written the job since it was read."""


class ConcurrencyKeyTaken(Conflict):
    """Another job of the same concurrency key is under way: `job` is its id."""

    def __init__(self, job: str) -> None:
        super().__init__(f"{job} is under way; let it end, or stop it first", job=job)
        self.job = job


class JobRepository:
    def __init__(self, table: str, dynamodb: Any) -> None:
        self._table, self._dynamodb = table, dynamodb

    def get(self, id: str, at: datetime) -> Job | None:
        """The stored job, None if there is none or it has expired. DynamoDB deletes an expired job later."""
        reply = self._dynamodb.get_item(TableName=self._table, Key=serialize({"id": id}), ConsistentRead=True)
        job = parse_job(deserialize(reply["Item"])) if "version" in reply.get("Item", {}) else None
        return None if job and 0 < job.expires_at <= at.timestamp() else job

    def open(self, new: Job, at: datetime, *, again: bool = False) -> Job:
        """Creates the job if there is none with its id, resumes it if it was stopped, else returns the stored job.

        With `again`, a job that has ended starts from the beginning. Raises `ConcurrencyKeyTaken`.
        """

        def attempt() -> Job:
            stored = self.get(new.id, at)
            if stored and not (stored.ended and again) and stored.status != "stopped":
                return stored
            job = replace(stored, reason="", attempts=0) if stored and not again else new
            version = stored.version if stored else 0
            return self._start(replace(job, status="waiting", expires_at=0, version=version), at)

        return retry(attempt, LeaseLost, tries=_TRIES)

    def put_new(self, job: Job, at: datetime) -> list[Write]:
        """The writes of a new job that is due at once, for a transaction with the change that it follows.

        Refused with `LeaseLost` or `ConcurrencyKeyTaken` if there is such a job already.
        """
        return self._put_first(replace(job, status="waiting"), at)[1]

    def acquire(self, id: str, at: datetime) -> Job | None:
        """Acquires a due job: the caller has a lease until `due_at`, and each step renews it.

        Returns None if the job is not due, or if another worker acquires it. Stops a job with too many attempts.
        """
        job = self.get(id, at)
        if job is None or not job.due_at or job.due_at > timestamp(at):
            return None
        lease = min(LEASE * 2**job.attempts, MAX_LEASE)
        acquired = replace(job, status="running", attempts=job.attempts + 1, due_at=timestamp(at + lease))
        try:
            if job.attempts < MAX_ATTEMPTS:
                return self._put(acquired, at)
            self._end(replace(job, status="stopped", reason=f"{MAX_ATTEMPTS} workers completed no step"), at)
            count_swallowed("job-stopped", job=id)
        except LeaseLost:  # no failure: another worker has the job, or has ended it
            pass
        return None

    def save_progress(self, job: Job, at: datetime) -> Job:
        """Saves the job after a step: renews the lease of a running job, releases a waiting job, ends a done job.

        Raises `LeaseLost`.
        """
        job = replace(job, attempts=0)
        if job.ended:
            return self._end(job, at)
        return self._put(replace(job, due_at=timestamp(at + LEASE)) if job.status == "running" else job, at)

    def release(self, job: Job, at: datetime) -> Job:
        """Gives up the lease of a running job: the job is then due at once. Raises `LeaseLost`."""
        return self._put(replace(job, status="waiting", attempts=0, due_at=timestamp(at)), at)

    def stop(self, id: str, at: datetime) -> Job | None:
        """Ends a job in its present state. Returns None if there is no such job.

        The job's worker stops at its next step. `open` resumes the job.
        """

        def attempt() -> Job | None:
            job = self.get(id, at)
            if job is None or job.ended:
                return job
            return self._end(replace(job, status="stopped", reason="stopped by hand"), at)

        return retry(attempt, LeaseLost, tries=_TRIES)

    def list_due(self, at: datetime) -> list[str]:
        """Ids of at most 100 jobs that wait for a worker, the longest waiting first."""
        due = islice(query_due(self._dynamodb, self._table, timestamp(at)), 100)
        return [item["id"] for item in due]

    def list_newest(self, at: datetime, *, limit: int, after: str | None) -> tuple[list[Job], str | None]:
        """A page of the jobs, those that were created last first, and its last position if there may be more.

        A job that starts again is created again. The index may lag behind the table.
        """
        request: dict[str, Any] = {
            "TableName": self._table,
            "IndexName": "Listed",
            "KeyConditionExpression": "listed = :listed",
            "FilterExpression": "attribute_not_exists(expires_at) OR expires_at > :now",
            "ExpressionAttributeValues": serialize({":listed": "listed", ":now": int(at.timestamp())}),
            "ScanIndexForward": False,
        }
        if after is not None:
            request["ExclusiveStartKey"] = serialize(build_listed_key(after))
        items, last = query_page(self._dynamodb, request, limit)
        return [parse_job(item) for item in items], build_position(last) if last else None

    def list_all(self, at: datetime) -> list[Job]:
        """All jobs, the latest change first. Scans the whole table, so use it for operators only."""
        pages = self._dynamodb.get_paginator("scan").paginate(
            TableName=self._table, FilterExpression="attribute_exists(version)"
        )
        jobs = [parse_job(deserialize(item)) for page in pages for item in page["Items"]]
        unexpired = [job for job in jobs if not 0 < job.expires_at <= at.timestamp()]
        return sorted(unexpired, key=lambda job: job.changed_at, reverse=True)

    def _start(self, job: Job, at: datetime) -> Job:
        """Writes a job that is due at once, and acquires its concurrency key."""
        job, writes = self._put_first(job, at)
        commit(self._dynamodb, writes)
        return job

    def _put_first(self, job: Job, at: datetime) -> tuple[Job, list[Write]]:
        job = _next_version(replace(job, due_at=timestamp(at)), at)
        free = if_absent("id") | if_equal("job", job.id)
        acquire_key = put(
            self._table,
            {**build_concurrency_key(job), "job": job.id},
            free,
            refusal=lambda stored: ConcurrencyKeyTaken(stored["job"]),
        )
        return job, [acquire_key, self._put_job(job, at)]

    def _end(self, job: Job, at: datetime) -> Job:
        """Writes a job that has ended, and frees its concurrency key."""
        ended = _next_version(replace(job, due_at="", expires_at=int((at + RETENTION).timestamp())), at)
        commit(self._dynamodb, [self._put_job(ended, at), delete(self._table, build_concurrency_key(job))])
        return ended

    def _put(self, job: Job, at: datetime) -> Job:
        job = _next_version(job, at)
        commit(self._dynamodb, [self._put_job(job, at)])
        return job

    def _put_job(self, job: Job, at: datetime) -> Write:
        """Refused with `LeaseLost` if the stored version is not the version before it.

        A first version may replace an expired job.
        """
        expired = condition("#expires_at <= :now", now=int(at.timestamp()))
        before = if_version(job.version - 1) if job.version > 1 else if_absent("id") | expired
        return put(self._table, build_item(job), before, refusal=lambda _stored: LeaseLost())


def _next_version(job: Job, at: datetime) -> Job:
    changed_at = timestamp(at)
    return replace(job, created_at=job.created_at or changed_at, changed_at=changed_at, version=job.version + 1)
