"""What a bank's sheet is, as the bank printed it: exact Decimals with the bank's own digits.

`rate` and `change` are per `nominal`, `per_unit` is per one.
Plain classes, because the banks' files are read by public functions too, and `dataclasses` would cost them dearly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from hashlib import sha256

_PLAIN = re.compile(r"\d{1,12}(\.\d{1,8})?", re.ASCII)
_SIGNED = re.compile(r"[+-]?\d{1,12}(\.\d{1,8})?", re.ASCII)
_CODE = re.compile(r"[A-Z]{3}", re.ASCII)
_NUMERIC = re.compile(r"\d{3}", re.ASCII)
_NOMINAL = re.compile(r"[1-9]\d{0,6}", re.ASCII)


class Unusable(Exception):
    """The answer is no sheet: HTML, empty, cut off, without the main currencies. The next run asks again."""


class Rejected(Exception):
    """A sheet that a guard refuses. Nothing of it is stored."""


class Rate:
    """One row as the bank printed it. `bank_change` is the bank's own difference to its sheet before, per nominal.

    A name that no text can be made of is left out: it is no figure, and costs the day none.
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
        if not _CODE.fullmatch(currency) or not _NUMERIC.fullmatch(numeric) or not _NOMINAL.fullmatch(nominal):
            raise Rejected(f"{currency[:10]!r} with code {numeric[:10]!r} and nominal {nominal[:10]!r} is no currency")
        self.currency, self.numeric, self.nominal, self.rate = currency, numeric, int(nominal), rate
        self.bank_change = bank_change
        self.names = {lang: name for lang, name in (names or {}).items() if _is_text(name)}
        self.per_unit = rate / self.nominal

    def per(self, nominal: int) -> Decimal:
        """The rate of so many units."""
        return self.rate * nominal / self.nominal


class Sheet:
    """All rates of one date, in the bank's order, by currency."""

    __slots__ = ("date", "rates")

    def __init__(self, date: date, rows: Iterable[Rate]) -> None:
        self.date = date
        self.rates: dict[str, Rate] = {}
        for row in rows:
            if row.currency in self.rates:
                raise Rejected(f"{row.currency} stands there twice")
            self.rates[row.currency] = row

    @property
    def content(self) -> str:
        """What the bank said, one line a currency: code, number, nominal, rate, its own difference (or a dash)."""
        return "\n".join(
            f"{row.currency} {row.numeric} {row.nominal} {row.rate:f} {_or_dash(row.bank_change)}"
            for row in self.rates.values()
        )

    @property
    def hash(self) -> str:
        """SHA-256 of the content, whatever the order of its rows, and however many zeros end its numbers: a bank
        may print 4.8320 in one place and 4.832 in another."""
        lines = sorted(_without_zeros(line) for line in self.content.split("\n"))
        return sha256("\n".join(lines).encode()).hexdigest()

    @classmethod
    def of(cls, date: date, content: str) -> Sheet:
        """The sheet that wrote such a content; names are not part of it."""
        rows = (line.split(" ") for line in content.split("\n"))
        return cls(
            date,
            (
                Rate(code, numeric=numeric, nominal=nominal, rate=Decimal(rate), bank_change=optional_amount(change))
                for code, numeric, nominal, rate, change in rows
            ),
        )


def positive(text: str, currency: str) -> Decimal:
    """A rate as a plain decimal number; `Rejected` for anything else, also for `1e5`."""
    if not _PLAIN.fullmatch(text) or not Decimal(text):
        raise Rejected(f"{currency[:10]!r} has the rate {text[:20]!r}")
    return Decimal(text)


def optional_amount(text: object) -> Decimal | None:
    """A signed decimal number, or None: a bank's own difference is compared, not relied upon."""
    return Decimal(text) if isinstance(text, str) and _SIGNED.fullmatch(text.strip()) else None


def _is_text(name: str) -> bool:
    """Whether UTF-8 can write it: JSON may have half of a surrogate pair in it."""
    return not any("\ud800" <= letter <= "\udfff" for letter in name)


def _without_zeros(line: str) -> str:
    """A line of the content whose numbers end in no zero behind the point."""
    return " ".join(part.rstrip("0").rstrip(".") if "." in part else part for part in line.split(" "))


def _or_dash(value: Decimal | None) -> str:
    return "-" if value is None else f"{value:f}"
