"""The converter: its list of currencies, and the figures of `/v1/rates/convert`."""

import json
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from gazette.pages.rates.number_format import strip_zeros
from gazette.pages.rates.request import RatesPageRequest
from gazette.pages.rates.sheet import CurrencyNames
from gazette.rates.public.conversion import render_conversion
from gazette.rates.public.sheet import Sheet

FIELDS = {"amount", "have", "want"}


def build_converter_values(
    request: RatesPageRequest, sheet: Sheet, names: CurrencyNames, codes: list[str]
) -> dict[str, Any]:
    """The template's values for the converter. `codes` are those of the sheet, without the bank's own money."""
    codes = [*codes, sheet.base]
    return {"choices": names.choices(codes), "conversion": _convert(request, sheet, codes)}


def _convert(request: RatesPageRequest, sheet: Sheet, codes: list[str]) -> dict[str, Any] | None:
    """Figures of the conversion; None if a field of the form is wrong."""
    for field, code in (("have", request.have), ("want", request.want)):
        if code not in codes:
            request.reject(field, "currency")
    if request.errors.keys() & FIELDS:
        return None
    conversion = json.loads(render_conversion(sheet, request.have, request.want, request.amount))
    rate = _find_bank_rate(sheet, request.have, request.want) or strip_zeros(conversion["rate"])
    return {
        "amount": request.numbers.number(conversion["amount"]),
        "result": request.numbers.number(_show_digits(conversion)),
        "rate": request.numbers.number(rate),
        "held": conversion.get("held", []),
    }


def _show_digits(conversion: dict[str, Any]) -> str:
    """The result in the coins of its currency; less than one unit in four significant digits, if coins are too few."""
    exact = Decimal(conversion["amount"]) * Decimal(conversion["rate"])
    if exact >= 1 or exact == Decimal(conversion["result"]):
        return str(conversion["result"])
    return f"{Context(prec=4, rounding=ROUND_HALF_UP).plus(exact).normalize():f}"


def _find_bank_rate(sheet: Sheet, have: str, want: str) -> str | None:
    """The rate in the bank's own digits; None if the bank does not print this rate."""
    money, priced = (want, have) if sheet.bank.quotation == "direct" else (have, want)
    return f"{sheet.per_unit(priced):f}" if money == sheet.base != priced else None
