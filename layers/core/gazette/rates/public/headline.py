"""The rates in the header of every page and of the first screen: the main rates in force, ready to print.

Currency rates from 18/12/2025
$1 – 12059.78 UZS – -0.38%
"""

from __future__ import annotations

import json
from datetime import date, datetime

from gazette.rates.keys import build_newest_query
from gazette.rates.sources import load_bank
from gazette.words import load_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SOURCE = "cbu"
"""The bank of the headline."""
SEPARATOR = " – "
"""Between the parts of a line."""
SYMBOLS = {"USD": "$", "EUR": "€", "RUB": "₽"}


def build_headline_query(table: str, now: datetime) -> dict[str, Any]:
    """The Query for the sheet in force. `build_headline` reads its reply."""
    return build_newest_query(table, SOURCE, load_bank(SOURCE).today(now), "base", "main", limit=1)


def build_headline(reply: dict[str, Any], lang: str) -> dict[str, Any] | None:
    """`{date, title, lines}` of the sheet in force, or None if there is none.

    The line of a held rate has no change; a currency that the sheet lacks has no line.
    """
    if not reply["Items"]:
        return None
    [item] = reply["Items"]
    rates = [rate for rate in json.loads(item["main"]["S"]) if rate]
    return format_headline(item["date"]["S"], item["base"]["S"], rates, lang)


def format_headline(day: str, base: str, rates: list[dict[str, Any]], lang: str) -> dict[str, Any]:
    """The headline from a sheet's date, its base and its main rates, in the form of the public sheet."""
    title = load_words(lang)["headline"]["title"].format(day=date.fromisoformat(day))
    return {"date": day, "title": title, "lines": [_format_line(rate, base) for rate in rates]}


def compute_expiry(now: datetime) -> int:
    """The bank's next midnight, in seconds since 1970. No cache may keep a headline longer."""
    return load_bank(SOURCE).next_midnight(now)


def _format_line(rate: dict[str, Any], base: str) -> str:
    currency, percent = rate["currency"], rate["change_percent"]
    parts = [f"{SYMBOLS.get(currency, currency + ' ')}{rate['nominal']}", f"{rate['rate']} {base}"]
    return SEPARATOR.join(parts if percent is None else [*parts, f"{add_sign(percent)}%"])


def add_sign(figure: str) -> str:
    """A figure with its sign: +0.68, -0.38, 0.00."""
    return figure if figure.startswith("-") or not figure.strip("0.") else f"+{figure}"
