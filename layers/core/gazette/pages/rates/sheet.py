"""The sheet of a day on the page: the often asked currencies first, then the others in the bank's order."""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from gazette.pages.rates.number_format import NumberFormat
from gazette.pages.rates.request import RatesPageRequest
from gazette.pages.rates_strip import find_trend
from gazette.rates.bank import Bank
from gazette.rates.currency_names import NAMES
from gazette.rates.public.headline import add_sign
from gazette.words import find_nearest

OFTEN_ASKED = ("USD", "EUR", "RUB", "KZT", "KGS", "TJS", "TMT", "CNY", "GBP", "TRY")
"""Currencies that readers look for: those of trade, and of the neighbours. A bank's own main currencies come first."""

Document = dict[str, Any]
"""A public sheet of `/v1/rates`, or a part of it."""


class CurrencyNames:
    """Names of currencies in a language, from the items of `/v1/currencies`."""

    def __init__(self, items: list[Document], lang: str) -> None:
        self.by_code = {item["currency"]: item for item in items}
        self._lang = lang

    def name(self, code: str) -> str:
        """The name in the language, or in the nearest language with a name; the code if there is no name.

        The bank's own money has no name in its sheets.
        """
        item = self.by_code.get(code)
        return pick_name(item["names"] if item else NAMES.get(code, {}), self._lang) or code

    def choices(self, codes: list[str]) -> list[tuple[str, str]]:
        """Codes without repetition, each with its name, for a list to choose from."""
        return [(code, self.name(code)) for code in dict.fromkeys(codes)]


def pick_name(names: dict[str, str], lang: str) -> str:
    """The name in a language, else in that of its first part, else in English, else an empty text."""
    if names.get(lang):
        return names[lang]
    return names.get(find_nearest(lang, {language for language, name in names.items() if name}), "")


def build_sheet_values(
    request: RatesPageRequest, document: Document, names: CurrencyNames, *, overdue: bool
) -> Document:
    """The template's values for the sheet: `sheet`, `main` and `upcoming` with the main currencies, and the path of
    the JSON.

    `overdue` is true if the bank should have published another sheet by now. `open` is true if the page shows the
    history of a currency that is not often asked: then the list of the others is open.
    """
    coming, often = document["upcoming"], list_often_asked(request.bank)
    rows = [_build_row(rate, names, request.numbers) for rate in sort_often_asked(document["rates"], request.bank)]
    others = [row for row in rows if row["currency"] not in often]
    query = urlencode({"source": request.bank.id, "date": document["requested_date"]})
    return {
        "sheet": {
            **_describe_sheet(document),
            "overdue": overdue,
            "often": [row for row in rows if row["currency"] in often],
            "others": others,
            "open": any(row["currency"] == request.currency for row in others),
        },
        "main": [row for row in rows if row["currency"] in request.bank.main],
        "upcoming": coming and _build_upcoming(coming, request, names),
        "sheet_file": f"/v1/rates?{query}",
    }


def list_often_asked(bank: Bank) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*bank.main, *OFTEN_ASKED)))


def sort_often_asked(rates: list[Document], bank: Bank) -> list[Document]:
    """The rates of the often asked currencies first, then the others in the bank's order."""
    place = {currency: place for place, currency in enumerate(list_often_asked(bank))}
    return sorted(rates, key=lambda rate: place.get(rate["currency"], len(place)))


def select_main(rates: list[Document], bank: Bank) -> list[Document]:
    return [rate for rate in sort_often_asked(rates, bank) if rate["currency"] in bank.main]


def _build_upcoming(document: Document, request: RatesPageRequest, names: CurrencyNames) -> Document:
    rates = select_main(document["rates"], request.bank)
    rows = [_build_row(rate, names, request.numbers) for rate in rates]
    return {"date": date.fromisoformat(document["date"]), "rows": rows}


def _describe_sheet(document: Document) -> Document:
    """What the page says of a public sheet, with dates as dates."""
    previous = document["previous_date"]
    return {
        "date": date.fromisoformat(document["date"]),
        "requested": date.fromisoformat(document["requested_date"]),
        "carried": document["carried"],
        "stale": document["stale"],
        "corrected": document["revision"] > 1,
        "previous": date.fromisoformat(previous) if previous else None,
        "base": document["base"],
        "indirect": document["quotation"] == "indirect",
    }


def _build_row(rate: Document, names: CurrencyNames, numbers: NumberFormat) -> Document:
    """Figures as texts. `held` is the bank's new rate if that is on hold, with its change in percent, if any.

    `mismatch` is the bank's own change if that does not fit its rates. `trend` is `up`, `down` or empty.
    """
    candidate, percent = rate.get("candidate"), rate["change_percent"]
    return {
        "currency": rate["currency"],
        "name": names.name(rate["currency"]),
        "nominal": numbers.number(str(rate["nominal"])),
        "rate": numbers.number(rate["rate"]),
        "held": candidate
        and {
            "rate": numbers.number(candidate["rate"]),
            "percent": _if_any(numbers.percent, candidate["change_percent"]),
        },
        "mismatch": numbers.change(rate["bank_change"]) if rate.get("mismatch") else None,
        "change": _if_any(numbers.change, rate["change"]),
        "percent": _if_any(numbers.percent, percent),
        "trend": find_trend(percent and add_sign(percent)),
    }


def _if_any(form: Callable[[str], str], text: str | None) -> str | None:
    return None if text is None else form(text)
