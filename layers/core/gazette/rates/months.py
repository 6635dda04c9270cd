"""A month of a source: what is served of every currency, per unit, so that a year of one is a Query of twelve items."""

from __future__ import annotations

from typing import Any

from gazette.rates.keys import key
from gazette.rates.sheets import StoredSheet


class Month:
    """`rates` by currency, then by day of the month. Each currency is an entry of its own in the item's map (text
    `01 12194.21;02 12142.10`, a star behind a held rate), so that a read can ask for one."""

    def __init__(self, source: str, month: str, item: dict[str, Any] | None) -> None:
        self.source, self.month = source, month
        texts = item["rates"]["M"] if item else {}
        self.rates = {code: _days(value["S"]) for code, value in texts.items()}

    def put(self, stored: StoredSheet) -> None:
        """Make the month say what the sheet says of its day."""
        day = f"{stored.date:%d}"
        for days in self.rates.values():
            days.pop(day, None)
        for code, rate in stored.sheet.rates.items():
            good = stored.judged.good.get(code)
            self.rates.setdefault(code, {})[day] = f"{rate.per_unit:f}" if good is None else f"{good:f}*"

    def item(self) -> dict[str, Any]:
        texts = {
            code: {"S": ";".join(f"{day} {value}" for day, value in sorted(days.items()))}
            for code, days in sorted(self.rates.items())
            if days
        }
        return {**key(f"{self.source}/month", self.month), "rates": {"M": texts}}


def _days(text: str) -> dict[str, str]:
    return {entry[:2]: entry[3:] for entry in text.split(";")}
