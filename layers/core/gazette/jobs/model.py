"""What a job is. Times are texts as gazette.times writes them, so that they sort."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

Status = Literal["waiting", "running", "done", "stopped"]


@dataclass(frozen=True)
class Job:
    """`id` is the kind, a slash, and what tells it from others of its kind: the same wish is the same job.

    `what` is what was asked for; `state` is how far it has come, in the kind's own words, and is all that the next
    worker needs. `done` of `total` (in `unit`) is for people to see. Of the jobs of one `lane` one is under way at a
    time. `due_at` is when somebody may take it up: in the future while a worker has it. A job that has ended has none.
    `attempts` counts those who took it up and got nothing done. `reason` says why it waits, or why it ended so.
    """

    id: str
    lane: str
    what: dict[str, Any]
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
        return kind_of(self.id)

    @property
    def ended(self) -> bool:
        return self.status in ("done", "stopped")

    def goes_on(self, state: dict[str, Any], done: int) -> Job:
        """After a step, with more to do at once."""
        return replace(self, state=state, done=done, reason="", status="running")

    def waits(self, state: dict[str, Any], until: str, reason: str) -> Job:
        """After a step that has to be done again, at that time."""
        return replace(self, state=state, status="waiting", due_at=until, reason=reason)

    def is_done(self, state: dict[str, Any], reason: str) -> Job:
        return replace(self, state=state, done=self.total, status="done", reason=reason)

    def report(self) -> dict[str, Any]:
        """All of it but what nobody needs to see."""
        told = asdict(self)
        for name in ("lane", "expires_at", "version"):
            del told[name]
        return {"kind": self.kind, **told}


def kind_of(id: str) -> str:
    """The kind of the job with this id: the index Due holds no more of it than that."""
    return id.partition("/")[0]
