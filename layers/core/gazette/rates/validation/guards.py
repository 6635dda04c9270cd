"""Guards: reject a sheet that cannot be right, before any of it is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from gazette.rates.bank import Bank
from gazette.rates.iso4217 import FIRST_DAYS, LAST_DAYS
from gazette.rates.keys import AHEAD
from gazette.rates.model import Rejected, Sheet, Unusable
from gazette.rates.validation.evaluation import EvaluatedRate

MIN_CURRENCY_SHARE = Decimal("0.9")
"""Share of the former sheet's currencies that a sheet must have."""
MIN_MISFITS = 3
"""Number of wrong differences from which a correction is suspicious: a bank that corrects one or two rates may forget
to correct their differences."""
EARLIEST = date(1990, 1, 1)
"""No supported bank has an earlier sheet. An earlier date is a mistake, and its sheet would never be replaced."""
_NEVER = "9999-12-31"


def guard(sheet: Sheet, bank: Bank, *, asked: date, today: date) -> None:
    """Checks a sheet that came as the answer for the day `asked`.

    Raises `Unusable` if it lacks a main currency, `Rejected` if its date is not possible.
    """
    day = sheet.date.isoformat()
    missing = [code for code in bank.main if code not in sheet.rates and FIRST_DAYS.get(code, "") <= day]
    if missing:
        raise Unusable(f"without {', '.join(missing)}")
    if sheet.date < EARLIEST:
        raise Rejected(f"dated {sheet.date}, earlier than any sheet can be: {EARLIEST}")
    if sheet.date > asked:
        raise Rejected(f"dated {sheet.date}, later than the {asked} that was asked for")
    if sheet.date > today + AHEAD:
        raise Rejected(f"dated {sheet.date}, more than {AHEAD.days} days ahead")


def guard_currencies(sheet: Sheet, others: Iterable[Sheet]) -> None:
    """Raises `Rejected` if the sheet lost more than a tenth of the currencies of one of the others.

    The others are the sheet before it, of any age, and the sheet that it corrects. Currencies that had ended by the
    date of the sheet are not counted.
    """
    for other in others:
        if loss := describe_lost_currencies(sheet, other):
            raise Rejected(loss)


def describe_lost_currencies(sheet: Sheet, other: Sheet) -> str:
    """Text about the loss, empty if the sheet has enough of the other's currencies."""
    expected = {code for code in other.rates if LAST_DAYS.get(code, _NEVER) >= sheet.date.isoformat()}
    present = len(expected & sheet.rates.keys())
    if present >= MIN_CURRENCY_SHARE * len(expected):
        return ""
    return f"has only {present} of the {len(expected)} currencies of {other.date}"


def guard_differences(correction: Sequence[EvaluatedRate], replaced: Sequence[EvaluatedRate]) -> None:
    """Raises `Rejected` if a correction has the figures of another day under the date of the sheet that it replaces.

    That is so if most of the bank's own differences in it are not the changes that they should be, while those of the
    replaced sheet are. Both are evaluated against the sheet before them. The check cannot see this for a bank that
    prints no differences, nor for a correction of the earliest sheet.
    """
    misfits = _count_misfits(correction)
    if misfits and not _count_misfits(replaced):
        raise Rejected(f"would correct {misfits} rates whose differences do not fit: these figures are of another day")


def _count_misfits(rates: Sequence[EvaluatedRate]) -> int:
    """Number of the bank's own differences that are wrong; 0 if these are few, or at most half of all."""
    compared = [rate.differs for rate in rates if rate.change is not None and rate.row.bank_change is not None]
    misfits = sum(compared)
    return misfits if misfits >= MIN_MISFITS and misfits * 2 > len(compared) else 0
