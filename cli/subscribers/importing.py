"""An import: reads a file, checks every row, and writes the people in batches."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.csv_files import read_rows
from cli.scratch import open_scratch, split
from cli.subscribers.person import start_audit
from cli.subscribers.rows import ImportOptions, RowWrong, is_not_subscribed, parse_row
from cli.subscribers.seen_persons import SeenPersons

if TYPE_CHECKING:
    from gazette.jobs.model import Job
    from gazette.subscriptions.commands.import_person import ImportedPerson
    from gazette.subscriptions.repository import SubscriberRepository

WRITERS = 8
MAX_KEYS = 100
"""Of one BatchGetItem."""
TRIES = 5

WRONG, DUPLICATE, NOT_SUBSCRIBED = "wrong", "twice in the file", "not subscribed there"


@dataclass
class Import:
    """One run over a file. `outcomes` counts rows, `total` are all of them. Without `writing` nothing is written."""

    path: Path
    options: ImportOptions
    subscribers: SubscriberRepository
    dynamodb: Any
    writing: bool = False
    outcomes: Counter[str] = field(default_factory=Counter)
    total: int = 0

    def check(self) -> None:
        """Count the rows, and print every wrong one to standard error. Raises `FileUnreadable`, and OSError."""
        for _ in self._read(report=True):
            pass

    def run(self) -> Iterator[Job]:
        """Import, or count what an import would do. The jobs are states of the progress bar only."""
        from gazette.jobs.model import Job

        total, size = self.total, max(1, MAX_KEYS // (3 * len(self.options.keyring.keys)))
        self.outcomes.clear()
        yield Job("import", "", {}, total=total, unit="rows", status="running")
        with ThreadPoolExecutor(WRITERS) as pool:
            for batch in split(self._read(), size):
                self.outcomes.update(self._handle(batch, pool))
                yield Job("import", "", {}, done=self.outcomes.total(), total=total, unit="rows", status="running")
        yield Job("import", "", {}, done=total, total=total, unit="rows", status="done")

    def _read(self, *, report: bool = False) -> Iterator[ImportedPerson]:
        """The persons of the right rows, each once. Counts the other rows, and with `report` prints them."""
        self.total = 0
        with open_scratch(SeenPersons.TABLE) as database:
            seen = SeenPersons(database)
            for row in read_rows(self.path, "email"):
                self.total += 1
                if is_not_subscribed(row):
                    self.outcomes[NOT_SUBSCRIBED] += 1
                    continue
                try:
                    person = parse_row(row, self.options)
                except RowWrong as error:
                    self._count(WRONG, str(error), report=report)
                    continue
                if first := seen.add(person.ids[0], row.line):
                    self._count(DUPLICATE, f"line {row.line}: the same person as on line {first}", report=report)
                    continue
                yield person

    def _count(self, outcome: str, message: str, *, report: bool) -> None:
        self.outcomes[outcome] += 1
        if report:
            print(message, file=sys.stderr)

    def _handle(self, persons: Sequence[ImportedPerson], pool: ThreadPoolExecutor) -> list[str]:
        from gazette.subscriptions.commands.import_person import decide

        stored = self._load(persons)
        if not self.writing:
            return [decide(person, stored) for person in persons]
        return list(pool.map(lambda person: self._write(person, stored), persons))

    def _write(self, person: ImportedPerson, stored: dict[tuple[str, str], dict[str, Any]]) -> str:
        """The outcome. Somebody else may be faster: then the person is read again."""
        from gazette.dynamodb.retry import retry
        from gazette.subscriptions.commands.import_person import import_person
        from gazette.subscriptions.optimistic_locking import ProfileChanged

        read = iter([stored])

        def attempt() -> str:
            items = next(read, None)
            items = self._load([person]) if items is None else items
            return import_person(self.subscribers, person, items, start_audit())

        return retry(attempt, ProfileChanged, tries=TRIES)

    def _load(self, persons: Sequence[ImportedPerson]) -> dict[tuple[str, str], dict[str, Any]]:
        """The items that decide, by id and part."""
        from gazette.dynamodb.batch_get import batch_get
        from gazette.dynamodb.items import deserialize, serialize
        from gazette.subscriptions.commands.import_person import READ_PARTS
        from gazette.subscriptions.repository import build_key

        table = self.subscribers.table
        keys = [serialize(build_key(id, part)) for person in persons for id in person.ids for part in READ_PARTS]
        items = map(deserialize, batch_get(self.dynamodb, {table: keys})[table])
        return {(item["subscriber"], item["part"]): item for item in items}
