"""A rate in the item of a month, as text: `12059.78`, and marks behind it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal

_HELD, _REDENOMINATED = "*", "!"


class MonthRate:
    """`per_unit` is the served rate for one unit, as text.

    `held` is true if it is the last good rate, `redenominated` if an operator has marked that the currency was
    redenominated between the sheet before and this one.
    """

    __slots__ = ("held", "per_unit", "redenominated")

    def __init__(self, text: str) -> None:
        self.per_unit = text.rstrip(_HELD + _REDENOMINATED)
        self.held, self.redenominated = _HELD in text, _REDENOMINATED in text


def format_month_rate(per_unit: Decimal, *, held: bool, redenominated: bool) -> str:
    return f"{per_unit:f}{_REDENOMINATED * redenominated}{_HELD * held}"
