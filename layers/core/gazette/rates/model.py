"""What a bank's sheet is, which sheets are refused, which rates are held, and how change is counted.

`rate` and `change` are per `nominal`, `per_unit` is per one; both are exact Decimals with the bank's own digits.
Plain classes, because the banks' files are read by public functions too, and `dataclasses` would cost them dearly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256

from gazette.rates.iso4217 import redenominated
from gazette.rates.keys import AHEAD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gazette.rates.bank import Bank

KEPT_CODES = Decimal("0.9")
"""Share of the former sheet's currencies that a sheet must have."""
TICKS = 3
"""Smallest steps that a rate may always move: for "0.09" one step is 11 %."""

_PLAIN = re.compile(r"\d{1,15}(\.\d{1,10})?", re.ASCII)
_SIGNED = re.compile(r"[+-]?\d{1,15}(\.\d{1,10})?", re.ASCII)
_CODE = re.compile(r"[A-Z]{3}", re.ASCII)
_NUMERIC = re.compile(r"\d{3}", re.ASCII)
_NOMINAL = re.compile(r"[1-9]\d{0,6}", re.ASCII)


class Unusable(Exception):
    """The answer is no sheet: HTML, empty, cut off, without the main currencies. The next run asks again."""


class Rejected(Exception):
    """A sheet that a guard refuses. Nothing of it is stored."""


class Rate:
    """One row as the bank printed it. `bank_change` is the bank's own difference to its sheet before, per nominal."""

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
        self.bank_change, self.names = bank_change, names or {}
        self.per_unit = rate / self.nominal


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
        """SHA-256 of the content, whatever the order of its rows."""
        return sha256("\n".join(sorted(self.content.split("\n"))).encode()).hexdigest()

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


class Quote:
    """One currency as Gazette serves it: the bank's rate, or the last good one while the bank's is held.

    `change` and `percent` belong to the bank's rate (`row`): of a held one they are the candidate's. Both are None
    without a predecessor and across a redenomination. `differs` tells that the bank counted another change.
    """

    __slots__ = ("change", "differs", "held", "per_unit", "percent", "row")

    def __init__(self, row: Rate, *, previous: Decimal | None = None, good: Decimal | None = None) -> None:
        """`previous` is the rate, per unit, that change is counted from; `good` the one that is served instead."""
        self.row, self.held = row, good is not None
        self.per_unit = row.per_unit if good is None else good
        self.change = self.percent = None
        self.differs = False
        if previous is not None:
            before = previous * row.nominal
            change = row.rate - before
            self.change = _digits(change, row.rate)
            self.percent = percent(change, before)
            self.differs = row.bank_change is not None and row.bank_change != change

    @property
    def rate(self) -> Decimal:
        """What is served, per nominal."""
        return _digits(self.per_unit * self.row.nominal, self.row.rate) if self.held else self.row.rate


class Judged:
    """A sheet and what is served instead of its held rates, per unit: all that its successor is judged by."""

    __slots__ = ("good", "sheet")

    def __init__(self, sheet: Sheet, good: dict[str, Decimal]) -> None:
        self.sheet, self.good = sheet, good

    @classmethod
    def by(cls, sheet: Sheet, quotes: Iterable[Quote]) -> Judged:
        return cls(sheet, {quote.row.currency: quote.per_unit for quote in quotes if quote.held})


def guard(sheet: Sheet, bank: Bank, *, asked: date, today: date) -> None:
    """Refuse what cannot be a sheet of this bank for the day that was asked for."""
    missing = [currency for currency in bank.main if currency not in sheet.rates]
    if missing:
        raise Unusable(f"without {', '.join(missing)}")
    if sheet.date > asked:
        raise Rejected(f"dated {sheet.date}, later than the {asked} that was asked for")
    if sheet.date > today + AHEAD:
        raise Rejected(f"dated {sheet.date}, more than {AHEAD.days} days ahead")


def guard_codes(sheet: Sheet, known: Iterable[Sheet]) -> None:
    """Refuse a sheet that lost more than a tenth of the currencies of the one before it, or of the one it replaces."""
    for other in known:
        kept = len(other.rates.keys() & sheet.rates.keys())
        if kept < KEPT_CODES * len(other.rates):
            raise Rejected(f"has only {kept} of the {len(other.rates)} currencies of {other.date}")


def judge(sheet: Sheet, before: Judged | None, bank: Bank) -> list[Quote]:
    """Each currency of a sheet, compared with the sheet published before it."""
    return [_quote(row, sheet.date, before, bank) for row in sheet.rates.values()]


def _quote(row: Rate, day: date, before: Judged | None, bank: Bank) -> Quote:
    """A rate is held when it is far from what the bank printed before and also from what was served then.

    So a jump that the next sheet confirms is released, and counted from the jump; one that it takes back is released
    too, and counted from the last good rate.
    """
    former = before.sheet.rates.get(row.currency) if before is not None else None
    if before is None or former is None or redenominated(row.currency, before.sheet.date, day):
        return Quote(row)
    good = before.good.get(row.currency)
    tick = max(_tick(row), _tick(former)) * row.nominal
    for previous in (former.per_unit, good):
        if previous is not None and not _jumped(row, previous * row.nominal, tick, bank.limit(row.currency)):
            return Quote(row, previous=previous)
    return Quote(row, previous=former.per_unit, good=former.per_unit if good is None else good)


def _jumped(row: Rate, before: Decimal, tick: Decimal, limit: int) -> bool:
    change = abs(row.rate - before)
    return change * 100 > limit * before and change > TICKS * tick


def _tick(row: Rate) -> Decimal:
    """The smallest step of a printed rate, per unit."""
    return Decimal(1).scaleb(_exponent(row.rate)) / row.nominal


def percent(change: Decimal, before: Decimal) -> Decimal:
    """Change in percent of what was before, half-up to two places; never a negative zero."""
    rounded = (change * 100 / before).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)


def positive(text: str, currency: str) -> Decimal:
    """A rate as a plain decimal number; `Rejected` for anything else, also for `1e5`."""
    if not _PLAIN.fullmatch(text) or not Decimal(text):
        raise Rejected(f"{currency[:10]} has the rate {text[:20]!r}")
    return Decimal(text)


def optional_amount(text: object) -> Decimal | None:
    """A signed decimal number, or None: a bank's own difference is compared, not relied upon."""
    return Decimal(text) if isinstance(text, str) and _SIGNED.fullmatch(text.strip()) else None


def _digits(value: Decimal, like: Decimal) -> Decimal:
    """The value with as many digits after the point as `like` has, where that loses nothing."""
    wanted = value.quantize(Decimal(1).scaleb(_exponent(like)))
    return wanted if wanted == value else value


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)  # noqa: S101 (a finite number, by its pattern)
    return exponent


def _or_dash(value: Decimal | None) -> str:
    return "-" if value is None else f"{value:f}"
