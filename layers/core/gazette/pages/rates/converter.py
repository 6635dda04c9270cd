"""The converter: its choice of currencies, and the figures of `/v1/rates/convert`."""

import json
from typing import Any

from gazette.pages.rates.figures import amount, plain
from gazette.pages.rates.request import RatesPageRequest
from gazette.pages.rates.sheet import Names
from gazette.rates.public import conversion
from gazette.rates.public.sheet import Sheet

FIELDS = {"amount", "have", "want"}


def values(asked: RatesPageRequest, sheet: Sheet, names: Names, codes: list[str]) -> dict[str, Any]:
    """`codes` are those of the sheet; the base of the bank goes with them."""
    codes = [*codes, sheet.base]
    return {"choices": names.choices(codes), "conversion": _conversion(asked, sheet, codes)}


def _conversion(asked: RatesPageRequest, sheet: Sheet, codes: list[str]) -> dict[str, Any] | None:
    """None where the form has a mistake in it."""
    for field, code in (("have", asked.have), ("want", asked.want)):
        if code not in codes:
            asked.refuse(field, "currency")
    if asked.wrong.keys() & FIELDS:
        return None
    counted = json.loads(conversion.answer(sheet, asked.have, asked.want, asked.amount))
    return {
        "amount": amount(counted["amount"]),
        "result": amount(counted["result"]),
        "rate": _printed(sheet, asked.have, asked.want) or plain(counted["rate"]),
        "held": counted.get("held", []),
    }


def _printed(sheet: Sheet, have: str, want: str) -> str | None:
    """The bank's own digits where one of these for the other is what it prints."""
    money, priced = (want, have) if sheet.bank.quotation == "direct" else (have, want)
    return f"{sheet.per_unit(priced):f}" if money == sheet.base != priced else None
