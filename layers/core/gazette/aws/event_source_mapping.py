"""Switches an event source mapping of Lambda: a queue that Lambda polls costs requests even while it is empty."""

from typing import Any

_SETTLED = {"Enabled": True, "Disabled": False}
"""States that last, and whether the queue is polled."""


class EventSourceMapping:
    """The mapping with an id. `client` is a client of Lambda.

    While AWS changes the mapping, nothing is done: the caller repeats the call in the next minute.
    """

    def __init__(self, client: Any, id: str) -> None:
        self._client, self._id = client, id

    def enable(self) -> None:
        """Poll the queue."""
        self._switch(enabled=True)

    def disable(self) -> bool:
        """Do not poll the queue. Messages stay in it. Returns whether the change is complete."""
        return self._switch(enabled=False)

    def _switch(self, *, enabled: bool) -> bool:
        state = self._client.get_event_source_mapping(UUID=self._id)["State"]
        if _SETTLED.get(state) is (not enabled):
            state = self._client.update_event_source_mapping(UUID=self._id, Enabled=enabled)["State"]
        return _SETTLED.get(state) is enabled
