"""What the event bus is told of jobs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from gazette.errors import Unavailable
from gazette.jobs.model import kind_of

AT_ONCE = 10
"""Events that one call takes."""


def publish_due_jobs(events: Any, bus: str, due: Sequence[str]) -> None:
    """`job.due` for each of these jobs, `{job: <id>, kind}`: a rule of the template wakes the function of that
    kind. `Unavailable` where the bus refused one; who tells of it again does no harm."""
    for start in range(0, len(due), AT_ONCE):
        reply = events.put_events(Entries=[_due(bus, id) for id in due[start : start + AT_ONCE]])
        refused = [entry["ErrorCode"] for entry in reply["Entries"] if "ErrorCode" in entry]
        if refused:
            raise Unavailable(f"The event bus refused it: {refused[0]}")


def _due(bus: str, id: str) -> dict[str, str]:
    detail = json.dumps({"job": id, "kind": kind_of(id)})
    return {"EventBusName": bus, "Source": "gazette", "DetailType": "job.due", "Detail": detail}
