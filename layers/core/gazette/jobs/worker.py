"""A worker: acquires a job, runs its steps while there is time, and releases it."""

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
    has_time: Callable[[], bool],
) -> Job | None:
    """Runs a job. Returns the job after the last step, or None if the lease was not acquired or was lost.

    `step` does a small part of the work and returns the job after it: running, waiting or done. A step may run twice:
    if its worker is killed or loses the lease, the next worker repeats the step from the same state.
    """
    job = jobs.acquire(id, clock())
    try:
        while job and job.status == "running":
            job = jobs.save_progress(step(job), clock()) if has_time() else jobs.release(job, clock())
    except LeaseLost:  # no failure: the next worker repeats the step
        return None
    return job
