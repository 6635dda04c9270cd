"""Applies an override to a stored sheet. Pure functions."""

from __future__ import annotations

from gazette.rates.bank import Bank
from gazette.rates.errors import AnotherRate, NoFormerRate, TooManyDecisions, currency_not_found
from gazette.rates.model import Rate
from gazette.rates.store.sheets import StoredSheet
from gazette.rates.validation.evaluation import EvaluatedRate
from gazette.rates.validation.overrides import OverrideRequest

MAX_OVERRIDES = 100
"""Of one sheet, which is always read with all of them: 100 long ones take half of the size that an item may have."""


def apply_override(
    current: StoredSheet, before: StoredSheet | None, request: OverrideRequest, bank: Bank
) -> tuple[StoredSheet, list[EvaluatedRate]] | None:
    """The sheet with one more override, evaluated again against the sheet before it; None if nothing would change.

    Raises `CurrencyNotFound`; `AnotherRate` if the bank prints another rate than the request names; `NoFormerRate` if
    there is no earlier rate to serve instead; `TooManyDecisions`.
    """
    row = published_rate(current, request.currency)
    if request.is_redundant(current.find_override(row.currency)):
        return None
    if request.rate is not None and request.rate != row.rate:
        raise AnotherRate(f"It prints {row.rate:f} per {row.nominal}.", printed=f"{row.rate:f}")
    if len(current.overrides) >= MAX_OVERRIDES:
        raise TooManyDecisions(f"A sheet has at most {MAX_OVERRIDES}.")
    overridden, rates = current.with_override(request.to_override(row)).evaluate(before, bank)
    if request.held and row.currency not in overridden.evaluated.last_good:
        raise NoFormerRate(f"No sheet of the month before {current.date} has a {row.currency} to be served instead.")
    return overridden, rates


def published_rate(stored: StoredSheet, currency: str) -> Rate:
    """What the bank printed of a currency; raises `CurrencyNotFound`."""
    row = stored.sheet.rates.get(currency)
    if row is None:
        raise currency_not_found(stored.source, stored.date, currency)
    return row
