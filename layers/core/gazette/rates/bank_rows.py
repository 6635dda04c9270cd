"""Reads the rows of a bank's answer into a sheet, without the faulty ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from gazette.rates.model import CURRENCY_CODE, FaultyRow, Rate, Rejected, Sheet, Unusable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    Row = TypeVar("Row")

MAX_REASONS = 3
"""A rejection names so many faulty rows."""
_PLAIN = re.compile(r"\d{1,12}(\.\d{1,8})?", re.ASCII)


def read_rows(
    date: date, rows: Iterable[Row], parse: Callable[[Row], Rate], read_code: Callable[[Row], object]
) -> Sheet:
    """The sheet of an answer's rows. Leaves out rows that `parse` refuses, and currencies with two different rates.

    Raises `Rejected` if no row is a rate.
    """
    rates: dict[str, Rate] = {}
    left_out: dict[str, str] = {}
    for number, row in enumerate(rows, 1):
        try:
            rate = parse(row)
        except Unusable as error:  # no failure: the sheet reports the row, and the run counts it
            left_out[_name_row(read_code(row), number)] = str(error)
            continue
        other = rates.setdefault(rate.currency, rate)
        if other.content != rate.content:
            left_out[rate.currency] = f"{rate.currency} stands there twice: {other.rate:f} and {rate.rate:f}"
    if not rates.keys() - left_out.keys():
        raise Rejected(f"no row is a rate: {list_reasons(left_out)}")
    return Sheet(date, (rate for code, rate in rates.items() if code not in left_out), left_out)


def list_reasons(left_out: dict[str, str]) -> str:
    """The reasons for the first faulty rows, at most MAX_REASONS, as one text."""
    return "; ".join([*left_out.values()][:MAX_REASONS])


def parse_rate(text: str, currency: str) -> Decimal:
    """A positive plain decimal number. Raises `FaultyRow` for any other text, also for `1e5`."""
    if not _PLAIN.fullmatch(text) or not Decimal(text):
        raise FaultyRow(f"{currency[:10]!r} has the rate {text[:20]!r}")
    return Decimal(text)


def _name_row(code: object, number: int) -> str:
    """A printable name of a row: its currency's code, what it has in its place, or its number."""
    if not isinstance(code, str) or not code.strip():
        return f"row {number}"
    text = code.strip()
    return text if CURRENCY_CODE.fullmatch(text) else ascii(text[:10])
