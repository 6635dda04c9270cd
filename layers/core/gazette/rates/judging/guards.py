"""Which sheets are refused: guards say so, and store nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from gazette.rates.bank import Bank
from gazette.rates.iso4217 import BEGAN, ENDED
from gazette.rates.keys import AHEAD
from gazette.rates.model import Rejected, Sheet, Unusable

KEPT_CODES = Decimal("0.9")
"""Share of the former sheet's currencies that a sheet must have."""
EARLIEST = date(1990, 1, 1)
"""No bank here has a sheet before it: what is dated earlier was dated by mistake, and would stay for ever."""
_NEVER = "9999-12-31"


def guard(sheet: Sheet, bank: Bank, *, asked: date, today: date) -> None:
    """Refuse what cannot be a sheet of this bank for the day that was asked for."""
    day = sheet.date.isoformat()
    missing = [code for code in bank.main if code not in sheet.rates and BEGAN.get(code, "") <= day]
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
        expected = {code for code in other.rates if ENDED.get(code, _NEVER) >= sheet.date.isoformat()}
        kept = len(expected & sheet.rates.keys())
        if kept < KEPT_CODES * len(expected):
            raise Rejected(f"has only {kept} of the {len(expected)} currencies of {other.date}")
