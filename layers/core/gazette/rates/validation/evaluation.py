"""Evaluates a sheet against the sheet before it: the change of each rate, and which rates are held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from gazette.rates.bank import Bank
from gazette.rates.iso4217 import was_redenominated
from gazette.rates.model import Rate, Sheet
from gazette.rates.percent import percent_change
from gazette.rates.validation.former_rate import FormerRate, get_last_digit
from gazette.rates.validation.overrides import Override, find_effective_override, list_redenominated

ALLOWED_TICKS = 3
"""A rate may always move by so many of its smallest steps: for "0.09" one step is 11 %."""


class EvaluatedRate:
    """One currency as Gazette serves it: the bank's rate or, while that rate is held, the last good rate.

    The last good rate is the last rate of the currency that was not held. `change` and `percent` always compare the
    bank's rate (`published`), also while it is held. Both are None if there is no sheet before this one, if that sheet
    lacks the currency, and across a redenomination. `differs` is true if the bank published another change,
    `mismatch` if that change also does not fit the bank's own rates: one of the bank's figures is wrong.
    """

    __slots__ = ("change", "differs", "held", "mismatch", "per_unit", "percent", "published")

    def __init__(
        self,
        published: Rate,
        *,
        previous: Decimal | None = None,
        former: Decimal | None = None,
        last_good: Decimal | None = None,
    ) -> None:
        """`previous` is the rate that the change is computed from, `former` the one that the bank published before.

        Both are for the nominal of `published`. `former` is None if a sheet between the two may be missing. `last_good`
        is for one unit. If it is given, it is served instead of the bank's rate.
        """
        self.published, self.held = published, last_good is not None
        self.per_unit = published.per_unit if last_good is None else last_good
        self.change = self.percent = None
        self.differs = self.mismatch = False
        if previous is not None:
            change = published.rate - previous
            self.change = _quantize_like(published.rate, change)
            self.percent = percent_change(change, previous)
            self.differs = published.bank_change is not None and published.bank_change != change
            self.mismatch = self.differs and former is not None and published.bank_change != published.rate - former

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

    `last_good` has the last good rate, for one unit, of each held currency. `absent` has the last rate of each currency
    that this sheet lacks and an earlier sheet has, up to LONGEST_GAP before.
    """

    __slots__ = ("absent", "last_good", "sheet")

    def __init__(
        self, sheet: Sheet, last_good: dict[str, Decimal], absent: Mapping[str, FormerRate] | None = None
    ) -> None:
        self.sheet, self.last_good, self.absent = sheet, last_good, dict(absent or {})

    @classmethod
    def from_rates(
        cls,
        sheet: Sheet,
        rates: Iterable[EvaluatedRate],
        before: EvaluatedSheet | None = None,
        overrides: Sequence[Override] = (),
    ) -> EvaluatedSheet:
        """`before` is the sheet with which `sheet` was compared, `overrides` are those of `sheet`."""
        formers = before.list_former_rates() if before else {}
        gone = {*sheet.rates, *list_redenominated(overrides)}
        absent = {
            code: former for code, former in formers.items() if code not in gone and former.is_comparable_on(sheet.date)
        }
        return cls(sheet, {rate.published.currency: rate.per_unit for rate in rates if rate.held}, absent)

    def list_former_rates(self) -> dict[str, FormerRate]:
        """The last rate of each currency, for the next sheet."""
        own = {
            code: FormerRate(self.sheet.date, rate, self.last_good.get(code)) for code, rate in self.sheet.rates.items()
        }
        return {**self.absent, **own}


def evaluate(
    sheet: Sheet, before: EvaluatedSheet | None, bank: Bank, overrides: Sequence[Override] = ()
) -> list[EvaluatedRate]:
    """Compares each currency of a sheet with its last rate before. `before` is the sheet published before, if any.

    A currency that `before` lacks is compared with the last sheet that has it, and has no change. No currency is
    compared across a redenomination of its own, known or marked, or of the bank's money.
    """
    formers = before.list_former_rates() if before else {}
    marked = list_redenominated(overrides)
    comparable = {
        code: former
        for code, former in formers.items()
        if code not in marked
        and former.is_comparable_on(sheet.date)
        and not any(was_redenominated(money, former.day, sheet.date) for money in (code, bank.base))
    }
    consecutive = before is not None and bank.expected_after(before.sheet.date) >= sheet.date
    return [
        _evaluate_rate(
            rate,
            comparable.get(code),
            bank.change_limit(code),
            find_effective_override(overrides, rate),
            has_change=before is not None and code in before.sheet.rates,
            consecutive=consecutive,
        )
        for code, rate in sheet.rates.items()
    ]


def _evaluate_rate(
    published: Rate,
    former: FormerRate | None,
    limit: int,
    override: Override | None,
    *,
    has_change: bool,
    consecutive: bool,
) -> EvaluatedRate:
    """Holds a rate that is far from the rate published before it and also from the rate served before it.

    If the next sheet confirms a jump, its rate is not held, and its change is computed from the jump. If the next sheet
    takes the jump back, its rate is not held either, and its change is computed from the last good rate. An override
    has priority over this rule, but it cannot hold a rate if there is no earlier rate to serve.
    """
    if former is None:
        return EvaluatedRate(published)
    former_rate, tick = former.published.per(published.nominal), former.compute_tick(published)
    candidates = [former_rate]
    if former.last_good is not None:
        candidates.append(former.last_good * published.nominal)
    close = next((previous for previous in candidates if not _has_jumped(published, previous, tick, limit)), None)
    held = close is None if override is None else override.held
    previous = former_rate if close is None else close
    return EvaluatedRate(
        published,
        previous=previous if has_change else None,
        former=former_rate if consecutive else None,
        last_good=former.served_per_unit if held else None,
    )


def _has_jumped(published: Rate, before: Decimal, tick: Decimal, limit: int) -> bool:
    change = abs(published.rate - before)
    return change * 100 > limit * before and change > ALLOWED_TICKS * tick


def _quantize_like(like: Decimal, value: Decimal) -> Decimal:
    """`value` with as many decimals as `like`, or unchanged if that would round it."""
    rounded = value.quantize(get_last_digit(like))
    return rounded if rounded == value else value
