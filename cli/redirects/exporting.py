"""An export: all redirects in the order of their paths. A temporary database sorts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cli.csv_files import write_rows
from cli.redirects.importing import make_state
from cli.redirects.lines import HEADER
from cli.redirects.stored import StoredRedirects
from cli.scratch import open_scratch

if TYPE_CHECKING:
    from gazette.jobs.model import Job


def export_redirects(stored: StoredRedirects, path: Path) -> Iterator[Job]:
    """Write the file. The jobs are states of the progress bar, which counts items of the table; `done` of the last one
    is the number of redirects. An interrupted export leaves the former file.
    """
    total, read = stored.estimate_items(), 0
    yield make_state(0, total)
    with open_scratch("CREATE TABLE redirects (path TEXT PRIMARY KEY, id TEXT) WITHOUT ROWID") as database:
        for count, redirects in stored.scan():
            database.executemany("INSERT OR REPLACE INTO redirects VALUES (?, ?)", redirects)
            read += count
            yield make_state(read, max(total, read))
        unfinished = path.with_name(f"{path.name}.unfinished")
        try:
            with unfinished.open("w", encoding="utf-8", newline="") as file:
                write_rows(file, [HEADER])
                write_rows(file, database.execute("SELECT path, id FROM redirects ORDER BY path"))
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        [(count,)] = database.execute("SELECT COUNT(*) FROM redirects")
    yield make_state(count, count, status="done")
