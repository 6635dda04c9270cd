"""The sheet of a day as the page shows it, from the public sheet: the main currencies first, then all in the bank's
order."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from gazette.pages.rates.figures import change, percent
from gazette.pages.rates.request import RatesPageRequest
from gazette.rates.bank import Bank
from gazette.rates.names import NAMES

Document = dict[str, Any]


class Names:
    """What currencies are called in a language, from the items of `/v1/currencies`."""

    def __init__(self, items: list[Document], lang: str) -> None:
        self.known = {item["currency"]: item for item in items}
        self._lang = lang

    def of(self, currency: str) -> str:
        """A name in the language, or the nearest that there is; the code where there is none. A bank's own money has
        no name in its sheets."""
        known = self.known.get(currency)
        return named(known["names"] if known else NAMES.get(currency, {}), self._lang) or currency

    def choices(self, codes: list[str]) -> list[tuple[str, str]]:
        """Codes, each once, and names, for a list to choose from."""
        return [(code, self.of(code)) for code in dict.fromkeys(codes)]


def named(names: dict[str, str], lang: str) -> str:
    """The name in a language, else in that of its first part, else in English."""
    return names.get(lang) or names.get(lang.partition("-")[0]) or names.get("en") or ""


def values(asked: RatesPageRequest, document: Document, names: Names) -> Document:
    """The sheet, of the coming one the main currencies, and where the same is for programs."""
    coming = document["upcoming"]
    query = urlencode({"source": asked.bank.id, "date": document["requested_date"]})
    return {
        "sheet": _sheet(document, asked.bank, names),
        "upcoming": coming and _sheet({**coming, "rates": main_of(coming, asked.bank)}, asked.bank, names),
        "sheet_file": f"/v1/rates?{query}",
    }


def _sheet(document: Document, bank: Bank, names: Names) -> Document:
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
        "rows": [_row(rate, names) for rate in main_first(document["rates"], bank)],
    }


def main_first(rates: list[Document], bank: Bank) -> list[Document]:
    place = {currency: place for place, currency in enumerate(bank.main)}
    return sorted(rates, key=lambda rate: place.get(rate["currency"], len(place)))


def main_of(document: Document, bank: Bank) -> list[Document]:
    return [rate for rate in main_first(document["rates"], bank) if rate["currency"] in bank.main]


def _row(rate: Document, names: Names) -> Document:
    """`held` is what the bank printed in place of what is shown: a rate, and its percent where it has one."""
    candidate = rate.get("candidate")
    return {
        "currency": rate["currency"],
        "name": names.of(rate["currency"]),
        "nominal": rate["nominal"],
        "rate": rate["rate"],
        "held": candidate and {"rate": candidate["rate"], "percent": _or_none(percent, candidate["change_percent"])},
        "change": _or_none(change, rate["change"]),
        "percent": _or_none(percent, rate["change_percent"]),
    }


def _or_none(form: Any, text: str | None) -> str | None:
    return None if text is None else form(text)
