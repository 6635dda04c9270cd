"""The first pass over a file: every line, what its records name, and whether the stack has the same or something else.

Nothing is written. All errors are found, each with its line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from cli.moving.files import FileWrong, check_folder
from cli.moving.importing.article_checks import ArticleChecks
from cli.moving.importing.comparing import Comparison
from cli.moving.importing.file_header import NoExport, check_header, describe_no_header
from cli.moving.importing.lines import MAX_LINE, Line, read_lines
from cli.moving.importing.record_checks import RecordChecks
from cli.moving.importing.scratch import Scratch
from cli.moving.importing.unreadable_lines import describe_unreadable, guess_names
from cli.moving.problems import Problems
from cli.moving.records import AnyRecord, ArticleRecord, End, Header, Record, RevisionRecord, UseRecord, parse_record
from cli.moving.stack import Stack
from gazette.errors import GazetteError

if TYPE_CHECKING:
    from gazette.jobs.model import Job

LINES_A_STATE = 200
"""Lines between two states of the progress bar."""


@dataclass
class Check:
    """Reads a file once. `scratch` then has its records, `problems` its errors."""

    folder: Path
    path: Path
    stack: Stack
    scratch: Scratch
    comparison: Comparison
    with_files: bool = True
    problems: Problems = field(default_factory=Problems)

    def __post_init__(self) -> None:
        self._articles = ArticleChecks(self.stack, self.scratch, self.comparison, self.problems)
        self._records = RecordChecks(self.stack, self.scratch, self.folder if self.with_files else None)
        self._count = 0
        self._is_complete = True
        """Whether all lines could be read, so that what others name must be in the file."""

    def run(self) -> Iterator[Job]:
        """Check the whole file. The jobs are states of the progress bar only. Raises `NoExport`, OSError."""
        from gazette.jobs.model import Job

        size = self.path.stat().st_size
        if self.with_files:
            self._check_folder()
        for line in self._read_records():
            if self._count % LINES_A_STATE == 0:
                yield Job("import", "", {}, done=line.start, total=size, unit="bytes", status="running")
        self.comparison.finish()
        self.scratch.forget_stories_with_members()
        if self._is_complete:
            for number, error in self.scratch.list_broken_links():
                self.problems.add(number, error)
        self.problems.finish()
        yield Job("import", "", {}, done=size, total=size, unit="bytes", status="done")

    def _check_folder(self) -> None:
        try:
            check_folder(self.folder)
        except FileWrong as error:
            raise NoExport(str(error)) from None

    def _read_records(self) -> Iterator[Line]:
        """Check each line, and whether the file ends with its last record."""
        is_ended, line = False, None
        for line in read_lines(self.path):
            if is_ended:
                self.problems.add(line.number, "there is something behind the last record")
                return
            record = self._parse(line)
            if isinstance(record, End):
                is_ended = True
                self._end(line, record)
            elif record is not None:
                self._check(line, record)
            self._count += 1
            yield line
        if line is None:
            raise NoExport("it is empty")
        if not is_ended:
            self._is_complete = False
            self._articles.give_up(line)
            self.problems.add(line.number, "the file ends here without its last record: it was cut off")

    def _parse(self, line: Line) -> AnyRecord | None:
        """None for a line with errors, which are noted."""
        if line.is_too_long:
            self._is_complete = False
            self._articles.give_up(line)
            self.problems.add(line.number, f"it is longer than {MAX_LINE:,} bytes")
            return None
        try:
            record = parse_record(line.text)
        except (ValidationError, GazetteError) as error:
            if line.number == 1:
                raise describe_no_header(line.text) from None
            self._refuse(line, error)
            return None
        if line.number == 1:
            check_header(record)
            return None
        return record

    def _refuse(self, line: Line, error: ValidationError | GazetteError) -> None:
        """A line that is no record. One error does not make errors of all that belongs to what the line defines."""
        names = guess_names(line.text)
        self._is_complete = self._is_complete and names is not None
        self.scratch.excuse(names or ())
        self._articles.give_up(line)
        if names is not None or line.has_end:  # else the file was cut within this line
            self.problems.add(line.number, *describe_unreadable(line.text, error))

    def _end(self, line: Line, end: End) -> None:
        self._articles.end(line)
        if end.records != self._count:
            self.problems.add(line.number, f"{self._count:,} records are before it, not {end.records:,}")

    def _check(self, line: Line, record: Header | Record) -> None:
        if isinstance(record, RevisionRecord):
            self._articles.add_revision(line, record)
            return
        self._articles.end(line)
        if isinstance(record, Header):
            self.problems.add(line.number, "only the first line is a header")
            return
        if isinstance(record, ArticleRecord):
            self._articles.begin(line, record)
        if not isinstance(record, UseRecord):  # uses are written together, with those that follow from articles
            self.scratch.add_line(line.number, line.start, record.type)
        errors = self._records.check(line.number, record)
        self.problems.add(line.number, *errors)
        if not errors:
            self.comparison.add(line.number, record)
