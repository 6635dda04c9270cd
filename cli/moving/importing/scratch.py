"""What an import knows of the file: where its records are, what they name, and what is to be done with them.

It is in a temporary database on the disk, so that the memory does not grow with the file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

TABLES = (
    "CREATE TABLE lines (number INTEGER PRIMARY KEY, start INTEGER, type TEXT, outcome TEXT)",
    "CREATE TABLE names (kind TEXT, name TEXT, line INTEGER, PRIMARY KEY (kind, name)) WITHOUT ROWID",
    "CREATE TABLE links (line INTEGER, kind TEXT, name TEXT, described TEXT)",
    "CREATE TABLE excused (name TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE uses (picture TEXT, user TEXT, PRIMARY KEY (picture, user)) WITHOUT ROWID",
    "CREATE TABLE members (line INTEGER PRIMARY KEY, article TEXT, story TEXT, rendered_at TEXT)",
    "CREATE INDEX members_by_story ON members (story)",
    "CREATE TABLE stories (id TEXT PRIMARY KEY, version INTEGER) WITHOUT ROWID",
)
NEW = "new"


@dataclass(frozen=True)
class StoryInFile:
    """The published articles of a story in the file, with the times of their present forms.

    `first_version` is the version of the story's item with the first of them, so that it has the recorded one with the
    last.
    """

    first_version: int
    rendered_at: Mapping[str, str]


class Scratch:
    """`names` are what the file defines, `links` what it names. `members` are published articles of stories."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def add_line(self, number: int, start: int, type: str) -> None:
        self._database.execute("INSERT INTO lines VALUES (?, ?, ?, ?)", (number, start, type, NEW))

    def set_outcome(self, number: int, outcome: str) -> None:
        self._database.execute("UPDATE lines SET outcome = ? WHERE number = ?", (outcome, number))

    def count(self) -> dict[tuple[str, str], int]:
        """Numbers of records by (type, outcome)."""
        query = "SELECT type, outcome, COUNT(*) FROM lines GROUP BY 1, 2 ORDER BY min(number)"
        return {(type, outcome): count for type, outcome, count in self._database.execute(query)}

    def list_names(self, type: str, outcome: str, limit: int) -> list[str]:
        """The names of the first records of a type with an outcome; the line of one that has no name."""
        query = (
            "SELECT coalesce(name, 'line ' || number) FROM lines "
            "LEFT JOIN names ON names.line = number AND kind = type "
            "WHERE type = ? AND outcome = ? ORDER BY number LIMIT ?"
        )
        return [name for (name,) in self._database.execute(query, (type, outcome, limit))]

    def list_new(self, type: str, size: int) -> Iterator[list[tuple[int, int]]]:
        """(number, start) of the lines of a type that are to be written, in pages."""
        query = "SELECT number, start FROM lines WHERE type = ? AND outcome = ? AND number > ? ORDER BY number LIMIT ?"
        last = 0
        while rows := self._database.execute(query, (type, NEW, last, size)).fetchall():
            yield rows
            last = rows[-1][0]

    def define(self, kind: str, name: str, line: int) -> list[str]:
        """Note that a line defines a name. Returns the error if another line has done so."""
        added = self._database.execute("INSERT OR IGNORE INTO names VALUES (?, ?, ?)", (kind, name, line))
        if added.rowcount:
            return []
        query = "SELECT line FROM names WHERE kind = ? AND name = ?"
        first = int(self._database.execute(query, (kind, name)).fetchone()[0])
        return [] if first == line else [f"the {kind} {name} is on line {first:,} already"]

    def has(self, kind: str, name: str) -> bool:
        query = "SELECT 1 FROM names WHERE kind = ? AND name = ?"
        return self._database.execute(query, (kind, name)).fetchone() is not None

    def link(self, line: int, kind: str, name: str, described: str) -> None:
        """Note that a line names something that the file must define. `described` is the error if it does not."""
        self._database.execute("INSERT INTO links VALUES (?, ?, ?, ?)", (line, kind, name, described))

    def link_picture(self, line: int, id: str) -> None:
        """Note that readers would see a picture."""
        self.link(line, "ready picture", id, f"there is no picture {id} that is ready")

    def excuse(self, names: Iterable[str]) -> None:
        """Note names of records that have errors of their own: links to them are no errors more."""
        self._database.executemany("INSERT OR IGNORE INTO excused VALUES (?)", [(name,) for name in names])

    def list_broken_links(self) -> Iterator[tuple[int, str]]:
        """(line, error) of each link to what the file does not define."""
        query = (
            "SELECT links.line, described FROM links LEFT JOIN names USING (kind, name) LEFT JOIN excused USING (name) "
            "WHERE names.line IS NULL AND excused.name IS NULL ORDER BY links.line"
        )
        yield from self._database.execute(query)

    def add_use(self, picture: str, user: str) -> None:
        self._database.execute("INSERT OR IGNORE INTO uses VALUES (?, ?)", (picture, user))

    def list_uses(self, size: int) -> Iterator[list[tuple[str, str]]]:
        """(picture, user) in pages, of the pictures that the file has."""
        query = (
            "SELECT picture, user FROM uses JOIN names ON kind = 'picture' AND name = picture "
            "WHERE (picture, user) > (?, ?) ORDER BY picture, user LIMIT ?"
        )
        last: Sequence[Any] = ("", "")
        while rows := self._database.execute(query, (*last, size)).fetchall():
            yield rows
            last = rows[-1]

    def add_member(self, line: int, article: str, story: str, rendered_at: str) -> None:
        self._database.execute(
            "INSERT OR REPLACE INTO members VALUES (?, ?, ?, ?)", (line, article, story, rendered_at)
        )

    def add_story(self, id: str, version: int) -> None:
        self._database.execute("INSERT OR REPLACE INTO stories VALUES (?, ?)", (id, version))

    def load_story(self, line: int) -> StoryInFile:
        """The story of the published article of a line."""
        query = (
            "SELECT other.article, other.rendered_at, version FROM members AS own JOIN members AS other USING (story) "
            "LEFT JOIN stories ON stories.id = story WHERE own.line = ?"
        )
        rows = self._database.execute(query, (line,)).fetchall()
        version = next((version for *_, version in rows if version is not None), len(rows))
        return StoryInFile(max(1, version - len(rows) + 1), {article: at for article, at, _ in rows})

    def forget_stories_with_members(self) -> None:
        """Their items are written with their articles."""
        query = (
            "DELETE FROM lines WHERE number IN "
            "(SELECT line FROM names WHERE kind = 'story' AND name IN (SELECT story FROM members))"
        )
        self._database.execute(query)
