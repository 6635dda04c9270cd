"""Events about jobs on the event bus."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from gazette.errors import Unavailable
from gazette.jobs.model import parse_kind

MAX_ENTRIES = 10
"""Limit of EventBridge for the events of one PutEvents call."""


def publish_due_jobs(events: Any, bus: str, due: Sequence[str]) -> None:
    """Publishes `job.due` with `{job: <id>, kind}` for each id in `due`. Rules of the template invoke the functions.

    Raises `Unavailable` if the bus refused an event. Publishing an event twice is harmless.
    """
    for start in range(0, len(due), MAX_ENTRIES):
        reply = events.put_events(Entries=[_build_entry(bus, id) for id in due[start : start + MAX_ENTRIES]])
        refused = [entry["ErrorCode"] for entry in reply["Entries"] if "ErrorCode" in entry]
        if refused:
            raise Unavailable(f"The event bus refused it: {refused[0]}")


def _build_entry(bus: str, id: str) -> dict[str, str]:
    detail = json.dumps({"job": id, "kind": parse_kind(id)})
    return {"EventBusName": bus, "Source": "gazette", "DetailType": "job.due", "Detail": detail}
