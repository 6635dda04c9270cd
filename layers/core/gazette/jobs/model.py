"""The model of a job. Times are texts of gazette.times, so that they sort."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

Status = Literal["waiting", "running", "done", "stopped"]


@dataclass(frozen=True)
class Job:
    """`id` is the kind, a slash, and the parameters in short: the same request is the same job.

    `parameters` are those of the request. `state` is the progress in a form that the job's kind defines. The next
    worker needs nothing else. `done` of `total` (in `unit`) is the progress for people. Only one job of a
    `concurrency_key` is under way at a time. A worker may acquire the job at the time `due_at`. This time is in the
    future while a worker has the job, and empty after the end of the job. `attempts` counts workers that acquired the
    job and completed no step. `reason` is the reason why the job waits or has ended. `expires_at` is in seconds since
    1970.
    """

    id: str
    concurrency_key: str
    parameters: dict[str, Any]
    state: dict[str, Any] = field(default_factory=dict)
    done: int = 0
    total: int = 0
    unit: str = ""
    status: Status = "waiting"
    reason: str = ""
    attempts: int = 0
    due_at: str = ""
    created_at: str = ""
    changed_at: str = ""
    expires_at: int = 0
    version: int = 0

    @property
    def kind(self) -> str:
        return parse_kind(self.id)

    @property
    def ended(self) -> bool:
        return self.status in ("done", "stopped")

    def advance(self, state: dict[str, Any], done: int) -> Job:
        """The job after a step. The next step may follow at once."""
        return replace(self, state=state, done=done, reason="", status="running")

    def wait(self, state: dict[str, Any], until: str, reason: str) -> Job:
        """The job after a step that a worker has to repeat at the time `until`."""
        return replace(self, state=state, status="waiting", due_at=until, reason=reason)

    def finish(self, state: dict[str, Any], reason: str) -> Job:
        return replace(self, state=state, done=self.total, status="done", reason=reason)

    def report(self) -> dict[str, Any]:
        """The kind, and all members except internal ones."""
        members = asdict(self)
        for name in ("concurrency_key", "expires_at", "version"):
            del members[name]
        return {"kind": self.kind, **members}


def parse_kind(id: str) -> str:
    """The kind of the job with this id. The index Due has only ids."""
    return id.partition("/")[0]
