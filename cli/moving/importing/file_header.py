"""The first line of an export: whether this command can read the file at all."""

from __future__ import annotations

import codecs
import json
from contextlib import suppress

from cli.moving.records import FORMAT, AnyRecord, Header

_MARKS = {
    codecs.BOM_UTF8: "it begins with a byte order mark; save it as UTF-8 without one",
    codecs.BOM_UTF16_LE: "it is UTF-16; save it as UTF-8 without a byte order mark",
    codecs.BOM_UTF16_BE: "it is UTF-16; save it as UTF-8 without a byte order mark",
}


class NoExport(Exception):
    """The file is no export that this command can read. The text says why."""


def check_header(record: AnyRecord) -> None:
    """Raises `NoExport` for a first record of another type or of a newer format."""
    if not isinstance(record, Header):
        raise NoExport("its first line is no header of an export")
    if record.format > FORMAT:
        raise _refuse_format(record.format)


def describe_no_header(text: bytes) -> NoExport:
    """The error of a first line that is no record. A header of a newer format may have other members."""
    for mark, error in _MARKS.items():
        if text.startswith(mark):
            return NoExport(error)
    with suppress(ValueError, KeyError, TypeError):
        header = json.loads(text)
        if header["type"] == "header" and header["format"] > FORMAT:
            return _refuse_format(int(header["format"]))
    return NoExport("its first line is no header of an export")


def _refuse_format(format: int) -> NoExport:
    return NoExport(
        f"it has format {format}, and this command reads formats up to {FORMAT}; update Gazette on this machine"
    )
