"""The working days of banks, and the date of the sheet that a bank publishes on a working day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

Effective = Callable[[date], date]
"""The date of the sheet that is published on a working day."""


class WorkingDays:
    """A callable: returns whether a bank works on a day.

    A bank does not work on Saturdays and Sundays, on `holidays` ((month, day) of each year), on days around Easter
    (`easter`: days from Easter Sunday) and on `days_off` (dates that a decree or the moon fixes).
    With `move`, a holiday on a weekend moves to the Monday after it, except in January. If a bank works on a Saturday
    in exchange for another day, its sheet is earlier than this calendar expects, never later.
    """

    def __init__(
        self,
        holidays: frozenset[tuple[int, int]],
        *,
        easter: tuple[int, ...] = (),
        days_off: frozenset[str] = frozenset(),
        move: bool = False,
    ) -> None:
        self._holidays, self._easter, self._days_off, self._move = holidays, easter, days_off, move

    def __call__(self, day: date) -> bool:
        return day.weekday() < 5 and not self._is_holiday(day) and not self._is_moved_holiday(day)

    def _is_holiday(self, day: date) -> bool:
        return (
            (day.month, day.day) in self._holidays
            or day.isoformat() in self._days_off
            or (bool(self._easter) and (day - easter(day.year)).days in self._easter)
        )

    def _is_moved_holiday(self, day: date) -> bool:
        """Whether this is the Monday after a holiday on a weekend."""
        weekend = (day - timedelta(1), day - timedelta(2))
        return self._move and day.weekday() == 0 and day.month != 1 and any(map(self._is_holiday, weekend))


def same_day(working: date) -> date:
    return working


def next_day(working: date) -> date:
    return working + timedelta(1)


def next_weekday(working: date) -> date:
    return working + timedelta(7 - working.weekday() if working.weekday() >= 4 else 1)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the rule of Meeus, Jones and Butcher)."""
    golden, (century, of_century) = year % 19, divmod(year, 100)
    leaps, correction = century // 4, (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - correction + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (golden + 11 * epact + 22 * sunday) // 451
    month, day = divmod(epact + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
