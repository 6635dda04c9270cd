"""The history of one currency, from the items of its months.

    reply = reader.query(series_query(table, "cbu", "USD", start, end))
    Series("USD", start, end, reply["Items"]).points(fill=True)

The rate of a day is the rate in the sheet in force on that day. If that sheet lacks the currency, the day has no rate:
the rate of an earlier sheet does not apply.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from gazette.rates.keys import get_month_series
from gazette.rates.month_rate import MonthRate
from gazette.rates.public.sheet import MAX_CARRIED_DAYS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from gazette.rates.bank import Bank

    Query = dict[str, Any]

_DAY = timedelta(1)


class Point:
    """A day of a currency: `per_unit` has the exact digits, `sheet` is the date of the sheet in force.

    `age_days` is the number of days from the sheet's date to the day.
    """

    __slots__ = ("age_days", "date", "held", "per_unit", "sheet")

    def __init__(self, date: str, rate: MonthRate, sheet: str, age_days: int) -> None:
        self.date, self.per_unit, self.held = date, rate.per_unit, rate.held
        self.sheet, self.age_days = sheet, age_days

    @property
    def carried(self) -> bool:
        return self.age_days > 0


def build_series_query(table: str, source: str, currency: str, start: date, end: date) -> Query:
    """The Query for all months of these days, and for the last month with a sheet before them, however old it is.

    The newest month is the first. If months are missing, the Query reads older months instead. A year is one reply of
    about 5 kB. A longer range may need several replies: then a reply has a `LastEvaluatedKey`.
    """
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    return {
        "TableName": table,
        "KeyConditionExpression": "series = :series AND #date <= :month",
        "ExpressionAttributeNames": {"#date": "date", "#days": "days", "#rates": "rates", "#currency": currency},
        "ExpressionAttributeValues": {
            ":series": {"S": get_month_series(source, currency)},
            ":month": {"S": end.isoformat()[:7]},
        },
        "ProjectionExpression": "#date, #days, #rates.#currency",
        "ScanIndexForward": False,
        "Limit": months + 1,
    }


class Series:
    """A currency from `start` to `end`, both inclusive, from the items of `build_series_query`.

    `sheets` are (date, text) of each sheet, the oldest first. The text is that of a `MonthRate`, None if the sheet
    lacks the currency. If a sheet is in force on the first day, it is the first of `sheets`. `latest` is the date of
    the newest sheet in the items. It may be after `end`.
    """

    def __init__(self, currency: str, start: date, end: date, items: Iterable[dict[str, Any]]) -> None:
        self.currency, self.start, self.end = currency, start, end
        self.latest: str | None = None
        self.sheets: list[tuple[str, str | None]] = []
        first, last = start.isoformat(), end.isoformat()
        for sheet, text in _parse_months(currency, items):
            self.latest = self.latest or sheet
            if sheet <= last:
                self.sheets.append((sheet, text))
            if sheet <= first:
                break
        self.sheets.reverse()

    def points(self, fill: bool = False) -> Iterator[Point]:
        """The days that have a sheet with the currency. With `fill`, all days on which such a sheet is in force."""
        first = self.start.isoformat()
        for position, (sheet, text) in enumerate(self.sheets):
            if text is None:
                continue
            rate = MonthRate(text)
            if sheet >= first:
                yield Point(sheet, rate, sheet, 0)
            if fill:
                for day, age_days in self._list_carried_days(position):
                    yield Point(day, rate, sheet, age_days)

    def _list_carried_days(self, position: int) -> Iterator[tuple[str, int]]:
        """The days on which a sheet is in force, without its own date, and the days since that date."""
        own = date.fromisoformat(self.sheets[position][0])
        until = date.fromisoformat(self.sheets[position + 1][0]) if position + 1 < len(self.sheets) else self.end + _DAY
        for ordinal in range(max(own + _DAY, self.start).toordinal(), until.toordinal()):
            yield date.fromordinal(ordinal).isoformat(), ordinal - own.toordinal()

    @property
    def age_at_end(self) -> int:
        """Days from the sheet in force on the last day to that day. 0 if no sheet is, or if it lacks the currency."""
        if not self.sheets or self.sheets[-1][1] is None:
            return 0
        return (self.end - date.fromisoformat(self.sheets[-1][0])).days

    @property
    def is_old_at_end(self) -> bool:
        """Whether the sheet in force on the last day is too old for a past day."""
        return self.age_at_end > MAX_CARRIED_DAYS

    def is_complete(self, bank: Bank) -> bool:
        """Whether the bank's calendar explains every day without a sheet, so that no backfill can add one."""
        if not self.sheets:
            return False
        dates = [date.fromisoformat(sheet) for sheet, _ in self.sheets]
        return dates[0] <= self.start and all(
            after == before + _DAY or bank.expected_after(before) >= after
            for before, after in zip(dates, [*dates[1:], self.end + _DAY], strict=True)
        )


def _parse_months(currency: str, items: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str | None]]:
    """(date, text) of the sheets of all months, the newest first.

    `days` is `01 02 …`. The rates of a currency are `01 12059.78;02 …`.
    """
    for item in items:
        month, texts = item["date"]["S"], item.get("rates", {"M": {}})["M"]
        rates = {entry[:2]: entry[3:] for entry in texts[currency]["S"].split(";")} if currency in texts else {}
        for day in reversed(item["days"]["S"].split(" ")):
            yield f"{month}-{day}", rates.get(day)
