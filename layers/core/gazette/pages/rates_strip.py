"""The rates strip in the header of every page: the lines of the headline in parts, so that each part has its look.

The parts and the separators between them are the whole line again: who copies it, or has it read aloud, gets the text
that the API gives too.
"""

from datetime import date, datetime
from typing import Any

from gazette.rates.public import headline
from gazette.rates.sources import load_bank


def build_strip(rates: dict[str, Any] | None, now: datetime) -> dict[str, Any] | None:
    """`{title, late, lines: [{amount, rate, money, percent, trend}]}` from a headline (rates/public/headline.py).

    `late` is true if the bank's next rates are overdue. `trend` is `up`, `down` or empty; `percent` is None for a rate
    without a change.
    """
    if rates is None:
        return None
    late = load_bank(headline.SOURCE).is_stale(date.fromisoformat(rates["date"]), now)
    return {"title": rates["title"], "late": late, "lines": [_split_line(line) for line in rates["lines"]]}


def _split_line(line: str) -> dict[str, Any]:
    amount, price, *change = line.split(headline.SEPARATOR)
    rate, money = price.split(" ")
    percent = change[0] if change else None
    return {"amount": amount, "rate": rate, "money": money, "percent": percent, "trend": find_trend(percent)}


def find_trend(change: str | None) -> str:
    """`up`, `down` or empty: the class of a change, from its text with a sign."""
    return {"+": "up", "-": "down"}.get((change or "")[:1], "")
