"""How far an export came, in a database beside its unfinished file. It is deleted when the export is finished."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from cli.moving.records import FILE_NAME

_TABLES = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE articles (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE pictures (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE uses (picture TEXT, user TEXT, PRIMARY KEY (picture, user)) WITHOUT ROWID;
CREATE TABLE stories (id TEXT PRIMARY KEY, version INTEGER) WITHOUT ROWID;
CREATE TABLE addresses (address TEXT PRIMARY KEY, item TEXT) WITHOUT ROWID;
CREATE TABLE written (kind TEXT, name TEXT, PRIMARY KEY (kind, name)) WITHOUT ROWID;
"""


class State:
    """`facts` are single values. `written` are the pictures, terms, articles and addresses that the file has.

    What belongs together is committed together with the length of the file: what a killed run has written behind that
    is cut off.
    """

    def __init__(self, folder: Path) -> None:
        self.path, self.part = folder / f"{FILE_NAME}.state", folder / f"{FILE_NAME}.part"
        if not self.part.exists():  # a run was killed just before it would have deleted the state
            self.path.unlink(missing_ok=True)
        if not self.path.exists():
            self.path.touch(mode=0o600)
        self._database = sqlite3.connect(self.path, isolation_level=None)
        self._database.execute("PRAGMA synchronous = NORMAL")
        if not self._database.execute("SELECT 1 FROM sqlite_master").fetchone():
            self._database.executescript(f"BEGIN; {_TABLES} COMMIT")

    def close(self) -> None:
        self._database.close()

    def remove(self) -> None:
        self.close()
        self.path.unlink()

    def get(self, name: str, default: Any = None) -> Any:
        found = self._database.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return default if found is None else found[0]

    def begin(self) -> None:
        self._database.execute("BEGIN")

    def commit(self, **facts: Any) -> None:
        """End the transaction, with these facts."""
        self._database.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", facts.items())
        self._database.execute("COMMIT")

    def add(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """Add rows, each in place of one with the same key."""
        for row in rows:
            self._database.execute(f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608 (our own names)

    def clear(self, table: str) -> None:
        self._database.execute(f"DELETE FROM {table}")  # noqa: S608 (our own names)

    def count(self, table: str) -> int:
        return int(self._database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])  # noqa: S608 (our own names)

    def has(self, kind: str, name: str) -> bool:
        """Whether the file has it."""
        query = "SELECT 1 FROM written WHERE kind = ? AND name = ?"
        return self._database.execute(query, (kind, name)).fetchone() is not None

    def contains(self, table: str, id: str) -> bool:
        """Whether a table has a row with this key."""
        column = "address" if table == "addresses" else "id"
        return self._database.execute(f"SELECT 1 FROM {table} WHERE {column} = ?", (id,)).fetchone() is not None  # noqa: S608 (our own names)

    def list_pages(self, table: str, keys: Sequence[str], after: str, size: int) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a table behind a position, in the order of its key, in pages. A position is the JSON of a key."""
        names, marks = ", ".join(keys), ", ".join("?" * len(keys))
        last = json.loads(after) if after else [""] * len(keys)
        while True:
            query = f"SELECT * FROM {table} WHERE ({names}) > ({marks}) ORDER BY {names} LIMIT ?"  # noqa: S608 (our own names)
            rows = self._database.execute(query, (*last, size)).fetchall()
            if not rows:
                return
            yield rows
            last = rows[-1][: len(keys)]
