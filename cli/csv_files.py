"""CSV files (RFC 4180, UTF-8), safe for spreadsheet programs.

A program takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a line break for a formula. Such a cell is written
with an apostrophe before it, and read without it. A cell that has apostrophes there already gets one more, so that each
cell comes back as it was.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_DELIMITERS = (",", ";", "\t")
_NO_UTF_8 = re.compile(r"[\ud800-\udfff\0]")
"""What bytes become that are no UTF-8, and what is in every file of UTF-16."""


class FileUnreadable(Exception):
    """The file is no CSV file of the expected kind."""


@dataclass(frozen=True)
class Record:
    """The cells of a record, as they are in the file, and the line on which it begins. `problem` says why it cannot be
    read."""

    line: int
    cells: list[str]
    problem: str = ""


@dataclass(frozen=True)
class Row:
    """`line` is the line on which the row begins. `cells` are by the name of their column, in lower case, as they are
    in the file. `problem` says why a row cannot be read."""

    line: int
    cells: dict[str, str]
    problem: str = ""


def protect(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unprotect(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def write_rows(file: IO[str], rows: Iterable[Iterable[str]]) -> None:
    """Write rows, of which the first one names the columns. `file` must not translate line ends (`newline=""`)."""
    writer = csv.writer(file, lineterminator="\r\n")
    for row in rows:
        writer.writerow([protect(cell) for cell in row])


def read_rows(path: Path, required: str) -> Iterator[Row]:
    """The rows below the names of the columns, of which `required` is one. Empty lines are left out.

    A byte order mark is allowed, and so are semicolons or tabs instead of commas: the first line decides. Raises
    `FileUnreadable`, and OSError.
    """
    records = read_records(path)
    names = _read_names(next(records, None), required)
    for record in records:
        row = _name_cells(record, names)
        if row.problem or any(row.cells.values()):
            yield row


def read_records(path: Path) -> Iterator[Record]:
    """All records of a file, of which none need be names of columns. After a faulty one the next line begins another.

    Empty lines are left out. The form of the file is that of `read_rows`. Raises OSError.
    """
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        reader = csv.reader(file, delimiter=_find_delimiter(file), strict=True)
        line = reader.line_num + 1
        while (record := _read_record(reader, line)) is not None:
            if record.problem or record.cells:
                yield record
            line = reader.line_num + 1


def _find_delimiter(file: IO[str]) -> str:
    first = file.readline()
    file.seek(0)
    return max(_DELIMITERS, key=lambda delimiter: (first.count(delimiter), -_DELIMITERS.index(delimiter)))


def _read_record(reader: Iterator[list[str]], line: int) -> Record | None:
    """The next record, None at the end."""
    try:
        cells = next(reader, None)
    except csv.Error as error:
        return Record(line, [], f"no CSV ({error})")
    if cells is None:
        return None
    if _NO_UTF_8.search("".join(cells)):
        return Record(line, [], "not in UTF-8")
    return Record(line, [unprotect(cell) for cell in cells])


def _read_names(record: Record | None, required: str) -> list[str]:
    if record is not None and record.problem:
        raise FileUnreadable(f"line {record.line}: {record.problem}")
    names = [re.sub(r"[\s.-]+", "_", cell.strip().lower()) for cell in (record.cells if record else [])]
    if required not in names:
        raise FileUnreadable(f"its first line names no column {required}")
    if len(set(names)) < len(names):
        raise FileUnreadable("its first line names a column twice")
    return names


def _name_cells(record: Record, names: list[str]) -> Row:
    if record.problem:
        return Row(record.line, {}, record.problem)
    if len(record.cells) != len(names):
        return Row(record.line, {}, f"{len(record.cells)} cells, and the first line has {len(names)}")
    return Row(record.line, dict(zip(names, record.cells, strict=True)))
