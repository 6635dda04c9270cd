"""Records of everything that the emulator holds, written before the emulator answers."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any


class Journal:
    """Records by kind and key, in a database of `open_database`. Writes only within `transaction`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = RLock()
        self._held = False
        self.failure: sqlite3.Error | None = None
        """Why the last write did not reach the disk, if one did not."""

    def hold(self) -> None:
        """Commit nothing until `release`: an unfinished start leaves the folder as it was."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._held = True

    def release(self) -> None:
        """Commit what was written since `hold`."""
        with self._lock, self._noting_failure():
            self._held = False
            self._connection.execute("COMMIT")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes within or none, on disk at the end. Raises sqlite3.Error."""
        with self._lock, self._noting_failure():
            if self._held:
                yield
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # SQLite itself rolls back if the disk is full
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _noting_failure(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            self.failure = error
            raise

    def records(self, kind: str) -> Iterator[tuple[str, Any, bytes | None]]:
        """(key, value, content) of each record of a kind, by key."""
        query = "SELECT key, value, content FROM records WHERE kind = ? ORDER BY key"
        for key, value, content in self._connection.execute(query, (kind,)):
            yield key, json.loads(value), content

    def keys(self, kind: str) -> set[str]:
        return {key for (key,) in self._connection.execute("SELECT key FROM records WHERE kind = ?", (kind,))}

    def save(self, kind: str, key: str, value: str, content: bytes | None = None) -> None:
        """`value` is JSON, `content` the bytes of a file."""
        self._connection.execute(
            "INSERT INTO records VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET value=excluded.value, "
            "content=excluded.content",
            (kind, key, value, content),
        )

    def delete(self, kind: str, key: str) -> None:
        self._connection.execute("DELETE FROM records WHERE kind = ? AND key = ?", (kind, key))

    def delete_kind(self, kind: str) -> None:
        """Delete all records of a kind."""
        self._connection.execute("DELETE FROM records WHERE kind = ?", (kind,))

    def delete_up_to(self, kind: str, key: str) -> None:
        """Delete the records of a kind up to a key and including it."""
        self._connection.execute("DELETE FROM records WHERE kind = ? AND key <= ?", (kind, key))

    def close(self) -> None:
        self._connection.close()
