"""The days that a query about one currency asks for, and their pages of at most ten years. Lean."""

from __future__ import annotations

from datetime import MAXYEAR, date, timedelta

from gazette import cursors
from gazette.errors import Invalid, Malformed
from gazette.rates.public import parameters

DAYS = 30
"""Days of a range that names no first one."""
YEARS = 10
_DAY = timedelta(1)


class DateRange:
    """From `start` to `end`, both of them included; up to `today` where no end is given. `moves` tells that it is
    another one tomorrow, or may say something else of its last days then."""

    def __init__(self, given: dict[str, str], today: date) -> None:
        self.end = parameters.day(given.get("to"), "to") or today
        first = parameters.day(given.get("from"), "from")
        self.start = first or date.fromordinal(max(1, self.end.toordinal() - DAYS + 1))
        self.moves = self.end >= today
        if self.start > self.end:
            raise Invalid.at("?from", f"It must not be after {self.end}, the last day of the range.")

    def page(self, identity: str, cursor: str | None) -> Page:
        """The page that a cursor of the same query leads to; the first one without. `Malformed` for other cursors."""
        start = self._position(cursors.decode(identity, cursor)) if cursor else self.start
        end = min(self.end, _years_after(start))
        following = None if end == self.end else cursors.encode(identity, (end + _DAY).isoformat())
        return Page(start, end, following)

    def single(self) -> Page:
        """All of it at once, which may be ten years; `Invalid` where it is more."""
        if _years_after(self.start) < self.end:
            raise Invalid.at("?from", f"A range of at most {YEARS} years is drawn.")
        return Page(self.start, self.end, None)

    def _position(self, text: str) -> date:
        try:
            position = date.fromisoformat(text)
        except ValueError:
            position = date.min
        if not self.start < position <= self.end:
            raise Malformed("The cursor is of no page of this query.")
        return position


class Page:
    """Some days of a span; `next` is the cursor of the following page."""

    __slots__ = ("end", "next", "start")

    def __init__(self, start: date, end: date, next: str | None) -> None:
        self.start, self.end, self.next = start, end, next


def _years_before(day: date) -> date:
    """The same day ten years earlier: 29 February becomes the 28th."""
    return _in_year(day, day.year - YEARS)


def _years_after(day: date) -> date:
    """The last day whose day ten years earlier is this one, or the last of all."""
    if day.year + YEARS >= MAXYEAR:
        return date.max
    after = _in_year(day, day.year + YEARS)
    return after + _DAY if _years_before(after + _DAY) == day else after


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
