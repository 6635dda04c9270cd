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


class SeenPersons:
    """Persons of a file, with the lines on which they were first."""

    TABLE = "CREATE TABLE seen (person TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID"

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def add(self, person: str, line: int) -> int | None:
        """None for a person that is new, else the line of the first row."""
        added = self._database.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (person, line))
        if added.rowcount:
            return None
        found = self._database.execute("SELECT line FROM seen WHERE person = ?", (person,)).fetchone()
        return int(found[0])
