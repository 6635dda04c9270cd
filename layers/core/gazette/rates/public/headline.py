"""The line in the header: the main rates in force, ready to print. Lean: home and every page read it.

Currency rates from 18/12/2025
$1 – 12059.78 UZS – -0.38%
"""

from __future__ import annotations

import json
from datetime import date, datetime

from gazette.rates.keys import newest
from gazette.rates.sources import bank

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TITLES = {
    "en": "Currency rates from {day:%d/%m/%Y}",
    "ru": "Курсы валют с {day:%d.%m.%Y}",
    "uz": "{day:%d.%m.%Y} dan valyuta kurslari",
    "uz-Cyrl": "{day:%d.%m.%Y} дан валюта курслари",
}
SOURCE = "cbu"
"""The bank of the line."""
SYMBOLS = {"USD": "$", "EUR": "€", "RUB": "₽"}


def request(table: str, now: datetime) -> dict[str, Any]:
    """The Query whose reply `line` reads: the one sheet in force, however many are coming."""
    return newest(table, SOURCE, bank(SOURCE).today(now), "base", "main", limit=1)


def build_headline(reply: dict[str, Any], lang: str) -> dict[str, Any] | None:
    """`{date, title, lines}` of the sheet in force, or None where no sheet is. A held rate has no change; money that
    was not there yet has no line."""
    if not reply["Items"]:
        return None
    [item] = reply["Items"]
    rates = [rate for rate in json.loads(item["main"]["S"]) if rate]
    return format_headline(item["date"]["S"], item["base"]["S"], rates, lang)


def format_headline(day: str, base: str, rates: list[dict[str, Any]], lang: str) -> dict[str, Any]:
    """The same of a sheet that was read already: its day, and its main rates as the public reads them."""
    title = TITLES.get(lang, TITLES["en"]).format(day=date.fromisoformat(day))
    return {"date": day, "title": title, "lines": [_line(rate, base) for rate in rates]}


def valid_until(now: datetime) -> int:
    """Seconds since 1970 of the bank's next midnight, past which no line may be kept."""
    return bank(SOURCE).midnight(now)


def _line(rate: dict[str, Any], base: str) -> str:
    currency, percent = rate["currency"], rate["change_percent"]
    text = f"{SYMBOLS.get(currency, currency + ' ')}{rate['nominal']} – {rate['rate']} {base}"
    if percent is None:
        return text
    return f"{text} – {signed(percent)}%"


def signed(percent: str) -> str:
    """A percentage with its sign: +0.68, -0.38, 0.00."""
    return percent if percent.startswith("-") or not percent.strip("0.") else f"+{percent}"
