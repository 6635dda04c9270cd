"""Percentages of changes, as the API and the pages show them."""

from decimal import ROUND_HALF_UP, Decimal


def percent_change(change: Decimal, before: Decimal) -> Decimal:
    """A change in percent of the value before it, rounded half up to two places; never a negative zero."""
    rounded = (change * 100 / before).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)
