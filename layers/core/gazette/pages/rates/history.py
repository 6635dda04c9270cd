"""The history of one currency: the days of a range that have a sheet, newest first, and its chart."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from gazette.pages.rates.chart import build_chart_values
from gazette.pages.rates.number_format import NumberFormat
from gazette.pages.rates.request import DECADE, RatesPageRequest, subtract_months
from gazette.pages.rates.sheet import CurrencyNames
from gazette.rates.iso4217 import was_redenominated
from gazette.rates.keys import LONGEST_GAP
from gazette.rates.month_rate import MonthRate
from gazette.rates.percent import percent_change
from gazette.rates.public.chart import step_line
from gazette.rates.public.series import Series, build_series_query

FIELDS = {"currency", "from", "to"}
MAX_ROWS = 260
"""Rows of the table, about a year of days. The files have all days."""
RANGES = {"month": 1, "quarter": 3, "year": 12, "decade": DECADE}
"""Ranges that the page offers, in months."""


class CurrencyDays:
    """The days of a currency that the page shows.

    The read begins one day earlier, because the first change is calculated from the sheet before the first day.
    """

    def __init__(self, request: RatesPageRequest, today: date, latest: date, *, is_past: bool = False) -> None:
        """`today` is the last day by default, `latest` the last possible one.

        `is_past` says that `today` is an earlier day: links to other ranges then name the last day.
        """
        self.is_past = is_past
        self.source, self.base, self.currency = request.bank.id, request.bank.base, request.currency
        self.since, self.until = request.date_range(today, latest)
        self._start, self._past = self.since - timedelta(1), self.until < today

    def query(self, table: str) -> dict[str, Any]:
        """One Query, which needs one reply only: ten years of a currency are a third of the 1 MB of a reply."""
        return build_series_query(table, self.source, self.currency, self._start, self.until)

    def pairs(self, items: list[dict[str, Any]]) -> list[tuple["Day", "Day | None"]]:
        """Days with a rate, each with the day of the sheet before it, or None if that sheet lacks the currency."""
        series = Series(self.currency, self._start, self.until, items)
        days = [Day(day, text) if text is not None else None for day, text in series.sheets]
        return [(day, before) for day, before in zip(days, [None, *days], strict=False) if day]

    def series(self, items: list[dict[str, Any]]) -> Series:
        """The series that the chart shows."""
        return Series(self.currency, self.since, self.until, items)

    def find_old(self, series: Series) -> date | None:
        """The date of the sheet that is in force on the last day, if it is too old for a past day."""
        return self.until - timedelta(series.age_at_end) if self._past and series.is_old_at_end else None

    def file(self, name: str = "") -> str:
        """Path of the same days in the API."""
        query = {"from": self.since.isoformat(), "to": self.until.isoformat(), "source": self.source}
        return f"/v1/rates/{self.currency}{name}?{urlencode(query)}"


class Day:
    """The rate per unit that was served on a day with a sheet."""

    __slots__ = ("changed_from", "date", "held", "per_unit", "redenominated")

    def __init__(self, day: str, text: str) -> None:
        rate = MonthRate(text)
        self.date, self.per_unit = date.fromisoformat(day), rate.per_unit
        self.held, self.redenominated, self.changed_from = rate.held, rate.redenominated, rate.changed_from

    @property
    def exact(self) -> Decimal:
        return Decimal(self.per_unit)


def build_history_values(
    request: RatesPageRequest, days: CurrencyDays, names: CurrencyNames, codes: list[str], items: list[dict[str, Any]]
) -> dict[str, Any]:
    """The template's values for the history. `codes` are those of the sheet, `items` those of the months.

    The list of currencies has the codes of the sheet first, then all others that the bank ever printed. `choosing` is
    true if the reader has chosen days of their own, or wrong ones: then the form is open.
    """
    if days.currency not in names.by_code:
        request.reject("currency", "currency")
    ranges = [_build_range(word, months, request, days) for word, months in RANGES.items()]
    return {
        "currency": {"code": days.currency, "name": names.name(days.currency)},
        "currencies": names.choices([*codes, *sorted(names.by_code)]),
        "last_date": _parse_last_date(names.by_code.get(days.currency)),
        "days": days,
        "ranges": ranges,
        "choosing": bool(request.errors.keys() & FIELDS) or not any(each["current"] for each in ranges),
        "history": _build_history(days.pairs(items), days.series(items), days, request),
    }


def _parse_last_date(currency: dict[str, Any] | None) -> date | None:
    """The last day of a currency that is retired."""
    return date.fromisoformat(currency["last_date"]) if currency and currency["retired"] else None


def _build_range(word: str, months: int, request: RatesPageRequest, days: CurrencyDays) -> dict[str, Any]:
    since = subtract_months(days.until, months)
    last = {"to": days.until.isoformat()} if days.is_past else {}
    query = request.build_query(**{"from": since.isoformat()}, **last)
    return {"word": word, "query": query, "current": since == days.since}


def _build_history(
    pairs: list[tuple[Day, Day | None]], series: Series, days: CurrencyDays, request: RatesPageRequest
) -> dict[str, Any] | None:
    """`rows`, their number without the limit, and the values of the chart; None if no rate is in force.

    If no day of the range has a sheet, the only row is the sheet in force, `carried` from its date. `old` is the date
    of the last sheet, if that is too old.
    """
    steps = step_line.build_steps(series, days.base)
    if not steps:
        return None
    in_range = [(day, before) for day, before in pairs if day.date >= days.since]
    rows = in_range or pairs[-1:]
    return {
        "rows": [_build_row(day, before, days, request.numbers) for day, before in reversed(rows[-MAX_ROWS:])],
        "count": len(rows),
        "carried": None if in_range else rows[0][0].date,
        "old": days.find_old(series),
        "chart": build_chart_values(series, steps, request.lang, request.numbers),
    }


def _build_row(day: Day, before: Day | None, days: CurrencyDays, numbers: NumberFormat) -> dict[str, Any]:
    rate = numbers.number(day.per_unit)
    row: dict[str, Any] = {"date": day.date, "rate": rate, "held": day.held, "change": None, "percent": None}
    if before and _is_comparable(before, day, days):
        previous = Decimal(day.changed_from) if before.held else before.exact
        change = day.exact - previous
        row["change"] = numbers.change(f"{change:f}")
        row["percent"] = numbers.percent(f"{percent_change(change, previous):f}")
    return row


def _is_comparable(before: Day, day: Day, days: CurrencyDays) -> bool:
    """Whether the day has a change: its rate is not held, the money is the same, and the gap is not long.

    After a held rate the day itself says what its change is computed from, if its month was stored with that.
    """
    return (
        not (day.held or day.redenominated)
        and (not before.held or bool(day.changed_from))
        and day.date - before.date <= LONGEST_GAP
        and not any(was_redenominated(money, before.date, day.date) for money in (days.currency, days.base))
    )
