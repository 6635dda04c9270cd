"""Keeps what moto's other services hold. Each class lists its entries and restores one from its record."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Protocol


class Entry(NamedTuple):
    """Something to keep. It is written when `version` differs from the last one. `read` gives value and content."""

    key: str
    version: object
    read: Callable[[], tuple[Any, bytes | None]]


class Service(Protocol):
    """`kind` names the records of one class."""

    kind: str

    def entries(self) -> Iterator[Entry]:
        """All that is there now."""

    def restore(self, key: str, value: Any, content: bytes | None) -> None:
        """Put back one entry, unless what it belongs to is no longer in the template."""


def plain_entry(key: str, value: Any) -> Entry:
    """An entry that is small enough to be compared as a whole."""
    return Entry(key, str(value), lambda: (value, None))
