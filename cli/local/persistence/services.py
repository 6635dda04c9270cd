"""Keeps what moto's other services hold. Each class lists its entries and restores one from its record."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple


class Entry(NamedTuple):
    """Something to keep. It is written when `version` differs from the last one. `read` gives value and content."""

    key: str
    version: object
    read: Callable[[], tuple[Any, bytes | None]]


class Service(ABC):
    """`kind` names the records of one class."""

    kind: str

    def scope(self, path: str) -> str | None:
        """How the keys begin that a request may have changed: empty for all, None for none.

        `path` is that of a REST request, and empty for another one. One service may call another.
        """
        return ""

    @abstractmethod
    def entries(self, scope: str = "") -> Iterator[Entry]:
        """All that is there now whose keys begin so."""

    @abstractmethod
    def restore(self, key: str, value: Any, content: bytes | None) -> None:
        """Put back one entry, unless what it belongs to is no longer in the template."""


def plain_entry(key: str, value: Any) -> Entry:
    """An entry that is small enough to be compared as a whole."""
    return Entry(key, str(value), lambda: (value, None))
