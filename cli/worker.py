"""How a command drives a job of the server: it sends workers off, and looks at the job until it has ended."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cli.jobs import jobs_of, one_line
from cli.target import FunctionFailed, Target
from cli.terminal import stop

if TYPE_CHECKING:
    from gazette.jobs.model import Job
    from gazette.jobs.repository import JobRepository

STRETCH = 5
"""Seconds for which a worker is sent off. When the command is killed, nobody works for at most a minute then."""
LOOK = 1.0
"""Seconds between two looks at the job."""


def driven(place: Target, function: str, id: str) -> Iterator[Job]:
    """The job again and again until it has ended. Where nobody works on it, a worker is sent off."""
    jobs, worker = jobs_of(place), None
    while job := _seen(jobs, id):
        yield job
        if job.ended:
            return
        if worker and not worker.is_alive():
            worker.home()
            worker = None
        if worker is None and job.due_at <= datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"):
            worker = Worker(place, function, id)
            worker.start()
        _pause(worker)
    stop(f"the job {id} is gone")


def _seen(jobs: JobRepository, id: str) -> Job | None:
    with one_line():
        return jobs.get(id, datetime.now(UTC))


def _pause(worker: Worker | None) -> None:
    """Until the next look, or until the worker is back."""
    if worker:
        worker.join(LOOK)
    else:
        time.sleep(LOOK)


class Worker(threading.Thread):
    """One invocation of the function, waited for in a thread of its own: it may have to wait itself, for one that the
    server has sent off, and the bar moves on."""

    def __init__(self, place: Target, function: str, id: str) -> None:
        super().__init__(daemon=True)
        self._place, self._function, self._id = place, function, id
        self._trouble: Exception | None = None

    def run(self) -> None:
        try:
            self._place.invoke(self._function, {"job": self._id, "seconds": STRETCH})
        except Exception as trouble:
            self._trouble = trouble

    def home(self) -> None:
        """What he failed in is done by the next one, and not for ever: the job then says so and ends."""
        if isinstance(self._trouble, FunctionFailed):
            print(f"a worker failed: {self._trouble}")
        elif self._trouble:
            raise self._trouble
