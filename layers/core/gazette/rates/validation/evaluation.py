"""Evaluates a sheet against the sheet before it: the change of each rate, and which rates are held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from gazette.rates.bank import Bank
from gazette.rates.iso4217 import was_redenominated
from gazette.rates.model import Rate, Sheet
from gazette.rates.validation.evaluated_sheet import EvaluatedRate, EvaluatedSheet
from gazette.rates.validation.former_rate import FormerRate
from gazette.rates.validation.jump import Figure, has_jumped
from gazette.rates.validation.overrides import Override, find_effective_override, list_redenominated


def evaluate(
    sheet: Sheet, before: EvaluatedSheet | None, bank: Bank, overrides: Sequence[Override] = ()
) -> tuple[EvaluatedSheet, list[EvaluatedRate]]:
    """Compares each currency of a sheet with its last rate before. `before` is the sheet published before, if any.

    A currency that `before` lacks is compared with the last sheet that has it, and has no change. No currency is
    compared across a redenomination of its own, known or marked, or of the bank's money. `overrides` are those of
    `sheet`.
    """
    marked = list_redenominated(overrides)
    formers = {
        code: former
        for code, former in (before.list_former_rates() if before else {}).items()
        if not marked & {code, bank.base} and former.is_comparable_on(sheet.date)
    }
    consecutive = before is not None and bank.expected_after(before.sheet.date) >= sheet.date
    rates = [
        _evaluate_rate(
            rate,
            _find_comparable(formers, rate, sheet, bank),
            bank,
            find_effective_override(overrides, rate),
            has_change=before is not None and code in before.sheet.rates,
            consecutive=consecutive,
        )
        for code, rate in sheet.rates.items()
    ]
    last_good = {rate.published.currency: rate.last_good for rate in rates if rate.last_good}
    absent = {code: former for code, former in formers.items() if code not in sheet.rates}
    return EvaluatedSheet(sheet, last_good, absent, _list_changed_from(rates, before)), rates


def _list_changed_from(rates: Sequence[EvaluatedRate], before: EvaluatedSheet | None) -> dict[str, Decimal]:
    """What the changes are computed from, for one unit, of the currencies that the sheet before holds."""
    held = before.last_good if before else {}
    previous = {rate.published.currency: rate.previous for rate in rates if rate.previous and not rate.held}
    return {code: figure.per_unit for code, figure in previous.items() if code in held}


def _find_comparable(formers: Mapping[str, FormerRate], rate: Rate, sheet: Sheet, bank: Bank) -> FormerRate | None:
    """The last rate of the currency. None across a redenomination of it or of the bank's money."""
    former = formers.get(rate.currency)
    if former is None or any(was_redenominated(money, former.day, sheet.date) for money in (rate.currency, bank.base)):
        return None
    return former


def _evaluate_rate(
    published: Rate,
    former: FormerRate | None,
    bank: Bank,
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
    close = _find_close(published, former, bank)
    held = close is None if override is None else override.held
    return EvaluatedRate(
        published,
        previous=(close or former.printed) if has_change else None,
        former=former.printed if consecutive else None,
        last_good=former.served if held else None,
    )


def _find_close(published: Rate, former: FormerRate, bank: Bank) -> Figure | None:
    """The bank's former rate or the one that readers got, if the new one has not jumped from it."""
    new, step = Figure(published.rate, published.nominal), former.compute_step(published, bank.decimals)
    limit = bank.change_limit(published.currency)
    return next((old for old in (former.printed, former.served) if not has_jumped(new, old, step, limit)), None)
