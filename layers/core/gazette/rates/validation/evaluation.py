"""Evaluates a sheet against the sheet before it: the change of each rate, and which rates are held."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from gazette.rates.bank import Bank
from gazette.rates.iso4217 import was_redenominated
from gazette.rates.model import Rate, Sheet
from gazette.rates.percent import percent_change
from gazette.rates.validation.overrides import Override, find_effective_override

TICKS = 3
"""Number of smallest steps that a rate may always move: for "0.09" one step is 11 %."""


class EvaluatedRate:
    """One currency as Gazette serves it: the bank's rate, or the last good rate while the bank's is held.

    `change` and `percent` always compare the bank's rate (`row`), also while it is held. Both are None without a
    predecessor and across a redenomination. `differs` is true if the bank printed another change.
    """

    __slots__ = ("change", "differs", "held", "per_unit", "percent", "row")

    def __init__(self, row: Rate, *, previous: Decimal | None = None, last_good: Decimal | None = None) -> None:
        """`previous` is the rate that the change is computed from, per the row's nominal; `last_good`, per unit, is
        served instead of the bank's rate."""
        self.row, self.held = row, last_good is not None
        self.per_unit = row.per_unit if last_good is None else last_good
        self.change = self.percent = None
        self.differs = False
        if previous is not None:
            change = row.rate - previous
            self.change = _with_digits_of(row.rate, change)
            self.percent = percent_change(change, previous)
            self.differs = row.bank_change is not None and row.bank_change != change

    @property
    def rate(self) -> Decimal:
        """The served rate, per nominal."""
        return _with_digits_of(self.row.rate, self.per_unit * self.row.nominal) if self.held else self.row.rate


class EvaluatedSheet:
    """A sheet, and `last_good`: by held currency the rate per unit that is served instead.

    The evaluation of the next sheet needs no more than this.
    """

    __slots__ = ("last_good", "sheet")

    def __init__(self, sheet: Sheet, last_good: dict[str, Decimal]) -> None:
        self.sheet, self.last_good = sheet, last_good

    @classmethod
    def from_rates(cls, sheet: Sheet, rates: Iterable[EvaluatedRate]) -> EvaluatedSheet:
        return cls(sheet, {rate.row.currency: rate.per_unit for rate in rates if rate.held})


def evaluate(
    sheet: Sheet, before: EvaluatedSheet | None, bank: Bank, overrides: Sequence[Override] = ()
) -> list[EvaluatedRate]:
    """Compares each currency of a sheet with the sheet published before it (None if there is none).

    If the bank's own currency was redenominated between the two sheets, no rate has a change.
    """
    if before is not None and was_redenominated(bank.base, before.sheet.date, sheet.date):
        before = None
    return [
        _evaluate_rate(
            row, sheet.date, before, bank.change_limit(row.currency), find_effective_override(overrides, row)
        )
        for row in sheet.rates.values()
    ]


def _evaluate_rate(
    row: Rate, day: date, before: EvaluatedSheet | None, limit: int, override: Override | None
) -> EvaluatedRate:
    """Holds a rate that is far from the rate printed before it and also from the rate served before it.

    A jump that the next sheet confirms is therefore released, and the next change is computed from the jump. A jump
    that the next sheet takes back is released too, and the change is computed from the last good rate. An override
    has priority over this rule, but it cannot hold a rate if there is no earlier rate to serve.
    """
    former = before.sheet.rates.get(row.currency) if before is not None else None
    if before is None or former is None or was_redenominated(row.currency, before.sheet.date, day):
        return EvaluatedRate(row)
    printed, last_good = former.per(row.nominal), before.last_good.get(row.currency)
    tick = max(_tick(row), _tick(former)) * row.nominal
    candidates = [printed] if last_good is None else [printed, last_good * row.nominal]
    near = next((previous for previous in candidates if not _has_jumped(row, previous, tick, limit)), None)
    held = near is None if override is None else override.held
    served = former.per_unit if last_good is None else last_good
    return EvaluatedRate(row, previous=printed if near is None else near, last_good=served if held else None)


def _has_jumped(row: Rate, before: Decimal, tick: Decimal, limit: int) -> bool:
    change = abs(row.rate - before)
    return change * 100 > limit * before and change > TICKS * tick


def _tick(row: Rate) -> Decimal:
    """The smallest step of a printed rate, per unit."""
    return Decimal(1).scaleb(_exponent(row.rate)) / row.nominal


def _with_digits_of(like: Decimal, value: Decimal) -> Decimal:
    """`value` with as many decimals as `like`, unless that would round it."""
    rounded = value.quantize(Decimal(1).scaleb(_exponent(like)))
    return rounded if rounded == value else value


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)  # noqa: S101 (a finite number, by its pattern)
    return exponent
