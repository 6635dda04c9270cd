"""A rate in the item of a month, as text: `12059.78`, marks behind it, and what its change is computed from."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal

_HELD, _REDENOMINATED, _CHANGED_FROM = "*", "!", "<"


class MonthRate:
    """`per_unit` is the served rate for one unit, as text.

    `held` is true if it is the last good rate, `redenominated` if an operator has marked that the currency was
    redenominated between the sheet before and this one. `changed_from` is the rate for one unit that the change is
    computed from. It is empty unless the sheet before holds the currency: then it may be the rate on hold there.
    """

    __slots__ = ("changed_from", "held", "per_unit", "redenominated")

    def __init__(self, text: str) -> None:
        rate, _, self.changed_from = text.partition(_CHANGED_FROM)
        self.per_unit = rate.rstrip(_HELD + _REDENOMINATED)
        self.held, self.redenominated = _HELD in rate, _REDENOMINATED in rate


def format_month_rate(per_unit: Decimal, *, held: bool, redenominated: bool, changed_from: Decimal | None) -> str:
    base = "" if changed_from is None else f"{_CHANGED_FROM}{changed_from:f}"
    return f"{per_unit:f}{_REDENOMINATED * redenominated}{_HELD * held}{base}"
