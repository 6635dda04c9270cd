"""Events about pictures on the event bus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gazette.aws.event_bus import put_events


def publish_due_media(events: Any, bus: str, ids: Sequence[str]) -> None:
    """Publishes `media.due` with `{media: <id>}` for each picture with work. Raises as `put_events`.

    Publishing an event twice is harmless.
    """
    put_events(events, bus, "media.due", [{"media": id} for id in ids])
