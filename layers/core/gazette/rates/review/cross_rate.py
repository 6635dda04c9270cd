"""What one bank's rate would be by the sheet of another: exact fractions of what both printed. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from fractions import Fraction

from gazette.rates.bank import Bank
from gazette.rates.model import Rate
from gazette.rates.store.sheets import StoredSheet

NEAR = Fraction(15, 1000)
"""How far two banks may be apart, of the other's: they look at different hours."""
OLDEST = timedelta(4)
"""Age of the other's sheet on the day in question: a long weekend."""


class Side:
    """A bank and one of its sheets."""

    def __init__(self, bank: Bank, stored: StoredSheet) -> None:
        self.bank, self.stored = bank, stored

    def worth(self, currency: str) -> Fraction | None:
        """What one unit costs in the bank's own money, as it printed it, held by the guard or not: two banks that print
        the same jump confirm one another. None where it prints no such rate, or an operator does not believe it."""
        if currency == self.bank.base:
            return Fraction(1)
        row = self.stored.sheet.rates.get(currency)
        if row is None or self._disbelieved(currency):
            return None
        return self.turned(Fraction(row.rate) / row.nominal)

    def trusted(self, currency: str) -> Fraction | None:
        """The same, of a rate that is not held."""
        return None if currency in self.stored.held else self.worth(currency)

    def turned(self, value: Fraction) -> Fraction:
        """What a currency costs from how the bank quotes it, and the other way round."""
        return value if self.bank.quotation == "direct" else 1 / value

    def _disbelieved(self, currency: str) -> bool:
        decided = self.stored.decided(currency)
        return decided is not None and decided.held


def compare(one: Side, currency: str, other: Side) -> str:
    """What was compared, where the other bank's sheet comes to nearly the same rate; empty where it does not, or knows
    nothing of it. The other's sheet is the one in force on the day of the first."""
    if other.stored.date < one.stored.date - OLDEST:
        return ""
    row = one.stored.sheet.rates[currency]
    implied = next(_implied(one, currency, other), None)
    if implied is None:
        return ""
    theirs = one.turned(implied) * row.nominal
    distance = abs(Fraction(row.rate) - theirs) / theirs
    return _words(row, theirs, distance, other) if distance <= NEAR else ""


def _implied(one: Side, currency: str, other: Side) -> Iterator[Fraction]:
    """What a unit costs in the first bank's money: by the other's rate of that money, else by one of the first's main
    currencies that both know."""
    worth = other.worth(currency)
    if worth is None:
        return
    for known in (one.bank.base, *one.bank.main):
        there, here = other.worth(known), one.trusted(known)
        if there is not None and here is not None and known != currency:
            yield worth / there * here


def _words(row: Rate, theirs: Fraction, distance: Fraction, other: Side) -> str:
    percent = _rounded(distance * 100, Decimal("0.1"), ROUND_CEILING)
    near = _rounded(theirs, row.rate, ROUND_HALF_UP)
    return f"{row.rate:f} within {percent} % of {near:f} by {other.bank.id}'s sheet of {other.stored.date}"


def _rounded(value: Fraction, like: Decimal, rounding: str) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(like, rounding)
