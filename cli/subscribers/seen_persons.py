"""Persons of a file that were seen before."""

import sqlite3


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
