"""A bank's sheet as the bank published it: exact Decimals with the bank's own digits.

`rate` and `bank_change` are for `nominal` units, `per_unit` is for one unit.
These are plain classes, because public functions import the banks' files, and `dataclasses` is slow to import.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from hashlib import sha256

_SIGNED = re.compile(r"[+-]?\d{1,12}(\.\d{1,8})?", re.ASCII)
CURRENCY_CODE = re.compile(r"[A-Z]{3}", re.ASCII)
_NUMERIC = re.compile(r"\d{3}", re.ASCII)
_NOMINAL = re.compile(r"[1-9]\d{0,6}", re.ASCII)


class Unusable(Exception):
    """The answer is not a sheet: HTML, empty, cut off, without the main currencies. The next run requests it again."""


class FaultyRow(Unusable):
    """A row of an answer is no rate of a currency. The sheet is read without it."""


class Rejected(Exception):
    """A guard refuses the sheet. Nothing of it is stored."""


class Rate:
    """One currency of a sheet. `bank_change` is the bank's own change since its sheet before, for the nominal.

    Leaves out names that are not valid text, so that a wrong name does not make the rate invalid. Raises `FaultyRow` if
    code, number or nominal are not those of a currency.
    """

    __slots__ = ("bank_change", "currency", "names", "nominal", "numeric", "per_unit", "rate")

    def __init__(
        self,
        currency: str,
        *,
        numeric: str,
        nominal: str,
        rate: Decimal,
        bank_change: Decimal | None = None,
        names: dict[str, str] | None = None,
    ) -> None:
        if not CURRENCY_CODE.fullmatch(currency) or not _NUMERIC.fullmatch(numeric) or not _NOMINAL.fullmatch(nominal):
            raise FaultyRow(f"{currency[:10]!r} with code {numeric[:10]!r} and nominal {nominal[:10]!r} is no currency")
        self.currency, self.numeric, self.nominal, self.rate = currency, numeric, int(nominal), rate
        self.bank_change = bank_change
        self.names = {lang: name for lang, name in (names or {}).items() if _is_text(name)}
        self.per_unit = rate / self.nominal

    @property
    def content(self) -> str:
        """The rate as a line of text: code, number, nominal, rate, the bank's own change or a dash."""
        return f"{self.currency} {self.numeric} {self.nominal} {self.rate:f} {_format_change(self.bank_change)}"

    def per(self, nominal: int) -> Decimal:
        """The rate for `nominal` units."""
        return self.rate * nominal / self.nominal


class Sheet:
    """All rates of one date, in the bank's order, by currency.

    `left_out` has the reason for each row of the bank's answer that is no rate, by currency: a code, or what the row
    has in its place.
    """

    __slots__ = ("date", "left_out", "rates")

    def __init__(self, date: date, rates: Iterable[Rate], left_out: dict[str, str] | None = None) -> None:
        self.date = date
        self.rates = {rate.currency: rate for rate in rates}
        self.left_out = left_out or {}

    def is_same(self, other: Sheet) -> bool:
        """Whether another publication of the same date has the same rates, and the same rows that are none."""
        return self.hash == other.hash and self.left_out.keys() == other.left_out.keys()

    def complete(self, other: Sheet) -> Sheet:
        """This sheet with the rates of another publication of the same date, for currencies that are left out here."""
        kept = [other.rates[code] for code in self.left_out if code in other.rates]
        return Sheet(self.date, [*self.rates.values(), *kept], self.left_out) if kept else self

    @property
    def content(self) -> str:
        """The sheet as text, a line per currency."""
        return "\n".join(rate.content for rate in self.rates.values())

    @property
    def hash(self) -> str:
        """SHA-256 of the content, without regard to the order of lines and to zeros at the end of decimals.

        A bank may publish 4.8320 in one place and 4.832 in another.
        """
        lines = sorted(_strip_zeros(line) for line in self.content.split("\n"))
        return sha256("\n".join(lines).encode()).hexdigest()

    @classmethod
    def from_content(cls, date: date, content: str, left_out: dict[str, str] | None = None) -> Sheet:
        """The sheet with this content; it has no names."""
        lines = (line.split(" ") for line in content.split("\n"))
        return cls(
            date,
            (
                Rate(code, numeric=numeric, nominal=nominal, rate=Decimal(rate), bank_change=parse_change(change))
                for code, numeric, nominal, rate, change in lines
            ),
            left_out,
        )


def parse_change(text: object) -> Decimal | None:
    """A signed decimal number. None for any other value, because a bank's own change is only compared."""
    return Decimal(text) if isinstance(text, str) and _SIGNED.fullmatch(text.strip()) else None


def _is_text(name: str) -> bool:
    """Whether UTF-8 can encode the name. JSON may contain half of a surrogate pair."""
    return not any("\ud800" <= letter <= "\udfff" for letter in name)


def _strip_zeros(line: str) -> str:
    """A line of the content, without zeros at the end of its decimals."""
    return " ".join(part.rstrip("0").rstrip(".") if "." in part else part for part in line.split(" "))


def _format_change(value: Decimal | None) -> str:
    return "-" if value is None else f"{value:f}"
