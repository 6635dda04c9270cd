"""The model of a job. Times are texts as gazette.times writes them, so that they sort."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

Status = Literal["waiting", "running", "done", "stopped"]


@dataclass(frozen=True)
class Job:
    """`id` is the kind, a slash, and the parameters in short: the same request is the same job.

    `parameters` are what was asked for. `state` is how far the job has come, in a form that its kind defines; the next
    worker needs nothing else. `done` of `total` (in `unit`) is the progress for people. Only one job of a
    `concurrency_key` is under way at a time. `due_at` is when a worker may acquire the job: it is in the future while a
    worker has it, and empty once the job has ended. `attempts` counts workers that acquired it and completed no step.
    `reason` says why it waits, or why it ended.
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
        """After a step, with more to do at once."""
        return replace(self, state=state, done=done, reason="", status="running")

    def wait(self, state: dict[str, Any], until: str, reason: str) -> Job:
        """After a step that has to be repeated at that time."""
        return replace(self, state=state, status="waiting", due_at=until, reason=reason)

    def finish(self, state: dict[str, Any], reason: str) -> Job:
        return replace(self, state=state, done=self.total, status="done", reason=reason)

    def report(self) -> dict[str, Any]:
        """All members but the internal ones, and the kind."""
        members = asdict(self)
        for name in ("concurrency_key", "expires_at", "version"):
            del members[name]
        return {"kind": self.kind, **members}


def parse_kind(id: str) -> str:
    """The kind of the job with this id: the index Due has the id only."""
    return id.partition("/")[0]
