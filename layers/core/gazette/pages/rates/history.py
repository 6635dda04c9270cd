"""The history of one currency: the days of a range that have a sheet, the newest first, and what its chart shows."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from gazette.pages.rates.figures import change, percent
from gazette.pages.rates.request import DECADE, RatesPageRequest, months_before
from gazette.pages.rates.sheet import Names
from gazette.rates.iso4217 import redenominated
from gazette.rates.keys import REMEMBERED
from gazette.rates.percent import percent_change
from gazette.rates.public.chart import line
from gazette.rates.public.chart.line import Step
from gazette.rates.public.series import Series, request

MOST = 260
"""Days in the table, a year of them; of more the files tell."""
RANGES = {"month": 1, "quarter": 3, "year": 12, "decade": DECADE}
"""Months of the ranges that the page offers."""


class Span:
    """The days of a currency that are asked for. They are read from the day before, which has the sheet that the first
    day's change is from."""

    def __init__(self, asked: RatesPageRequest, now: datetime) -> None:
        self.source, self.base, self.currency = asked.bank.id, asked.bank.base, asked.currency
        self.since, self.until = asked.range(asked.bank.today(now))
        self._start = self.since - timedelta(1)

    def request(self, table: str) -> dict[str, Any]:
        """One Query, and one reply: a decade of a currency is a third of what a reply may hold."""
        return request(table, self.source, self.currency, self._start, self.until)

    def days(self, items: list[dict[str, Any]]) -> list[tuple["Day", "Day | None"]]:
        """Those whose sheet has the currency, each with that of the sheet before, where that has it too."""
        series = Series(self.currency, self._start, self.until, items)
        days = [Day(day, text) if text is not None else None for day, text in series.sheets]
        return [(day, before) for day, before in zip(days, [None, *days], strict=False) if day]

    def steps(self, items: list[dict[str, Any]]) -> list[Step]:
        """The line of the chart."""
        return line.steps(Series(self.currency, self.since, self.until, items), self.base)

    def file(self, name: str = "") -> str:
        """Address of the same days for programs."""
        query = {"from": self.since.isoformat(), "to": self.until.isoformat(), "source": self.source}
        return f"/v1/rates/{self.currency}{name}?{urlencode(query)}"


class Day:
    """A rate per unit as it was served on a day that has a sheet."""

    __slots__ = ("date", "held", "per_unit")

    def __init__(self, day: str, text: str) -> None:
        self.date, self.held, self.per_unit = date.fromisoformat(day), text.endswith("*"), text.rstrip("*")

    @property
    def exact(self) -> Decimal:
        return Decimal(self.per_unit)


def values(
    asked: RatesPageRequest, span: Span, names: Names, codes: list[str], items: list[dict[str, Any]]
) -> dict[str, Any]:
    """`codes` are those of the sheet; those that the bank printed before follow them in the list to choose from."""
    if span.currency not in names.known:
        asked.refuse("currency", "currency")
    return {
        "currency": {"code": span.currency, "name": names.of(span.currency)},
        "currencies": names.choices([*codes, *sorted(names.known)]),
        "last_date": _last_date(names.known.get(span.currency)),
        "span": span,
        "ranges": [_range(word, months, asked, span) for word, months in RANGES.items()],
        "history": _history(span.days(items), span.steps(items), span),
    }


def _last_date(known: dict[str, Any] | None) -> date | None:
    """The last day of a currency that is no money any more."""
    return date.fromisoformat(known["last_date"]) if known and known["retired"] else None


def _range(word: str, months: int, asked: RatesPageRequest, span: Span) -> dict[str, Any]:
    since = months_before(span.until, months)
    return {"word": word, "query": asked.query(**{"from": since.isoformat()}), "current": since == span.since}


def _history(days: list[tuple[Day, Day | None]], steps: list[Step], span: Span) -> dict[str, Any] | None:
    """`rows` and how many there are in all, and what the chart shows; None where no rate is in force. Where none of the
    days has a sheet, the one in force is the row, `carried` from its day."""
    if not steps:
        return None
    printed = [(day, before) for day, before in days if day.date >= span.since]
    own = printed or days[-1:]
    return {
        "rows": [_row(day, before, span) for day, before in reversed(own[-MOST:])],
        "count": len(own),
        "carried": None if printed else own[0][0].date,
        "chart": _chart(steps),
    }


def _chart(steps: list[Step]) -> dict[str, str | date | bool]:
    """What the line of a chart shows, for the words in its place."""
    (lowest, highest), last = line.extremes(steps), steps[-1]
    return {
        "since": date.fromordinal(steps[0].day),
        "first": f"{steps[0].value:f}",
        "until": date.fromordinal(last.until - 1),
        "last": f"{last.value:f}",
        "held": last.held,
        "lowest": f"{lowest.value:f}",
        "lowest_day": date.fromordinal(lowest.day),
        "highest": f"{highest.value:f}",
        "highest_day": date.fromordinal(highest.day),
    }


def _row(day: Day, before: Day | None, span: Span) -> dict[str, Any]:
    row: dict[str, Any] = {"date": day.date, "rate": day.per_unit, "held": day.held, "change": None, "percent": None}
    if before and _comparable(before, day, span):
        moved = day.exact - before.exact
        row["change"], row["percent"] = change(f"{moved:f}"), percent(f"{percent_change(moved, before.exact):f}")
    return row


def _comparable(before: Day, day: Day, span: Span) -> bool:
    """Whether a change counts: from rates that are the bank's own, in one money, not across a gap of history."""
    return (
        not (before.held or day.held)
        and day.date - before.date <= REMEMBERED
        and not any(redenominated(money, before.date, day.date) for money in (span.currency, span.base))
    )
