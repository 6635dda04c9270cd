"""Converting an amount through the bank's own money: exact, and rounded once. Lean."""

from __future__ import annotations

import json
import re
from decimal import ROUND_HALF_UP, Context, Decimal

from gazette.errors import Invalid
from gazette.rates.iso4217 import MINOR_UNITS
from gazette.rates.public.sheet import Sheet

_EXACT = Context(prec=80, rounding=ROUND_HALF_UP)
"""An amount has at most 25 digits and a rate 25: their product is exact, the quotient good for 28 digits and more."""
_DIGITS = 10
_AMOUNT = re.compile(r"\d{1,15}(\.\d{1,10})?", re.ASCII)
UNSTATED = 2
"""Digits after the point where ISO 4217 states none (special drawing rights) or does not know the code."""


def answer(sheet: Sheet, have: str, want: str, amount: str, *, stale: bool = False) -> str:
    """`{from, to, amount, result, rate, date, source}` as JSON, both legs from one sheet. Where the bank's own rate of
    one of them is held, `held` names it: the last good one was taken. `stale` is there where the sheet is."""
    costs_have, costs_want = sheet.per_unit(have), sheet.per_unit(want)
    if sheet.bank.quotation == "indirect":  # units for one of the base: the dearer money has the smaller figure
        costs_have, costs_want = costs_want, costs_have
    document: dict[str, object] = {
        "from": have,
        "to": want,
        "amount": amount,
        "result": f"{convert(parse(amount), costs_have, costs_want, want):f}",
        "rate": f"{rate(costs_have, costs_want):f}",
        "date": sheet.date.isoformat(),
        "source": sheet.bank.id,
    }
    if held := [currency for currency in dict.fromkeys((have, want)) if sheet.held(currency)]:
        document["held"] = held
    if stale:
        document["stale"] = True
    return json.dumps(document, separators=(",", ":"))


def parse(amount: str) -> Decimal:
    if not _AMOUNT.fullmatch(amount):
        raise Invalid.at("?amount", "It must be a plain decimal: up to 15 digits before the point, up to 10 after it.")
    return Decimal(amount)


def convert(amount: Decimal, per_from: Decimal, per_to: Decimal, to: str) -> Decimal:
    """The amount in `to`, half-up to its minor unit; `per_from` and `per_to` are what one unit of each costs."""
    exact = _EXACT.divide(_EXACT.multiply(amount, per_from), per_to)
    digits = MINOR_UNITS.get(to)
    return exact.quantize(Decimal(1).scaleb(-(UNSTATED if digits is None else digits)), context=_EXACT)


def rate(per_from: Decimal, per_to: Decimal) -> Decimal:
    """What one unit of the one is in the other, in ten significant digits: for people to read, not to count with."""
    exact = _EXACT.divide(per_from, per_to)
    rounded = Context(prec=_DIGITS, rounding=ROUND_HALF_UP).plus(exact)
    return rounded.quantize(Decimal(1).scaleb(rounded.adjusted() - _DIGITS + 1), context=_EXACT)
