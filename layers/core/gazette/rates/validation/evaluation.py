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

ALLOWED_TICKS = 3
"""A rate may always move by so many of its smallest steps: for "0.09" one step is 11 %."""


class EvaluatedRate:
    """One currency as Gazette serves it: the bank's rate or, while that rate is held, the last good rate.

    The last good rate is the last rate of the currency that was not held. `change` and `percent` always compare the
    bank's rate (`published`), also while it is held. Both are None if there is no sheet before this one, and across a
    redenomination. `differs` is true if the bank published another change.
    """

    __slots__ = ("change", "differs", "held", "per_unit", "percent", "published")

    def __init__(self, published: Rate, *, previous: Decimal | None = None, last_good: Decimal | None = None) -> None:
        """`previous` is the rate that the change is computed from, for the nominal of `published`.

        `last_good` is for one unit. If it is given, it is served instead of the bank's rate.
        """
        self.published, self.held = published, last_good is not None
        self.per_unit = published.per_unit if last_good is None else last_good
        self.change = self.percent = None
        self.differs = False
        if previous is not None:
            change = published.rate - previous
            self.change = _quantize_like(published.rate, change)
            self.percent = percent_change(change, previous)
            self.differs = published.bank_change is not None and published.bank_change != change

    @property
    def rate(self) -> Decimal:
        """The served rate, per nominal."""
        return (
            _quantize_like(self.published.rate, self.per_unit * self.published.nominal)
            if self.held
            else self.published.rate
        )


class EvaluatedSheet:
    """A sheet, and what the evaluation of the next sheet needs.

    `last_good` has the last good rate, for one unit, of each held currency.
    """

    __slots__ = ("last_good", "sheet")

    def __init__(self, sheet: Sheet, last_good: dict[str, Decimal]) -> None:
        self.sheet, self.last_good = sheet, last_good

    @classmethod
    def from_rates(cls, sheet: Sheet, rates: Iterable[EvaluatedRate]) -> EvaluatedSheet:
        return cls(sheet, {rate.published.currency: rate.per_unit for rate in rates if rate.held})


def evaluate(
    sheet: Sheet, before: EvaluatedSheet | None, bank: Bank, overrides: Sequence[Override] = ()
) -> list[EvaluatedRate]:
    """Compares each currency of a sheet with the sheet published before it (None if there is none).

    If the bank's own currency was redenominated between the two sheets, no rate has a change.
    """
    if before is not None and was_redenominated(bank.base, before.sheet.date, sheet.date):
        before = None
    return [
        _evaluate_rate(rate, sheet.date, before, bank.change_limit(code), find_effective_override(overrides, rate))
        for code, rate in sheet.rates.items()
    ]


def _evaluate_rate(
    published: Rate, day: date, before: EvaluatedSheet | None, limit: int, override: Override | None
) -> EvaluatedRate:
    """Holds a rate that is far from the rate published before it and also from the rate served before it.

    If the next sheet confirms a jump, its rate is not held, and its change is computed from the jump. If the next sheet
    takes the jump back, its rate is not held either, and its change is computed from the last good rate. An override
    has priority over this rule, but it cannot hold a rate if there is no earlier rate to serve.
    """
    former = before.sheet.rates.get(published.currency) if before is not None else None
    if before is None or former is None or was_redenominated(published.currency, before.sheet.date, day):
        return EvaluatedRate(published)
    former_rate, last_good = former.per(published.nominal), before.last_good.get(published.currency)
    tick = max(_compute_tick(published), _compute_tick(former)) * published.nominal
    candidates = [former_rate] if last_good is None else [former_rate, last_good * published.nominal]
    close = next((previous for previous in candidates if not _has_jumped(published, previous, tick, limit)), None)
    held = close is None if override is None else override.held
    former_served = former.per_unit if last_good is None else last_good
    previous = former_rate if close is None else close
    return EvaluatedRate(published, previous=previous, last_good=former_served if held else None)


def _has_jumped(published: Rate, before: Decimal, tick: Decimal, limit: int) -> bool:
    change = abs(published.rate - before)
    return change * 100 > limit * before and change > ALLOWED_TICKS * tick


def _compute_tick(published: Rate) -> Decimal:
    """The smallest step of a published rate, for one unit."""
    return Decimal(1).scaleb(_get_exponent(published.rate)) / published.nominal


def _quantize_like(like: Decimal, value: Decimal) -> Decimal:
    """`value` with as many decimals as `like`, or unchanged if that would round it."""
    rounded = value.quantize(Decimal(1).scaleb(_get_exponent(like)))
    return rounded if rounded == value else value


def _get_exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)  # noqa: S101 (a finite number, by its pattern)
    return exponent
