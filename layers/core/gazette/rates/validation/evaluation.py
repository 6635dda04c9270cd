"""How a sheet is judged by the one before it: the change of each rate, and which are held."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from gazette.rates.bank import Bank
from gazette.rates.iso4217 import redenominated
from gazette.rates.model import Rate, Sheet
from gazette.rates.percent import percent_change
from gazette.rates.validation.overrides import Override, effective_override

TICKS = 3
"""Smallest steps that a rate may always move: for "0.09" one step is 11 %."""


class EvaluatedRate:
    """One currency as Gazette serves it: the bank's rate, or the last good one while the bank's is held.

    `change` and `percent` belong to the bank's rate (`row`): of a held one they are the candidate's. Both are None
    without a predecessor and across a redenomination. `differs` tells that the bank counted another change.
    """

    __slots__ = ("change", "differs", "held", "per_unit", "percent", "row")

    def __init__(self, row: Rate, *, previous: Decimal | None = None, good: Decimal | None = None) -> None:
        """`previous` is what change is counted from, per the row's nominal; `good` what is served instead, per unit."""
        self.row, self.held = row, good is not None
        self.per_unit = row.per_unit if good is None else good
        self.change = self.percent = None
        self.differs = False
        if previous is not None:
            change = row.rate - previous
            self.change = _digits(change, row.rate)
            self.percent = percent_change(change, previous)
            self.differs = row.bank_change is not None and row.bank_change != change

    @property
    def rate(self) -> Decimal:
        """What is served, per nominal."""
        return _digits(self.per_unit * self.row.nominal, self.row.rate) if self.held else self.row.rate


class EvaluatedSheet:
    """A sheet and what is served instead of its held rates, per unit: all that its successor is judged by."""

    __slots__ = ("good", "sheet")

    def __init__(self, sheet: Sheet, good: dict[str, Decimal]) -> None:
        self.sheet, self.good = sheet, good

    @classmethod
    def by(cls, sheet: Sheet, quotes: Iterable[EvaluatedRate]) -> EvaluatedSheet:
        return cls(sheet, {quote.row.currency: quote.per_unit for quote in quotes if quote.held})


def evaluate(
    sheet: Sheet, before: EvaluatedSheet | None, bank: Bank, decisions: Sequence[Override] = ()
) -> list[EvaluatedRate]:
    """Each currency of a sheet, compared with the sheet published before it, as the guard or a decision has it. Where
    zeros were struck off the bank's own money between the two, nothing can be compared."""
    if before is not None and redenominated(bank.base, before.sheet.date, sheet.date):
        before = None
    return [
        _quote(row, sheet.date, before, bank.limit(row.currency), effective_override(decisions, row))
        for row in sheet.rates.values()
    ]


def _quote(row: Rate, day: date, before: EvaluatedSheet | None, limit: int, decided: Override | None) -> EvaluatedRate:
    """The guard holds a rate when it is far from what the bank printed before and also from what was served then.

    So a jump that the next sheet confirms is released, and counted from the jump; one that it takes back is released
    too, and counted from the last good rate. A decision outweighs the guard, but cannot hold a rate where nothing
    could be served in its place.
    """
    former = before.sheet.rates.get(row.currency) if before is not None else None
    if before is None or former is None or redenominated(row.currency, before.sheet.date, day):
        return EvaluatedRate(row)
    printed, good = former.per(row.nominal), before.good.get(row.currency)
    tick = max(_tick(row), _tick(former)) * row.nominal
    known = [printed] if good is None else [printed, good * row.nominal]
    near = next((previous for previous in known if not _jumped(row, previous, tick, limit)), None)
    held = near is None if decided is None else decided.held
    served = former.per_unit if good is None else good
    return EvaluatedRate(row, previous=printed if near is None else near, good=served if held else None)


def _jumped(row: Rate, before: Decimal, tick: Decimal, limit: int) -> bool:
    change = abs(row.rate - before)
    return change * 100 > limit * before and change > TICKS * tick


def _tick(row: Rate) -> Decimal:
    """The smallest step of a printed rate, per unit."""
    return Decimal(1).scaleb(_exponent(row.rate)) / row.nominal


def _digits(value: Decimal, like: Decimal) -> Decimal:
    """The value with as many digits after the point as `like` has, where that loses nothing."""
    wanted = value.quantize(Decimal(1).scaleb(_exponent(like)))
    return wanted if wanted == value else value


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)  # noqa: S101 (a finite number, by its pattern)
    return exponent
