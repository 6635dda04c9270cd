"""What files of any size need: parts of them, and a temporary database on the disk instead of memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

Entry = TypeVar("Entry")


def split(entries: Iterable[Entry], size: int) -> Iterator[tuple[Entry, ...]]:
    """The entries in parts of at most `size`; `itertools.batched` needs Python 3.12."""
    rest = iter(entries)
    while part := tuple(islice(rest, size)):
        yield part


@contextmanager
def open_scratch(*statements: str) -> Iterator[sqlite3.Connection]:
    """A database that disappears at the end. SQLite keeps it in a file that has no name once it grows."""
    database = sqlite3.connect("", isolation_level=None)
    try:
        database.execute("PRAGMA synchronous = OFF")
        database.execute("BEGIN")
        for statement in statements:
            database.execute(statement)
        yield database
    finally:
        database.close()
