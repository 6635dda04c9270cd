"""The two axes: round values, and days that one would name. Lean."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gazette.rates.public.chart.words import Words

STEPS = 7
"""Steps from the lowest value of the picture to the highest, at most."""
_ROUND = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
_ROOM = Decimal("0.08")
"""Part of the span that stays free below the line, and above it."""
_UNMOVED = Decimal("0.02")
"""Part of a value that stands for the span of a line that does not move."""
_LEAST = 4
"""Of the bank's smallest steps the picture is so many high at least."""


class Scale:
    """From a value or a day to a place in the picture, a whole number of its units."""

    __slots__ = ("_end", "_first", "_last", "_start")

    def __init__(self, first: Decimal | int, last: Decimal | int, start: int, end: int) -> None:
        self._first, self._last, self._start, self._end = first, last, start, end

    def __call__(self, value: Decimal | int) -> int:
        if self._first == self._last:
            return (self._start + self._end) // 2
        return self._start + int((value - self._first) * (self._end - self._start) // (self._last - self._first))


def room(low: Decimal, high: Decimal, tick: Decimal) -> tuple[Decimal, Decimal]:
    """Lowest and highest value of the picture: some room around the line, but none below nothing. `tick` is the
    smallest step that the bank's digits can show."""
    free = max((high - low or high * _UNMOVED) * _ROOM, (tick * _LEAST - (high - low)) / 2)
    return max(low - free, Decimal(0)), high + free


def values(low: Decimal, high: Decimal, tick: Decimal) -> list[Decimal]:
    """Round values between two: multiples of 1, 2 or 5 and a power of ten, all with the same digits, none of them finer
    than the bank's."""
    least = max((high - low) / STEPS, tick)
    power = Decimal(1).scaleb(least.adjusted())
    step = next(factor * power for factor in _ROUND if factor * power >= least)
    first, last = (low / step).to_integral_value(ROUND_CEILING), (high / step).to_integral_value(ROUND_FLOOR)
    digits = Decimal(1).scaleb(min(0, step.adjusted()))
    return [(step * number).quantize(digits) for number in range(int(first), int(last) + 1)]


def days(start: date, end: date, words: Words) -> list[tuple[date, str]]:
    """Days to name below the line, at most eight, and their names: every so many days, weeks, months or years."""
    length = (end - start).days
    for most, every in ((7, 1), (14, 2), (49, 7), (98, 14)):
        if length <= most:
            return [(day, words.short(day)) for day in _every(start, end, every)]
    for most, every in ((210, 1), (420, 2), (630, 3), (1260, 6)):
        if length <= most:
            return [(day, words.month(day)) for day in _months(start, end, every)]
    return [(day, str(day.year)) for day in _months(start, end, 12 if length <= 2900 else 24)]


def _every(start: date, end: date, days: int) -> list[date]:
    """From the first day on; weeks begin on Monday."""
    first = start.toordinal()
    if days % 7 == 0:
        first += -start.weekday() % 7
    return [date.fromordinal(day) for day in range(first, end.toordinal() + 1, days)]


def _months(start: date, end: date, every: int) -> list[date]:
    """First days of months, counted from the beginning of all years."""
    month = (start - timedelta(1)).year * 12 + (start - timedelta(1)).month
    month += -month % every
    found = []
    while (day := date(month // 12, month % 12 + 1, 1)) <= end:
        found.append(day)
        month += every
    return found
