"""Client of the jobs of a target: opens their table, and drives a job until it has ended."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from cli.errors import exit_on_aws_error, exit_with_error
from cli.target import FunctionFailed, Target

if TYPE_CHECKING:
    from gazette.jobs.model import Job
    from gazette.jobs.repository import JobRepository

WORKER_SECONDS = 5
"""Time that one invocation works. If the command is killed, the job has no worker for at most a minute."""
POLL_SECONDS = 1.0
"""Pause between two reads of the job."""


def open_jobs(target: Target) -> JobRepository:
    """The jobs of a stack or of the local server."""
    from gazette.jobs.repository import JobRepository

    return JobRepository(target.physical_name("JobsTable"), target.client("dynamodb"))


def drive_job(target: Target, function: str, id: str) -> Iterator[Job]:
    """Reads the job repeatedly until it has ended. Invokes a worker if the job is due and has no worker."""
    jobs, worker = open_jobs(target), None
    while job := _read(jobs, id):
        yield job
        if job.ended:
            return
        if worker and not worker.is_alive():
            worker.report_failure()
            worker = None
        if worker is None and job.due_at <= datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"):
            worker = Worker(target, function, id)
            worker.start()
        _pause(worker)
    exit_with_error(f"the job {id} is gone")


def open_job(target: Target, job: Job) -> Job:
    """Starts the job of a command, or resumes the one that was stopped."""
    jobs, now = open_jobs(target), datetime.now(UTC)
    with exit_on_aws_error():
        stored = jobs.get(job.id, now)
        return jobs.open(job, now, again=stored is not None and stored.status == "done")


def run_to_end(target: Target, function: str, id: str, describe: Callable[[Job], str]) -> Job:
    """Shows the job's progress until it has ended. Ctrl-C stops the job, and exits."""
    from cli.progress import show_progress

    try:
        return show_progress(drive_job(target, function, id), describe, lambda job: job.done)
    except KeyboardInterrupt:
        with exit_on_aws_error():
            job = open_jobs(target).stop(id, datetime.now(UTC)) or exit_with_error(f"the job {id} is gone")
        print(f"{describe(job)}; the same command continues")
        raise typer.Exit(130) from None


def _read(jobs: JobRepository, id: str) -> Job | None:
    with exit_on_aws_error():
        return jobs.get(id, datetime.now(UTC))


def _pause(worker: Worker | None) -> None:
    """Waits until the next read, or until the worker has returned."""
    if worker:
        worker.join(POLL_SECONDS)
    else:
        time.sleep(POLL_SECONDS)


class Worker(threading.Thread):
    """One invocation of the function, in a thread of its own.

    The invocation may have to wait for another one, which the server has started. Meanwhile the progress bar must move.
    """

    def __init__(self, target: Target, function: str, id: str) -> None:
        super().__init__(daemon=True)
        self._target, self._function, self._id = target, function, id
        self._failure: Exception | None = None

    def run(self) -> None:
        try:
            self._target.invoke(self._function, {"job": self._id, "seconds": WORKER_SECONDS})
        except Exception as failure:
            self._failure = failure

    def report_failure(self) -> None:
        """Prints an error of the function. Raises any other error.

        The next worker repeats the step. The job ends after too many failures.
        """
        if isinstance(self._failure, FunctionFailed):
            print(f"a worker failed: {self._failure}")
        elif self._failure:
            raise self._failure
