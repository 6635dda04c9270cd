"""The two axes: round values, and the days that get a label."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gazette.words.dates import Dates

MAX_STEPS = 7
"""Steps between the lowest labelled value and the highest."""
_ROUND = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
_MARGIN = Decimal("0.08")
"""Space above and below the line, as a share of the range of its values."""
_FLAT_RANGE = Decimal("0.02")
"""Range of a line that has only one value, as a share of that value."""
_MIN_STEPS = 4
"""Minimum height of the chart, in the smallest steps that the bank's digits can show."""


class Scale:
    """Maps a value or a day to a coordinate of the chart, a whole number."""

    __slots__ = ("_end", "_first", "_last", "_start")

    def __init__(self, first: Decimal | int, last: Decimal | int, start: int, end: int) -> None:
        self._first, self._last, self._start, self._end = first, last, start, end

    def __call__(self, value: Decimal | int) -> int:
        if self._first == self._last:
            return (self._start + self._end) // 2
        return self._start + int((value - self._first) * (self._end - self._start) // (self._last - self._first))


def compute_value_bounds(low: Decimal, high: Decimal, tick: Decimal) -> tuple[Decimal, Decimal]:
    """Lowest and highest value of the chart: those of the line with a margin, but not below zero.

    `tick` is the smallest step that the bank's digits can show.
    """
    margin = max((high - low or high * _FLAT_RANGE) * _MARGIN, (tick * _MIN_STEPS - (high - low)) / 2)
    return max(low - margin, Decimal(0)), high + margin


def list_round_values(low: Decimal, high: Decimal, tick: Decimal) -> list[Decimal]:
    """Round values from `low` to `high`, all with the same number of digits.

    They are multiples of 1, 2 or 5 times a power of ten. Their step is at least `tick`.
    """
    min_step = max((high - low) / MAX_STEPS, tick)
    power = Decimal(1).scaleb(min_step.adjusted())
    step = next(factor * power for factor in _ROUND if factor * power >= min_step)
    first, last = (low / step).to_integral_value(ROUND_CEILING), (high / step).to_integral_value(ROUND_FLOOR)
    digits = Decimal(1).scaleb(min(0, step.adjusted()))
    return [(step * number).quantize(digits) for number in range(int(first), int(last) + 1)]


def choose_day_labels(start: date, end: date, dates: Dates) -> list[tuple[date, str]]:
    """At most eight days and their labels, at a step of days, weeks, months or years that fits the range."""
    length = (end - start).days
    for max_length, every in ((7, 1), (14, 2), (49, 7), (98, 14)):
        if length <= max_length:
            return [(day, dates.short_day(day)) for day in _list_days(start, end, every)]
    for max_length, every in ((210, 1), (420, 2), (630, 3), (1260, 6)):
        if length <= max_length:
            return [(day, dates.short_month(day)) for day in _list_months(start, end, every)]
    return [(day, str(day.year)) for day in _list_months(start, end, 12 if length <= 2900 else 24)]


def _list_days(start: date, end: date, days: int) -> list[date]:
    """One day in every `days` days, from `start` on. If `days` are whole weeks, from the first Monday on."""
    first = start.toordinal()
    if days % 7 == 0:
        first += -start.weekday() % 7
    return [date.fromordinal(day) for day in range(first, end.toordinal() + 1, days)]


def _list_months(start: date, end: date, every: int) -> list[date]:
    """The first day of one month in every `every` months, in the same months of each year."""
    first = start.year * 12 + start.month - 1 + (start.day > 1)
    last = end.year * 12 + end.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(first + -first % every, last + 1, every)]
