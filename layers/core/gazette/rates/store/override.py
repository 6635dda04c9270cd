"""What a ruling makes of a sheet. Pure."""

from __future__ import annotations

from gazette.rates.bank import Bank
from gazette.rates.errors import AnotherRate, NoFormerRate, TooManyDecisions, currency_not_found
from gazette.rates.model import Rate
from gazette.rates.store.sheets import StoredSheet
from gazette.rates.validation.evaluation import EvaluatedRate
from gazette.rates.validation.overrides import OverrideRequest

MOST_DECISIONS = 100
"""Of a sheet, which is read with all of them: 100 long ones are half of what an item may hold."""


def apply_override(
    current: StoredSheet, before: StoredSheet | None, ruling: OverrideRequest, bank: Bank
) -> tuple[StoredSheet, list[EvaluatedRate]] | None:
    """The sheet with one decision more, judged anew by the sheet before it; None where that decision counts already.

    `CurrencyNotFound`; `AnotherRate` where the bank prints another than the ruling is about; `NoFormerRate` where
    nothing could be served instead; `TooManyDecisions`.
    """
    row = published_rate(current, ruling.currency)
    if ruling.made_by(current.decided(row.currency)):
        return None
    if ruling.rate is not None and ruling.rate != row.rate:
        raise AnotherRate(f"It prints {row.rate:f} per {row.nominal}.", printed=f"{row.rate:f}")
    if len(current.decisions) >= MOST_DECISIONS:
        raise TooManyDecisions(f"A sheet has at most {MOST_DECISIONS}.")
    anew, quotes = current.deciding(ruling.on(row)).after(before, bank)
    if ruling.held and row.currency not in anew.judged.good:
        raise NoFormerRate(f"No sheet of the month before {current.date} has a {row.currency} to be served instead.")
    return anew, quotes


def published_rate(stored: StoredSheet, currency: str) -> Rate:
    """What the bank printed of a currency; `CurrencyNotFound`."""
    row = stored.sheet.rates.get(currency)
    if row is None:
        raise currency_not_found(stored.source, stored.date, currency)
    return row
