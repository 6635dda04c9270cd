"""Events about jobs on the event bus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gazette.aws.event_bus import put_events
from gazette.jobs.model import parse_kind


def publish_due_jobs(events: Any, bus: str, due: Sequence[str]) -> None:
    """Publishes `job.due` with `{job: <id>, kind}` for each id in `due`.

    Raises as `put_events`. Publishing an event twice is harmless.
    """
    put_events(events, bus, "job.due", [{"job": id, "kind": parse_kind(id)} for id in due])
