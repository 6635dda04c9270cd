"""The first pass over a file: every line, what its records name, and whether the stack has the same or something else.

Nothing is written. All errors are found, each with its line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from cli.moving import record_rules
from cli.moving.files import FileWrong, check_file
from cli.moving.importing.article_checks import ArticleChecks
from cli.moving.importing.comparing import Comparison
from cli.moving.importing.lines import MAX_LINE, Line, read_lines
from cli.moving.importing.scratch import Scratch
from cli.moving.problems import Problems, describe_error
from cli.moving.records import (
    FORMAT,
    AddressRecord,
    AnyRecord,
    ArticleRecord,
    ChangeRecord,
    End,
    FrontRecord,
    Header,
    PictureRecord,
    Record,
    RedirectRecord,
    RevisionRecord,
    SitemapRecord,
    StoryRecord,
    TermRecord,
    UseRecord,
    parse_record,
)
from cli.moving.stack import Stack
from cli.redirects.old_paths import OldPaths
from gazette.errors import GazetteError

if TYPE_CHECKING:
    from gazette.jobs.model import Job

LINES_A_STATE = 200
"""Lines between two states of the progress bar."""


class NoExport(Exception):
    """The file is no export that this command can read. The text says why."""


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
        self._old_paths = OldPaths(self.stack.languages)
        self._articles = ArticleChecks(self.stack, self.scratch, self.comparison, self.problems)

    def run(self) -> Iterator[Job]:
        """Check the whole file. The jobs are states of the progress bar only. Raises `NoExport`, OSError."""
        from gazette.jobs.model import Job

        size, records, end = self.path.stat().st_size, 0, None
        for line in read_lines(self.path):
            if end is not None:
                self.problems.add(line.number, "there is something behind the last record")
                break
            record = self._parse(line)
            if line.number == 1:
                self._check_header(record)
            elif isinstance(record, End):
                end = record
                self._articles.end(line)
                if record.records != records:
                    self.problems.add(line.number, f"{records:,} records are before it, not {record.records:,}")
            elif record is not None:
                self._check(line, record)
            records += 1
            if records % LINES_A_STATE == 0:
                yield Job("import", "", {}, done=line.start, total=size, unit="bytes", status="running")
        if not records:
            raise NoExport("it is empty")
        if end is None:
            self._articles.end(line)
            self.problems.add(line.number, "the file ends here without its last record: it was cut off")
        self.comparison.finish()
        self.scratch.forget_stories_with_members()
        for number, error in self.scratch.list_broken_links():
            self.problems.add(number, error)
        self.problems.finish()
        yield Job("import", "", {}, done=size, total=size, unit="bytes", status="done")

    def _parse(self, line: Line) -> AnyRecord | None:
        """None for a line with errors, which are noted."""
        if line.is_too_long:
            self.problems.add(line.number, f"it is longer than {MAX_LINE:,} bytes")
            return None
        try:
            return parse_record(line.text)
        except (ValidationError, GazetteError) as error:
            if line.number == 1:
                raise _describe_header(line.text) from None
            self._articles.give_up()
            self.problems.add(line.number, *describe_error(error))
            return None

    def _check_header(self, record: AnyRecord | None) -> None:
        if not isinstance(record, Header):
            raise NoExport("its first line is no header of an export")
        if record.format > FORMAT:
            raise _refuse_format(record.format)

    def _check(self, line: Line, record: AnyRecord) -> None:
        if isinstance(record, RevisionRecord):
            self._articles.add_revision(line, record)
            return
        self._articles.end(line)
        if isinstance(record, Header):
            self.problems.add(line.number, "only the first line is a header")
            return
        assert not isinstance(record, End)  # noqa: S101 (the caller has it)
        if not isinstance(record, UseRecord):  # uses are written together, with those that follow from articles
            self.scratch.add_line(line.number, line.start, record.type)
        errors = self._check_record(line, record)
        self.problems.add(line.number, *errors)
        if not errors:
            self.comparison.add(line.number, record)

    def _check_record(self, line: Line, record: Record) -> list[str]:
        """Errors of a record that is no revision. Notes what it defines and names."""
        match record:
            case PictureRecord():
                return self._check_picture(line.number, record)
            case UseRecord():
                self.scratch.link(line.number, "picture", record.picture, f"there is no picture {record.picture}")
                self.scratch.add_use(record.picture, record.by)
            case TermRecord():
                return self._check_term(line.number, record)
            case ArticleRecord():
                self._articles.begin(line, record)
                return self.scratch.define("article", record.id, line.number)
            case AddressRecord():
                return self._check_address(line.number, record)
            case RedirectRecord():
                return self._check_redirect(line.number, record)
            case StoryRecord():
                self.scratch.add_story(record.id, record.version)
                return self.scratch.define("story", record.id, line.number)
            case FrontRecord():
                return self._check_front(line.number, record)
            case SitemapRecord() | ChangeRecord():
                return self._check_language(record.lang)
        return []

    def _check_picture(self, number: int, record: PictureRecord) -> list[str]:
        errors = [*record_rules.check_picture(record, with_files=self.with_files)]
        errors += self.scratch.define("picture", record.id, number)
        if record.picture.renditions:
            self.scratch.define("ready picture", record.id, number)
        if self.with_files and not errors:
            for file in record.files:
                try:
                    check_file(self.folder, file.path, file.model_dump())
                except (FileWrong, OSError) as error:
                    errors.append(str(error))
        return errors

    def _check_term(self, number: int, record: TermRecord) -> list[str]:
        name = f"{record.kind}/{record.slug}"
        if record.merged_into:
            target = f"{record.kind}/{record.merged_into}"
            described = f"there is no {record.kind} {record.merged_into} that was not merged itself"
            self.scratch.link(number, "unmerged term", target, described)
        else:
            self.scratch.define("unmerged term", name, number)
        if record.picture:
            self.scratch.link_picture(number, record.picture)
            self.scratch.add_use(record.picture, f"author/{record.slug}")
        return [*record_rules.check_term(record), *self.scratch.define("term", name, number)]

    def _check_address(self, number: int, record: AddressRecord) -> list[str]:
        if record.moved_to:
            described = f"there is no article {record.moved_to}"
            self.scratch.link(number, "target", record.moved_to, described)
        if record.withdrawn:
            self.scratch.define("target", record.withdrawn.id, number)
        return [
            *record_rules.check_address(record, self.stack.languages),
            *self.scratch.define("address", record.address, number),
        ]

    def _check_redirect(self, number: int, record: RedirectRecord) -> list[str]:
        self.scratch.link(number, "target", record.article, f"there is no article {record.article}")
        errors = self.scratch.define("redirect", record.path, number)
        try:
            if self._old_paths.parse(record.path) != record.path:
                errors.append(f"{record.path!r} is not in the form in which Gazette stores it")
        except ValueError as error:
            errors.append(str(error))
        return errors

    def _check_front(self, number: int, record: FrontRecord) -> list[str]:
        for pin in record.pins:
            described = f"the pinned article {pin.article} is not published in {record.lang}"
            self.scratch.link(number, f"published in {record.lang}", pin.article, described)
        ids = [pin.article for pin in record.pins]
        twice = [f"the article {id} is pinned twice" for id in sorted({id for id in ids if ids.count(id) > 1})]
        return [*twice, *self._check_language(record.lang), *self.scratch.define("front", record.lang, number)]

    def _check_language(self, lang: str) -> list[str]:
        known = self.stack.languages
        return [] if lang in known else [f"the languages of this site are {', '.join(known)}, not {lang!r}"]


def _refuse_format(format: int) -> NoExport:
    return NoExport(
        f"it has format {format}, and this command reads formats up to {FORMAT}; update Gazette on this machine"
    )


def _describe_header(text: bytes) -> NoExport:
    """The error of a first line that is no header of this format. One of a newer format may have other members."""
    with suppress(ValueError, KeyError, TypeError):
        header = json.loads(text)
        if header["type"] == "header" and header["format"] > FORMAT:
            return _refuse_format(int(header["format"]))
    return NoExport("its first line is no header of an export")
