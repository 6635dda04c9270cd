"""An import of redirects: the whole file is checked before the first write."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.redirects.lines import LineWrong, parse_line, read_lines
from cli.redirects.old_paths import OldPaths
from cli.redirects.plan import Plan, Redirect
from cli.redirects.stored import PART, WRITERS, StoredRedirects
from cli.scratch import split

if TYPE_CHECKING:
    from gazette.jobs.model import Job

MAX_ERRORS = 100
"""Errors that are printed."""

NEW, REPLACED, PRESENT, DUPLICATE, CHANGED = (
    "new",
    "replaced",
    "there already",
    "twice in the file",
    "changed meanwhile",
)


class Errors:
    """Counts the errors of a file, and prints the first of them to standard error."""

    def __init__(self) -> None:
        self.count = 0

    def add(self, error: LineWrong) -> None:
        self.count += 1
        if self.count <= MAX_ERRORS:
            print(error, file=sys.stderr)

    def add_all(self, errors: Iterable[LineWrong]) -> None:
        for error in errors:
            self.add(error)


@dataclass
class Import:
    """One run over a file. `outcomes` counts redirects. Without `replace` a path that leads elsewhere is an error."""

    plan: Plan
    old_paths: OldPaths
    stored: StoredRedirects
    replace: bool = False
    errors: Errors = field(default_factory=Errors)
    outcomes: Counter[str] = field(default_factory=Counter)

    def read(self, path: Path) -> None:
        """Check what the file alone shows. Raises OSError."""
        for line in read_lines(path, lambda record: parse_line(record, self.old_paths)):
            try:
                if isinstance(line, LineWrong):
                    raise line
                self.outcomes[DUPLICATE] += not self.plan.add(line)
            except LineWrong as error:
                self.errors.add(error)
        self.errors.add_all(self.plan.follow_targets())

    def compare(self) -> Iterator[Job]:
        """Check the file against the table, and count what is to be done. The jobs are states of the progress bar."""
        total, done = self.plan.count_ends() + self.plan.count(), 0
        yield make_state(0, total)
        for ends in split(self.plan.list_ends(), PART):
            self.plan.set_articles(self._find_articles(ends))
            done += len(ends)
            yield make_state(done, total)
        self.errors.add_all(self.plan.list_unknown())
        for redirects in split(self.plan.list_redirects(), PART):
            self._compare(redirects)
            done += len(redirects)
            yield make_state(done, total)
        yield make_state(total, total, status="done")

    def write(self) -> Iterator[Job]:
        """Store what is new or changed."""
        total, done = self.outcomes[NEW] + self.outcomes[REPLACED], 0
        self.outcomes[NEW] = self.outcomes[REPLACED] = 0
        yield make_state(0, total)
        changes = (redirect for redirect in self.plan.list_redirects() if redirect.stored != redirect.id)
        with ThreadPoolExecutor(WRITERS) as pool:
            for redirects in split(changes, PART):
                self.outcomes.update(pool.map(self._write, redirects))
                done += len(redirects)
                yield make_state(done, total)
        yield make_state(total, total, status="done")

    def _find_articles(self, ends: Sequence[str]) -> Iterator[tuple[str, str]]:
        """(end, id) of ends that are articles: by id, by the path of the page, or by an older redirect."""
        addresses = {end: self.old_paths.find_article_address(end) if end.startswith("/") else end for end in ends}
        items = self.stored.load([*ends, *filter(None, addresses.values())])
        for end, address in addresses.items():
            id = items.get(address or "", {}).get("id") or items.get(end, {}).get("moved_to")
            if id:
                yield end, id

    def _compare(self, redirects: Sequence[Redirect]) -> None:
        addresses = {one.path: self.old_paths.find_article_address(one.path) for one in redirects}
        items = self.stored.load([*addresses, *filter(None, addresses.values())])
        self.plan.set_stored((path, items[path]["moved_to"]) for path in addresses if path in items)
        for redirect in redirects:
            stored = items.get(redirect.path, {}).get("moved_to")
            if "id" in items.get(addresses[redirect.path] or "", {}):
                self.errors.add(LineWrong(redirect.line, "the path is or was that of an article itself"))
            elif stored and stored != redirect.id and not self.replace:
                self.errors.add(LineWrong(redirect.line, f"the path leads to {stored} already (--replace changes it)"))
            else:
                self.outcomes[NEW if not stored else PRESENT if stored == redirect.id else REPLACED] += 1

    def _write(self, redirect: Redirect) -> str:
        if not self.stored.put(redirect):
            return CHANGED
        return REPLACED if redirect.stored else NEW


def make_state(done: int, total: int, *, status: Any = "running") -> Job:
    from gazette.jobs.model import Job

    return Job("redirects", "", {}, done=done, total=total, unit="redirects", status=status)
