"""The redirects of a file, in a temporary database: where each path leads in the end, and what the table has of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from cli.redirects.lines import Line, LineWrong

LOOP = ""
"""End of a path that leads into a loop."""
SHOWN = 5
"""Lines of a loop that its error names."""
_PART = 1_000


class Redirect(NamedTuple):
    """`id` is that of the article, `stored` the id that the table has for the path, empty without one."""

    path: str
    line: int
    id: str
    stored: str


class Plan:
    """The lines of a file by their path.

    `target` is what the line says, and `end` what it leads to over other lines: an id, a path that no line has, or
    `LOOP`. `articles` has the id of the article of each end that is one.
    """

    TABLES = (
        "CREATE TABLE redirects (path TEXT PRIMARY KEY, line INTEGER, target TEXT, end TEXT, stored TEXT DEFAULT '') "
        "WITHOUT ROWID",
        "CREATE INDEX by_end ON redirects (end)",
        "CREATE TABLE articles (end TEXT PRIMARY KEY, id TEXT) WITHOUT ROWID",
    )

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def add(self, line: Line) -> bool:
        """Whether the path is new. Raises `LineWrong` if a former line leads it elsewhere."""
        values = (line.path, line.number, line.target, None if line.target.startswith("/") else line.target)
        insert = "INSERT OR IGNORE INTO redirects (path, line, target, end) VALUES (?, ?, ?, ?)"
        if self._database.execute(insert, values).rowcount:
            return True
        [(first, target, _)] = self._find(line.path)
        if target != line.target:
            raise LineWrong(line.number, f"the path of line {first} again, with another article")
        return False

    def follow_targets(self) -> Iterator[LineWrong]:
        """Find the ends of targets that are paths. Yields loops, and the lines that lead into one."""
        for (path,) in self._page("SELECT path FROM redirects WHERE end IS NULL AND path > ?"):
            yield from self._follow(path)

    def _follow(self, path: str) -> Iterator[LineWrong]:
        chain: dict[str, int] = {}
        loop: list[int] = []
        end = None
        while end is None:
            found = self._find(path)
            if not found:
                end = path
            elif path in chain:
                end, loop = LOOP, list(chain.values())[list(chain).index(path) :]
                yield _describe_loop(loop)
            else:
                [(line, target, end)] = found
                if end is None:
                    chain[path], path = line, target
        if end == LOOP:
            yield from (LineWrong(line, "it leads into a loop") for line in chain.values() if line not in loop)
        self._database.executemany("UPDATE redirects SET end = ? WHERE path = ?", [(end, path) for path in chain])

    def count(self) -> int:
        [(count,)] = self._database.execute("SELECT COUNT(*) FROM redirects")
        return int(count)

    def count_ends(self) -> int:
        [(count,)] = self._database.execute("SELECT COUNT(DISTINCT end) FROM redirects")
        return int(count)

    def list_ends(self) -> Iterator[str]:
        """All ends, each once."""
        return (end for (end,) in self._page("SELECT DISTINCT end FROM redirects WHERE end > ?", "end"))

    def set_articles(self, ids: Iterable[tuple[str, str]]) -> None:
        """The articles of some ends: (end, id)."""
        self._database.executemany("INSERT INTO articles VALUES (?, ?)", ids)

    def list_unknown(self) -> Iterator[LineWrong]:
        """Lines whose end is no article."""
        unknown = "SELECT line, end FROM redirects WHERE end NOT IN (SELECT end FROM articles) ORDER BY line"
        for line, end in self._database.execute(unknown):
            if end.startswith("/"):
                yield LineWrong(line, f"neither a line nor an article has the path {end}")
            else:
                yield LineWrong(line, f"no article with the id {end} was ever published")

    def list_redirects(self) -> Iterator[Redirect]:
        """The redirects whose article is known."""
        query = "SELECT path, line, id, stored FROM redirects JOIN articles USING (end) WHERE path > ?"
        return (Redirect(*row) for row in self._page(query))

    def set_stored(self, ids: Iterable[tuple[str, str]]) -> None:
        """The ids that the table has for some paths: (path, id)."""
        update = "UPDATE redirects SET stored = ? WHERE path = ?"
        self._database.executemany(update, ((id, path) for path, id in ids))

    def _find(self, path: str) -> list[tuple[int, str, str | None]]:
        """Line, target and end of a path; empty if no line has it."""
        return self._database.execute("SELECT line, target, end FROM redirects WHERE path = ?", (path,)).fetchall()

    def _page(self, query: str, column: str = "path") -> Iterator[tuple[Any, ...]]:
        """The rows of a query for what is greater than `?`, in parts, so that they may be changed meanwhile."""
        last = ""
        while rows := self._database.execute(f"{query} ORDER BY {column} LIMIT {_PART}", (last,)).fetchall():
            yield from rows
            last = rows[-1][0]


def _describe_loop(lines: list[int]) -> LineWrong:
    first, *others = sorted(lines)
    names = ", ".join(map(str, others[:SHOWN])) + (f" and {len(others) - SHOWN} more" if len(others) > SHOWN else "")
    return LineWrong(first, f"it and line{'s' if others[1:] else ''} {names} lead to each other in a loop")
