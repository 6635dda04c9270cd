"""A month of a source: the served rate of every currency for one unit, by day, in several items."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gazette.rates.keys import get_month_series, list_month_series
from gazette.rates.month_rate import format_month_rate
from gazette.rates.store.sheets import StoredSheet


class Month:
    """`rates` are texts by currency and day of the month (`01`). `days` are the days that have a sheet.

    Each item has a part of the currencies. Each currency is one entry in the item's map, so that a read can request one
    currency: `01 12194.21;02 12142.10` (month_rate.py). Every item lists all days (`01 02`), also an
    item without currencies: a day without a rate then means that the sheet lacks the currency.
    """

    def __init__(self, source: str, month: str, items: Iterable[dict[str, Any]]) -> None:
        """`month` is such as `2025-12`, `items` its stored parts."""
        self.source, self.month = source, month
        self._stored = {item["series"]: item for item in items}
        self.days = {day for item in self._stored.values() for day in item["days"].split(" ")}
        self.rates = {code: _parse_days(text) for item in self._stored.values() for code, text in item["rates"].items()}

    def put(self, stored: StoredSheet) -> None:
        """Replaces the day of a sheet."""
        day = f"{stored.date:%d}"
        self.days.add(day)
        for days in self.rates.values():
            days.pop(day, None)
        evaluated, redenominated = stored.evaluated, stored.redenominated
        for code, rate in stored.sheet.rates.items():
            self.rates.setdefault(code, {})[day] = format_month_rate(
                evaluated.last_good.get(code, rate).per_unit,
                held=code in evaluated.last_good,
                redenominated=bool(redenominated & {code, stored.base}),
                changed_from=evaluated.changed_from.get(code),
            )

    def changed_items(self) -> list[dict[str, Any]]:
        """The parts that differ from the stored ones."""
        items = {series: self._build_part(series) for series in list_month_series(self.source)}
        return [item for series, item in items.items() if item != self._stored.get(series)]

    def _build_part(self, series: str) -> dict[str, Any]:
        texts = {
            code: ";".join(f"{day} {rate}" for day, rate in sorted(days.items()))
            for code, days in sorted(self.rates.items())
            if days and get_month_series(self.source, code) == series
        }
        return {"series": series, "date": self.month, "days": " ".join(sorted(self.days)), "rates": texts}


def _parse_days(text: str) -> dict[str, str]:
    return {entry[:2]: entry[3:] for entry in text.split(";")}
