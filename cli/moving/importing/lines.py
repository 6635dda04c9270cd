"""Reads the lines of an export, one after the other or at a place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cli.moving.records import AnyRecord, ArticleRecord, RevisionRecord, parse_record

MAX_LINE = 8_000_000
"""Bytes. The longest line is a revision with the longest body, each character of which has an escape."""


@dataclass(frozen=True)
class Line:
    """`number` counts from 1, `start` is the place in the file. `text` lacks its line feed if the file is cut there."""

    number: int
    start: int
    text: bytes

    @property
    def is_too_long(self) -> bool:
        return len(self.text) > MAX_LINE

    @property
    def has_end(self) -> bool:
        return self.text.endswith(b"\n")


def read_lines(path: Path) -> Iterator[Line]:
    """All lines. One that is too long has only its beginning. Raises OSError."""
    with path.open("rb") as file:
        number, start = 0, 0
        while text := file.readline(MAX_LINE + 1):
            number += 1
            yield Line(number, start, text)
            while text and not text.endswith(b"\n"):
                text = file.readline(MAX_LINE)
            start = file.tell()


def read_record(path: Path, start: int) -> AnyRecord:
    """The record at a place of a file that was checked."""
    with path.open("rb") as file:
        file.seek(start)
        return parse_record(file.readline())


def read_revisions(path: Path, start: int) -> Iterator[RevisionRecord]:
    """The revisions of the article at a place of a file that was checked. One at a time is in memory."""
    with path.open("rb") as file:
        file.seek(start)
        article = parse_record(file.readline())
        assert isinstance(article, ArticleRecord)  # noqa: S101 (the check has noted the place)
        for _ in range(article.revisions):
            revision = parse_record(file.readline())
            assert isinstance(revision, RevisionRecord)  # noqa: S101 (checked)
            yield revision
