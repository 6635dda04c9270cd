"""A removal of redirects: the whole file is checked before the first one is removed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cli.redirects.importing import Errors, make_state
from cli.redirects.lines import Line, parse_first_cell, read_lines
from cli.redirects.stored import PART, WRITERS, StoredRedirects
from cli.scratch import split

if TYPE_CHECKING:
    from gazette.jobs.model import Job

REMOVED, ABSENT = "removed", "not there"


@dataclass
class Removal:
    """One run over a file, of which only the first column counts. Without `writing` nothing is removed."""

    path: Path
    stored: StoredRedirects
    writing: bool = False
    errors: Errors = field(default_factory=Errors)
    outcomes: Counter[str] = field(default_factory=Counter)
    total: int = 0

    def check(self) -> None:
        """Count the lines and the errors. Raises OSError."""
        for line in read_lines(self.path, parse_first_cell):
            self.total += 1
            if not isinstance(line, Line):
                self.errors.add(line)

    def run(self) -> Iterator[Job]:
        """Remove, or count what a removal would do. The jobs are states of the progress bar."""
        lines = read_lines(self.path, parse_first_cell)
        paths = (line.path for line in lines if isinstance(line, Line))
        yield make_state(0, self.total)
        with ThreadPoolExecutor(WRITERS) as pool:
            for part in split(paths, PART):
                removed = pool.map(self.stored.remove, part) if self.writing else self._find(part)
                self.outcomes.update(REMOVED if one else ABSENT for one in removed)
                yield make_state(self.outcomes.total(), self.total)
        yield make_state(self.total, self.total, status="done")

    def _find(self, paths: Sequence[str]) -> list[bool]:
        items = self.stored.load(paths)
        return [path in items for path in paths]
