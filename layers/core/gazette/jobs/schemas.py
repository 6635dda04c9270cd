"""Jobs in responses to staff."""

from gazette.jobs.model import Job, Status
from gazette.schemas.base import StrictModel

_SEPARATOR, _IN_PATH = "/", ":"
"""Ids have slashes, which a segment of a path cannot have. No id has a colon."""


class ShownJob(StrictModel):
    """Long work. `done` of `total` (in `unit`) is the progress; `total` is 0 until the first step has counted.

    `reason` says why the job waits or has ended, if there is something to say.
    """

    id: str
    kind: str
    status: Status
    done: int
    total: int
    unit: str
    reason: str
    created_at: str
    changed_at: str


class JobPage(StrictModel):
    """`next` is the cursor of the next page, or null."""

    items: list[ShownJob]
    next: str | None


def show_job(job: Job) -> ShownJob:
    members = {name: getattr(job, name) for name in ShownJob.model_fields}
    return ShownJob.model_validate(members | {"id": encode_job_id(job.id)})


def build_job_path(id: str) -> str:
    """The address of a job."""
    return f"/v1/editorial/jobs/{encode_job_id(id)}"


def encode_job_id(id: str) -> str:
    """The form of a job's id in addresses and responses."""
    return id.replace(_SEPARATOR, _IN_PATH)


def decode_job_id(text: str) -> str:
    return text.replace(_IN_PATH, _SEPARATOR)
