"""The days of one currency, from the months that hold them. Lean: Rates and Pages read it.

    reply = reader.query(request(table, "cbu", "USD", start, end))
    Series("USD", start, end, reply["Items"]).points(fill=True)

What is served of a day is what the sheet in force on it has. So a sheet without the currency ends what the one before
it said: nothing is carried over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from gazette.rates.keys import part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from gazette.rates.bank import Bank

    Query = dict[str, Any]

_DAY = timedelta(1)


class Point:
    """A day of a currency: `per_unit` with the exact digits, `sheet` the date of the sheet that it is from."""

    __slots__ = ("date", "held", "per_unit", "sheet")

    def __init__(self, date: str, per_unit: str, held: bool, sheet: str) -> None:
        self.date, self.per_unit, self.held, self.sheet = date, per_unit, held, sheet

    @property
    def carried(self) -> bool:
        return self.sheet != self.date


def request(table: str, source: str, currency: str, start: date, end: date) -> Query:
    """The Query for all months of these days, and for the last one before them that has a sheet, however old it is.

    Newest first and limited: where months are missing, older ones take their place. For a year that is one reply of
    some 5 kB; where more were asked for, `LastEvaluatedKey` may say that it is not whole.
    """
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    return {
        "TableName": table,
        "KeyConditionExpression": "series = :series AND #date <= :month",
        "ExpressionAttributeNames": {"#date": "date", "#days": "days", "#rates": "rates", "#currency": currency},
        "ExpressionAttributeValues": {
            ":series": {"S": part(source, currency)},
            ":month": {"S": end.isoformat()[:7]},
        },
        "ProjectionExpression": "#date, #days, #rates.#currency",
        "ScanIndexForward": False,
        "Limit": months + 1,
    }


class Series:
    """What the items of such a Query (newest first, of one reply or of several) say of a currency, both ends
    inclusive."""

    def __init__(self, currency: str, start: date, end: date, items: Iterable[dict[str, Any]]) -> None:
        self.currency, self.start, self.end = currency, start, end
        first, last = start.isoformat(), end.isoformat()
        self.latest: str | None = None
        """The last day that is known to have a sheet; it may lie behind the end."""
        self.sheets: list[tuple[str, str | None]] = []
        """Date of each sheet, oldest first, and what it has of the currency (a star behind what is held); the one that
        is in force on the first day is the first of them, if there is any."""
        for item in items:
            month, texts = item["date"]["S"], item.get("rates", {"M": {}})["M"]
            rates = dict(_entries(texts[currency]["S"])) if currency in texts else {}
            for day in reversed(item["days"]["S"].split(" ")):
                sheet = f"{month}-{day}"
                self.latest = self.latest or sheet
                if sheet <= last:
                    self.sheets.append((sheet, rates.get(day)))
                if sheet <= first:
                    break
            else:
                continue
            break
        self.sheets.reverse()

    def points(self, fill: bool = False) -> Iterator[Point]:
        """The days that have a sheet with the currency; with `fill` all days on which such a sheet is in force."""
        first = self.start.isoformat()
        for place, (sheet, text) in enumerate(self.sheets):
            if text is None:
                continue
            held = text.endswith("*")
            per_unit = text[:-1] if held else text
            if sheet >= first:
                yield Point(sheet, per_unit, held, sheet)
            if fill:
                for day in self._carried(place):
                    yield Point(day, per_unit, held, sheet)

    def _carried(self, place: int) -> Iterator[str]:
        """The days on which a sheet is in force after its own."""
        own = date.fromisoformat(self.sheets[place][0])
        until = date.fromisoformat(self.sheets[place + 1][0]) if place + 1 < len(self.sheets) else self.end + _DAY
        for ordinal in range(max(own + _DAY, self.start).toordinal(), until.toordinal()):
            yield date.fromordinal(ordinal).isoformat()

    def whole(self, bank: Bank) -> bool:
        """Whether the bank's calendar explains every day without a sheet, so that no backfill will bring one."""
        if not self.sheets:
            return False
        dates = [date.fromisoformat(sheet) for sheet, _ in self.sheets]
        return dates[0] <= self.start and all(
            after == before + _DAY or bank.expected_after(before) >= after
            for before, after in zip(dates, [*dates[1:], self.end + _DAY], strict=True)
        )


def _entries(text: str) -> Iterator[tuple[str, str]]:
    return ((entry[:2], entry[3:]) for entry in text.split(";"))
