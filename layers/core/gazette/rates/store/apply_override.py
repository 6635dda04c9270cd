"""Applies an override to a stored sheet. Pure functions."""

from __future__ import annotations

from gazette.errors import Invalid
from gazette.rates.bank import Bank
from gazette.rates.errors import AnotherRate, NoFormerRate, TooManyDecisions
from gazette.rates.store.sheets import StoredSheet
from gazette.rates.validation.evaluated_sheet import EvaluatedRate
from gazette.rates.validation.overrides import OverrideRequest

MAX_OVERRIDES = 100
"""Limit for one sheet. Each read of the sheet includes them: 100 long ones take half of an item's maximum size."""


def apply_override(
    current: StoredSheet, before: StoredSheet | None, request: OverrideRequest, bank: Bank
) -> tuple[StoredSheet, list[EvaluatedRate]] | None:
    """The sheet with one more override, evaluated again against the sheet before it. None if nothing would change.

    Raises `Invalid` for a hold or a release of the bank's own money, which has no rate, `CurrencyNotFound`,
    `TooManyDecisions`, `AnotherRate` if the bank has published another rate than the request names, and `NoFormerRate`
    if there is no earlier rate to serve instead.
    """
    if request.held is not None and request.currency == bank.base:
        reason = (
            f"{bank.base} is the money in which {bank.id} prints its rates. It can only be marked as redenominated."
        )
        raise Invalid.at("#/held", reason)
    published = current.get_rate(request.currency)
    if request.is_redundant(request.find_current(current.overrides, published)):
        return None
    if request.rate is not None and request.rate != published.rate:
        raise AnotherRate(f"It prints {published.rate:f} per {published.nominal}.", printed=f"{published.rate:f}")
    if len(current.overrides) >= MAX_OVERRIDES:
        raise TooManyDecisions(f"A sheet has at most {MAX_OVERRIDES}.")
    overridden, rates = current.with_override(request.to_override(published)).evaluate(before, bank)
    if request.held and published.currency not in overridden.evaluated.last_good:
        raise NoFormerRate(
            f"No sheet of the month before {current.date} has a {published.currency} to be served instead."
        )
    return overridden, rates
