"""Switches an event source mapping of Lambda: a queue that Lambda polls costs requests even while it is empty."""

from typing import Any

from gazette.observability import logger

_ON, _OFF = ("Enabled", "Enabling"), ("Disabled", "Disabling")


class EventSourceMapping:
    """The mapping with an id. `client` is a client of Lambda."""

    def __init__(self, client: Any, id: str) -> None:
        self._client, self._id = client, id

    def enable(self) -> None:
        """Poll the queue. Does nothing if it is polled already."""
        self._switch(True, _ON)

    def disable(self) -> None:
        """Do not poll the queue. Messages stay in it."""
        self._switch(False, _OFF)

    def _switch(self, enabled: bool, states: tuple[str, ...]) -> None:
        if self._client.get_event_source_mapping(UUID=self._id)["State"] in states:
            return
        try:
            self._client.update_event_source_mapping(UUID=self._id, Enabled=enabled)
        except self._client.exceptions.ResourceInUseException:  # no failure: the next minute tries it again
            logger.info("the mapping is being changed", extra={"mapping": self._id})
