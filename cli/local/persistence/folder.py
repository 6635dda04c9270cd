"""The data folder of the local server: one SQLite database, which one server at a time opens."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

FORMAT = 1
"""Version of the database. Another one is refused: the data are samples and trials, and a new start is cheap."""

_APPLICATION = 0x47415A45
"""Marks the database as Gazette's."""

_DATABASE = "gazette.sqlite"
_FILES = (_DATABASE, f"{_DATABASE}-wal", f"{_DATABASE}-shm", f"{_DATABASE}-journal")

_TABLE = """
CREATE TABLE IF NOT EXISTS records (
    kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, content BLOB, PRIMARY KEY (kind, key)
)
"""

_IN_USE = "INSERT OR REPLACE INTO records VALUES ('server', 'in use', '{}', NULL)"
_ENDED = "DELETE FROM records WHERE kind = 'server'"
"""Between these two, the newest changes are in the file `-wal`. SQLite does not notice if that file is missing."""

AGAIN = "--fresh (`make dev FRESH=1`) deletes it and begins anew"


class DataUnusable(Exception):
    """The folder cannot be used. The message is one line that says what to do."""


class _Database(sqlite3.Connection):
    """A connection whose end leaves the whole data in one file, also an end that interrupts a transaction."""

    opened = False

    def close(self) -> None:
        if self.opened:
            self.opened = False
            with suppress(sqlite3.Error):
                self.rollback()
                self.execute(_ENDED)
        super().close()


def open_database(folder: Path, *, fresh: bool = False) -> sqlite3.Connection:
    """Open the database of a folder, make what is missing, and lock it. `fresh` deletes it first.

    Raises `DataUnusable`.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if fresh:
            _erase(folder)
        if (folder / _DATABASE).exists() and (folder / _DATABASE).stat().st_size == 0:
            raise sqlite3.DatabaseError
        # Only for the owner: the data have secrets and addresses. SQLite gives its other files the same mode.
        os.close(os.open(folder / _DATABASE, os.O_CREAT | os.O_RDWR, 0o600))
        return _open(folder)
    except (FileExistsError, NotADirectoryError, IsADirectoryError):
        raise DataUnusable(f"{folder} is no data folder; move it away, or choose another with --data") from None
    except OSError as error:
        raise _unwritable(folder, error.strerror) from None
    except sqlite3.Error as error:
        raise explain(folder, error) from None


def explain(folder: Path, error: Exception) -> DataUnusable:
    """What an error of the database means for the user."""
    code = getattr(error, "sqlite_errorcode", None)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return _in_use(folder)
    if isinstance(error, sqlite3.OperationalError) and code != sqlite3.SQLITE_CORRUPT:
        return _unwritable(folder, str(error))
    return DataUnusable(f"the data in {folder} is damaged; {AGAIN}")


def _unwritable(folder: Path, reason: object) -> DataUnusable:
    return DataUnusable(f"the data folder {folder} cannot be written ({reason}); choose another with --data")


def _in_use(folder: Path) -> DataUnusable:
    return DataUnusable(
        f"the data in {folder} is used by another local server; stop it, "
        "or choose another folder with --data (`make dev DATA=…`)"
    )


def _open(folder: Path) -> sqlite3.Connection:
    has_log = (folder / f"{_DATABASE}-wal").exists()
    connection = sqlite3.connect(
        folder / _DATABASE, timeout=0.5, isolation_level=None, check_same_thread=False, factory=_Database
    )
    try:
        # The lock ends with the process, however that ends.
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        # A commit survives the end of this process. A power failure may lose the last ones, and damages nothing.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("BEGIN IMMEDIATE")
        _check(connection, folder, has_log=has_log)
        connection.execute(_TABLE)
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.execute(_IN_USE)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.opened = True
    except BaseException:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection, folder: Path, *, has_log: bool) -> None:
    """Raises `DataUnusable` for a database that is damaged, foreign or of another format.

    `has_log` tells whether the file `-wal` was there, which a killed server leaves.
    """

    def read(pragma: str) -> object:
        return connection.execute(f"PRAGMA {pragma}").fetchone()[0]

    if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        return
    if read("application_id") != _APPLICATION or read("quick_check") != "ok":
        raise sqlite3.DatabaseError
    if read("user_version") != FORMAT:
        raise DataUnusable(f"the data in {folder} was written by another version of Gazette; {AGAIN}")
    in_use = connection.execute("SELECT count(*) FROM records WHERE kind = 'server'").fetchone()[0]
    if in_use and not has_log:
        raise sqlite3.DatabaseError


def _erase(folder: Path) -> None:
    """Delete the database, but not that of a running server. Other files in the folder are not ours."""
    try:
        _open(folder).close()
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            raise _in_use(folder) from None
    except DataUnusable:
        pass  # deleted for this reason
    for name in _FILES:
        (folder / name).unlink(missing_ok=True)
