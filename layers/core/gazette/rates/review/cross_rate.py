"""Cross-rates: a bank's rate computed from another bank's sheet, as an exact fraction. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from fractions import Fraction

from gazette.rates.bank import Bank
from gazette.rates.model import Rate
from gazette.rates.store.sheets import StoredSheet

MAX_DISTANCE = Fraction(15, 1000)
"""Greatest distance of a rate from its cross-rate, as a share of the cross-rate: banks read the market at different
hours."""
MAX_AGE = timedelta(4)
"""Greatest age of the other bank's sheet: a long weekend."""


class BankSheet:
    """A bank and one of its sheets."""

    def __init__(self, bank: Bank, stored: StoredSheet) -> None:
        self.bank, self.stored = bank, stored

    def price(self, currency: str) -> Fraction | None:
        """The published price of one unit in the bank's base currency.

        Includes rates that the validation holds: two banks that publish the same jump confirm each other. None if the
        sheet lacks the currency, or if an operator holds its rate.
        """
        if currency == self.bank.base:
            return Fraction(1)
        published = self.stored.sheet.rates.get(currency)
        if published is None or self._is_held_by_override(currency):
            return None
        return self.convert_quotation(Fraction(published.rate) / published.nominal)

    def unheld_price(self, currency: str) -> Fraction | None:
        """As `price`, but None also for a rate that the validation holds."""
        return None if currency in self.stored.held else self.price(currency)

    def convert_quotation(self, value: Fraction) -> Fraction:
        """The price of a currency from its rate for one unit, and the rate from the price."""
        return value if self.bank.quotation == "direct" else 1 / value

    def _is_held_by_override(self, currency: str) -> bool:
        override = self.stored.find_override(currency)
        return override is not None and override.held is True


def confirm_rate(sheet: BankSheet, currency: str, other: BankSheet) -> str:
    """Compares a rate with its cross-rate by another bank's sheet, which must be in force on the same day.

    Returns a description of the comparison if the two are close. Returns an empty text if they are not, or if the other
    sheet is too old or lacks the currency.
    """
    if other.stored.date < sheet.stored.date - MAX_AGE:
        return ""
    published = sheet.stored.sheet.rates[currency]
    price = next(_cross_prices(sheet, currency, other), None)
    if price is None:
        return ""
    cross_rate = sheet.convert_quotation(price) * published.nominal
    distance = abs(Fraction(published.rate) - cross_rate) / cross_rate
    return _describe(published, cross_rate, distance, other) if distance <= MAX_DISTANCE else ""


def _cross_prices(sheet: BankSheet, currency: str, other: BankSheet) -> Iterator[Fraction]:
    """Prices of one unit in the first bank's base currency, each through a currency that both banks have.

    These currencies are the first bank's base, and then its main currencies.
    """
    price = other.price(currency)
    if price is None:
        return
    for common in (sheet.bank.base, *sheet.bank.main):
        by_other, by_first = other.price(common), sheet.unheld_price(common)
        if by_other is not None and by_first is not None and common != currency:
            yield price / by_other * by_first


def _describe(published: Rate, cross_rate: Fraction, distance: Fraction, other: BankSheet) -> str:
    percent = _round(distance * 100, Decimal("0.1"), ROUND_CEILING)
    rounded = _round(cross_rate, published.rate, ROUND_HALF_UP)
    return f"{published.rate:f} within {percent} % of {rounded:f} by {other.bank.id}'s sheet of {other.stored.date}"


def _round(value: Fraction, like: Decimal, rounding: str) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(like, rounding)
