"""Lines of a file of redirects: an old path, and an article's id or another path."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cli.csv_files import Record, read_records
from cli.redirects.old_paths import OldPaths, parse_path

HEADER = ["path", "article"]
_ID = re.compile(r"[0-9][0-9A-Z]{25}")


@dataclass(frozen=True)
class Line:
    """`target` is an article's id, or a normalized path."""

    number: int
    path: str
    target: str


class LineWrong(Exception):
    """A line of the file has an error."""

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(f"line {number}: {reason}")


def read_lines(path: Path, parse: Callable[[Record], Line]) -> Iterator[Line | LineWrong]:
    """The lines of a file without its header, or what is wrong with them. Raises OSError."""
    for number, record in enumerate(read_records(path)):
        if number == 0 and [cell.strip().lower() for cell in record.cells[:2]] in (HEADER, HEADER[:1]):
            continue
        try:
            yield parse(record)
        except LineWrong as error:
            yield error


def parse_line(record: Record, old_paths: OldPaths) -> Line:
    """A record of two cells. Raises `LineWrong`."""
    if not record.problem and len(record.cells) != len(HEADER):
        raise LineWrong(record.line, f"{len(record.cells)} cells, and not a path and an article")
    path = _parse_path(record, old_paths.parse)
    target = record.cells[1].strip()
    if not target.startswith("/"):
        if not _ID.fullmatch(target):
            raise LineWrong(record.line, f"“{target[:50]}” is neither an article's id nor a path")
        return Line(record.line, path, target)
    try:
        target = parse_path(target)
    except ValueError as error:
        raise LineWrong(record.line, f"target: {error}") from None
    if target == path:
        raise LineWrong(record.line, "the path leads to itself")
    return Line(record.line, path, target)


def parse_first_cell(record: Record) -> Line:
    """A record of which only the path counts, even if it cannot have a redirect any more. Raises `LineWrong`."""
    return Line(record.line, _parse_path(record, parse_path), "")


def _parse_path(record: Record, parse: Callable[[str], str]) -> str:
    if record.problem:
        raise LineWrong(record.line, record.problem)
    try:
        return parse(record.cells[0].strip())
    except ValueError as error:
        raise LineWrong(record.line, f"path: {error}") from None
