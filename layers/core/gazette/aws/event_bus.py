"""Puts events on the event bus of the stack. Rules of the template invoke the functions."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from gazette.errors import Unavailable

MAX_ENTRIES = 10
"""Limit of EventBridge for the events of one PutEvents call."""


def put_events(client: Any, bus: str, kind: str, details: Sequence[Mapping[str, Any]]) -> None:
    """Puts one event of this kind (its `detail-type`) for each detail. `client` is a client of EventBridge.

    Raises `Unavailable` if the bus refuses an event. The events before it were put: consumers must bear repetitions.
    """
    entries = [
        {"EventBusName": bus, "Source": "gazette", "DetailType": kind, "Detail": json.dumps(detail)}
        for detail in details
    ]
    for start in range(0, len(entries), MAX_ENTRIES):
        reply = client.put_events(Entries=entries[start : start + MAX_ENTRIES])
        refused = [entry["ErrorCode"] for entry in reply["Entries"] if "ErrorCode" in entry]
        if refused:
            raise Unavailable(f"The event bus refused an event: {refused[0]}")
