"""Cross-rates: what one bank's rate would be by the sheet of another, as exact fractions of the printed rates. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from fractions import Fraction

from gazette.rates.bank import Bank
from gazette.rates.model import Rate
from gazette.rates.store.sheets import StoredSheet

MAX_DISTANCE = Fraction(15, 1000)
"""Greatest distance of two banks' rates, as a share of the other's: banks read the market at different hours."""
MAX_AGE = timedelta(4)
"""Of the other bank's sheet on the day in question: a long weekend."""


class BankSheet:
    """A bank and one of its sheets."""

    def __init__(self, bank: Bank, stored: StoredSheet) -> None:
        self.bank, self.stored = bank, stored

    def price(self, currency: str) -> Fraction | None:
        """What one unit costs in the bank's base currency, as the bank printed it.

        A rate that the guard holds counts too: two banks that print the same jump confirm each other. None if the bank
        prints no such rate, or if an operator holds it.
        """
        if currency == self.bank.base:
            return Fraction(1)
        row = self.stored.sheet.rates.get(currency)
        if row is None or self._is_held_by_override(currency):
            return None
        return self.convert_quotation(Fraction(row.rate) / row.nominal)

    def unheld_price(self, currency: str) -> Fraction | None:
        """The same, but None also for a rate that the guard holds."""
        return None if currency in self.stored.held else self.price(currency)

    def convert_quotation(self, value: Fraction) -> Fraction:
        """The price of a currency from the bank's quotation of it, and the quotation from the price."""
        return value if self.bank.quotation == "direct" else 1 / value

    def _is_held_by_override(self, currency: str) -> bool:
        override = self.stored.find_override(currency)
        return override is not None and override.held


def confirm_rate(sheet: BankSheet, currency: str, other: BankSheet) -> str:
    """Compares a rate of a sheet with its cross-rate by another bank's sheet, the one in force on that day.

    Returns a description of the comparison if the two are close; empty if they are not, or if the other sheet is too
    old or does not have the currency.
    """
    if other.stored.date < sheet.stored.date - MAX_AGE:
        return ""
    row = sheet.stored.sheet.rates[currency]
    price = next(_cross_prices(sheet, currency, other), None)
    if price is None:
        return ""
    cross_rate = sheet.convert_quotation(price) * row.nominal
    distance = abs(Fraction(row.rate) - cross_rate) / cross_rate
    return _describe(row, cross_rate, distance, other) if distance <= MAX_DISTANCE else ""


def _cross_prices(sheet: BankSheet, currency: str, other: BankSheet) -> Iterator[Fraction]:
    """What a unit costs in the first bank's base currency, through a currency that both banks have: the first bank's
    base, then each of its main currencies."""
    price = other.price(currency)
    if price is None:
        return
    for common in (sheet.bank.base, *sheet.bank.main):
        by_other, by_first = other.price(common), sheet.unheld_price(common)
        if by_other is not None and by_first is not None and common != currency:
            yield price / by_other * by_first


def _describe(row: Rate, cross_rate: Fraction, distance: Fraction, other: BankSheet) -> str:
    percent = _round(distance * 100, Decimal("0.1"), ROUND_CEILING)
    near = _round(cross_rate, row.rate, ROUND_HALF_UP)
    return f"{row.rate:f} within {percent} % of {near:f} by {other.bank.id}'s sheet of {other.stored.date}"


def _round(value: Fraction, like: Decimal, rounding: str) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(like, rounding)
