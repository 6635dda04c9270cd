"""A month of a source as it is written: what is served of every currency, per unit, day by day, in several items."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gazette.rates.keys import key, part, parts
from gazette.rates.store.sheets import StoredSheet


class Month:
    """`rates` by currency, then by day of the month; `days` are those that have a sheet, whatever is in it.

    Each currency is an entry of its own in an item's map (text `01 12194.21;02 12142.10`, a star behind a held rate),
    so that a read can ask for one. Every part has all days (`01 02`), and stands there even without a currency: that a
    sheet lacked one is as good to know as its rate.
    """

    def __init__(self, source: str, month: str, items: Iterable[dict[str, Any]]) -> None:
        self.source, self.month = source, month
        self._stored = {item["series"]["S"]: item for item in items}
        self.days = {day for item in self._stored.values() for day in item["days"]["S"].split(" ")}
        self.rates = {
            code: _by_day(value["S"]) for item in self._stored.values() for code, value in item["rates"]["M"].items()
        }

    def put(self, stored: StoredSheet) -> None:
        """Make the month say what the sheet says of its day."""
        day = f"{stored.date:%d}"
        self.days.add(day)
        for days in self.rates.values():
            days.pop(day, None)
        for code, rate in stored.sheet.rates.items():
            good = stored.judged.good.get(code)
            self.rates.setdefault(code, {})[day] = f"{rate.per_unit:f}" if good is None else f"{good:f}*"

    def items(self) -> list[dict[str, Any]]:
        """The parts that are not as they were read."""
        made = {series: self._part(series) for series in parts(self.source)}
        return [item for series, item in made.items() if item != self._stored.get(series)]

    def _part(self, series: str) -> dict[str, Any]:
        texts = {
            code: {"S": ";".join(f"{day} {value}" for day, value in sorted(days.items()))}
            for code, days in sorted(self.rates.items())
            if days and part(self.source, code) == series
        }
        return {**key(series, self.month), "days": {"S": " ".join(sorted(self.days))}, "rates": {"M": texts}}


def _by_day(text: str) -> dict[str, str]:
    return {entry[:2]: entry[3:] for entry in text.split(";")}
