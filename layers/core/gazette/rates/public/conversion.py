"""Converts an amount through the bank's base currency. The result is exact and rounded once."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal

from gazette.encoding import compact_json
from gazette.errors import Invalid
from gazette.rates.iso4217 import MINOR_UNITS
from gazette.rates.public.sheet import Sheet

_EXACT = Context(prec=80, rounding=ROUND_HALF_UP)
"""An amount and a rate have at most 25 digits each: the product is exact, the quotient has at least 28 exact digits."""
_RATE_DIGITS = 10
_AMOUNT = re.compile(r"\d{1,15}(\.\d{1,10})?", re.ASCII)
DEFAULT_DIGITS = 2
"""Digits after the point if ISO 4217 has no number for a currency (special drawing rights), or lacks the code."""


def render_conversion(sheet: Sheet, have: str, want: str, amount: str, *, stale: bool = False) -> str:
    """`{from, to, amount, result, rate, date, requested_date, carried, age_days, stale, source, held?}` as JSON.

    Both rates are from one sheet. `date`, `requested_date`, `carried`, `age_days` and `stale` are those of the sheet.

    `held` names the currencies whose rate is held: the conversion uses their last good rate. Raises `CurrencyNotFound`,
    and `Invalid` for a text that is no amount.
    """
    price_have, price_want = sheet.per_unit(have), sheet.per_unit(want)
    if sheet.bank.quotation == "indirect":  # units for one of the base: the dearer currency has the smaller rate
        price_have, price_want = price_want, price_have
    document: dict[str, object] = {
        "from": have,
        "to": want,
        "amount": amount,
        "result": f"{convert(parse_amount(amount), price_have, price_want, want):f}",
        "rate": f"{exchange_rate(price_have, price_want):f}",
        "date": sheet.date.isoformat(),
        "requested_date": sheet.day.isoformat(),
        "carried": sheet.carried,
        "age_days": sheet.age_days,
        "stale": stale,
        "source": sheet.bank.id,
    }
    if held := [currency for currency in dict.fromkeys((have, want)) if sheet.is_held(currency)]:
        document["held"] = held
    return compact_json(document)


def parse_amount(amount: str) -> Decimal:
    if not _AMOUNT.fullmatch(amount):
        raise Invalid.at("?amount", "It must be a plain decimal: up to 15 digits before the point, up to 10 after it.")
    return Decimal(amount)


def convert(amount: Decimal, price_from: Decimal, price_to: Decimal, to: str) -> Decimal:
    """The amount in `to`, rounded half up to its minor unit. Both prices are for one unit, in the same currency."""
    exact = _EXACT.divide(_EXACT.multiply(amount, price_from), price_to)
    digits = MINOR_UNITS.get(to)
    return exact.quantize(Decimal(1).scaleb(-(DEFAULT_DIGITS if digits is None else digits)), context=_EXACT)


def exchange_rate(price_from: Decimal, price_to: Decimal) -> Decimal:
    """Units of the second currency for one unit of the first, in ten significant digits, only for people to read."""
    exact = _EXACT.divide(price_from, price_to)
    rounded = Context(prec=_RATE_DIGITS, rounding=ROUND_HALF_UP).plus(exact)
    return rounded.quantize(Decimal(1).scaleb(rounded.adjusted() - _RATE_DIGITS + 1), context=_EXACT)
