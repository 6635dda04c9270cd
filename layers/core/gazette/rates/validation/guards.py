"""Guards: reject a sheet that cannot be right, before any of it is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from gazette.rates.bank import Bank
from gazette.rates.bank_rows import list_reasons
from gazette.rates.iso4217 import FIRST_DAYS, LAST_DAYS
from gazette.rates.keys import AHEAD
from gazette.rates.model import Rejected, Sheet, Unusable
from gazette.rates.validation.evaluated_sheet import EvaluatedRate

MIN_CURRENCY_SHARE = Decimal("0.9")
"""Share of another sheet's currencies that a sheet must have."""
MIN_WRONG_CHANGES = 3
"""So many wrong changes make a correction suspicious. Fewer do not: a bank that corrects one or two rates may forget to
correct their changes."""
EARLIEST = date(1990, 1, 1)
"""No supported bank has an earlier sheet. An earlier date is a mistake, and no later sheet would replace that one."""
_NEVER = "9999-12-31"


def guard(sheet: Sheet, bank: Bank, *, requested_day: date, today: date) -> None:
    """Checks a sheet that came as the answer for a requested day.

    Raises `Unusable` if it lacks a main currency, `Rejected` if a faulty row is the reason, if most rows are faulty, or
    if its date is not possible.
    """
    _guard_main_currencies(sheet, bank)
    if len(sheet.left_out) > len(sheet.rates):
        raise Rejected(f"only {len(sheet.rates)} rows are rates: {list_reasons(sheet.left_out)}")
    if sheet.date < EARLIEST:
        raise Rejected(f"dated {sheet.date}, earlier than any sheet can be: {EARLIEST}")
    if sheet.date > requested_day:
        raise Rejected(f"dated {sheet.date}, later than the {requested_day} that was asked for")
    if sheet.date > today + AHEAD:
        raise Rejected(f"dated {sheet.date}, more than {AHEAD.days} days ahead")


def _guard_main_currencies(sheet: Sheet, bank: Bank) -> None:
    day = sheet.date.isoformat()
    missing = [code for code in bank.main if code not in sheet.rates and FIRST_DAYS.get(code, "") <= day]
    for code in missing:
        if code in sheet.left_out:
            raise Rejected(sheet.left_out[code])
    if missing and sheet.left_out:
        raise Rejected(f"without {', '.join(missing)}: {list_reasons(sheet.left_out)}")
    if missing:
        raise Unusable(f"without {', '.join(missing)}")


def guard_currencies(sheet: Sheet, others: Iterable[Sheet]) -> None:
    """Raises `Rejected` if the sheet lost more than a tenth of the currencies of one of the others.

    The others are the sheet before it, of any age, and the sheet that it corrects. Currencies that had ended by the
    date of the sheet are not counted, nor are those of faulty rows, which are reported one by one.
    """
    for other in others:
        if loss := describe_lost_currencies(sheet, other):
            raise Rejected(loss)


def describe_lost_currencies(sheet: Sheet, other: Sheet) -> str:
    """A text about the lost currencies, empty if the sheet has enough of the other sheet's currencies."""
    expected = {code for code in other.rates if LAST_DAYS.get(code, _NEVER) >= sheet.date.isoformat()}
    present = len(expected & {*sheet.rates, *sheet.left_out})
    if present >= MIN_CURRENCY_SHARE * len(expected):
        return ""
    return f"has only {present} of the {len(expected)} currencies of {other.date}"


def guard_differences(correction: Sequence[EvaluatedRate], replaced: Sequence[EvaluatedRate]) -> None:
    """Raises `Rejected` if a correction has the figures of another day under the date of the sheet that it replaces.

    That is so if most of the bank's own changes in the correction are wrong, and those in the replaced sheet are right.
    Both sheets are evaluated against the sheet before them. The check finds nothing for a bank that publishes no
    changes, nor for a correction of the earliest sheet.
    """
    wrong_changes = _count_wrong_changes(correction)
    if wrong_changes and not _count_wrong_changes(replaced):
        raise Rejected(
            f"would correct {wrong_changes} rates whose differences do not fit: these figures are of another day"
        )


def _count_wrong_changes(rates: Sequence[EvaluatedRate]) -> int:
    """Number of the bank's own changes that are wrong, or 0 if they are few or at most half of all."""
    compared = [rate.differs for rate in rates if rate.change is not None and rate.published.bank_change is not None]
    wrong_changes = sum(compared)
    return wrong_changes if wrong_changes >= MIN_WRONG_CHANGES and wrong_changes * 2 > len(compared) else 0
