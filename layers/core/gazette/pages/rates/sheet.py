"""The sheet of a day on the page: the main currencies first, then the others in the bank's order."""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from gazette.pages.rates.number_format import format_change, format_percent
from gazette.pages.rates.request import RatesPageRequest
from gazette.rates.bank import Bank
from gazette.rates.currency_names import NAMES
from gazette.words import find_nearest

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
    """The template's values for the sheet: `sheet`, `upcoming` with the main currencies, and the path of the JSON.

    `overdue` is true if the bank should have published another sheet by now.
    """
    coming = document["upcoming"]
    query = urlencode({"source": request.bank.id, "date": document["requested_date"]})
    return {
        "sheet": {**_build_sheet(document, request.bank, names), "overdue": overdue},
        "upcoming": coming
        and _build_sheet({**coming, "rates": select_main(coming["rates"], request.bank)}, request.bank, names),
        "sheet_file": f"/v1/rates?{query}",
    }


def _build_sheet(document: Document, bank: Bank, names: CurrencyNames) -> Document:
    """A public sheet with dates as dates and figures as texts."""
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
        "rows": [_build_row(rate, names) for rate in sort_main_first(document["rates"], bank)],
    }


def sort_main_first(rates: list[Document], bank: Bank) -> list[Document]:
    place = {currency: place for place, currency in enumerate(bank.main)}
    return sorted(rates, key=lambda rate: place.get(rate["currency"], len(place)))


def select_main(rates: list[Document], bank: Bank) -> list[Document]:
    return [rate for rate in sort_main_first(rates, bank) if rate["currency"] in bank.main]


def _build_row(rate: Document, names: CurrencyNames) -> Document:
    """`held` is the bank's new rate if that is on hold, with its change in percent, if any.

    `mismatch` is the bank's own change if that does not fit its rates.
    """
    candidate = rate.get("candidate")
    return {
        "currency": rate["currency"],
        "name": names.name(rate["currency"]),
        "nominal": rate["nominal"],
        "rate": rate["rate"],
        "held": candidate
        and {"rate": candidate["rate"], "percent": _if_any(format_percent, candidate["change_percent"])},
        "mismatch": format_change(rate["bank_change"]) if rate.get("mismatch") else None,
        "change": _if_any(format_change, rate["change"]),
        "percent": _if_any(format_percent, rate["change_percent"]),
    }


def _if_any(form: Callable[[str], str], text: str | None) -> str | None:
    return None if text is None else form(text)
