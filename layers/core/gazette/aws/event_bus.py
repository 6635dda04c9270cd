"""Events of Gazette on its event bus in EventBridge."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from gazette.aws.transient_errors import TRANSIENT_CODES
from gazette.errors import Failed, Unavailable

MAX_ENTRIES = 10
"""Limit of EventBridge for the events of one PutEvents call."""


def put_events(events: Any, bus: str, kind: str, details: Sequence[Mapping[str, Any]]) -> None:
    """Put one event of a kind (`article.published`) onto the bus for each of its `details`.

    Raises `Unavailable` if the bus was too busy for an event, `Failed` if it refused one. The events before it may be
    on the bus, so consumers must accept an event twice.
    """
    for start in range(0, len(details), MAX_ENTRIES):
        entries = [
            {"EventBusName": bus, "Source": "gazette", "DetailType": kind, "Detail": json.dumps(detail)}
            for detail in details[start : start + MAX_ENTRIES]
        ]
        reply = events.put_events(Entries=entries)
        refused = [entry["ErrorCode"] for entry in reply["Entries"] if "ErrorCode" in entry]
        if permanent := sorted(set(refused) - TRANSIENT_CODES):
            raise Failed(f"the event bus refused an event: {permanent[0]}")
        if refused:
            raise Unavailable(f"the event bus is busy: {refused[0]}")
