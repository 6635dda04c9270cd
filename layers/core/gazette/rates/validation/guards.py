"""Which sheets are refused: guards say so, and store nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from gazette.rates.bank import Bank
from gazette.rates.iso4217 import FIRST_DAYS, LAST_DAYS
from gazette.rates.keys import AHEAD
from gazette.rates.model import Rejected, Sheet, Unusable
from gazette.rates.validation.evaluation import EvaluatedRate

KEPT_CODES = Decimal("0.9")
"""Share of the former sheet's currencies that a sheet must have."""
STRANGE = 3
"""Differences that do not fit before anybody wonders: a correction of a rate or two may leave them as they were."""
EARLIEST = date(1990, 1, 1)
"""No bank here has a sheet before it: what is dated earlier was dated by mistake, and would stay for ever."""
_NEVER = "9999-12-31"


def guard(sheet: Sheet, bank: Bank, *, asked: date, today: date) -> None:
    """Refuse what cannot be a sheet of this bank for the day that was asked for."""
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


def guard_codes(sheet: Sheet, known: Iterable[Sheet]) -> None:
    """Refuse a sheet that lost more than a tenth of the currencies of the one before it, however old that is, or of the
    one it replaces. Currencies that had ended by then are not missed."""
    for other in known:
        if loss := loss_of_codes(sheet, other):
            raise Rejected(loss)


def loss_of_codes(sheet: Sheet, other: Sheet) -> str:
    """What such a loss is, in words; empty where there is none."""
    expected = {code for code in other.rates if LAST_DAYS.get(code, _NEVER) >= sheet.date.isoformat()}
    kept = len(expected & sheet.rates.keys())
    if kept >= KEPT_CODES * len(expected):
        return ""
    return f"has only {kept} of the {len(expected)} currencies of {other.date}"


def guard_differences(correction: Sequence[EvaluatedRate], replaced: Sequence[EvaluatedRate]) -> None:
    """Refuse a correction that is the sheet of another day under this date: most of the bank's own differences in it
    are not the changes that they claim to be, while those of the sheet that it replaces are. Both are judged by the
    sheet before them.

    What a bank that prints no differences sends cannot be told apart, nor what corrects the earliest sheet there is.
    """
    strange = _strange(correction)
    if strange and not _strange(replaced):
        raise Rejected(f"would correct {strange} rates whose differences do not fit: these figures are of another day")


def _strange(quotes: Sequence[EvaluatedRate]) -> int:
    """How many of the bank's own differences are none, if it is more than a few and more than half of them."""
    compared = [quote.differs for quote in quotes if quote.change is not None and quote.row.bank_change is not None]
    strange = sum(compared)
    return strange if strange >= STRANGE and strange * 2 > len(compared) else 0
