"""What a worker does with a job: take it up, step by step for as long as there is time, and lay it down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from gazette.jobs.model import Job
from gazette.jobs.repository import JobRepository, LeaseLost


def run_job(
    jobs: JobRepository,
    id: str,
    step: Callable[[Job], Job],
    *,
    clock: Callable[[], datetime],
    time_left: Callable[[], bool],
) -> Job | None:
    """The job as the worker left it; None where it was not his to take up, or was taken from him.

    `step` does a little and gives the job as it is then: going on, waiting or done. It may be done twice: whoever is
    killed in it, or overtaken, has it done again by the next worker, from the state before it.
    """
    job = jobs.claim(id, clock())
    try:
        while job and job.status == "running":
            job = jobs.keep(step(job), clock()) if time_left() else jobs.leave(job, clock())
    except LeaseLost:
        return None
    return job
