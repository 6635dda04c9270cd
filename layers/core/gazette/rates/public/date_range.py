"""The range of days in a query about one currency, in pages of at most ten years."""

from __future__ import annotations

from datetime import MAXYEAR, date, timedelta

from gazette import cursors
from gazette.errors import Invalid, Malformed
from gazette.rates.public import parameters

DEFAULT_DAYS = 30
"""Length of a range without a first day."""
MAX_YEARS = 10
"""Length of a page."""
_DAY = timedelta(1)


class DateRange:
    """From `start` to `end`, both inclusive.

    A query without an end ends at `today`, or at its first day if that is later. `pointer` names the parameter that
    `end` comes from, for an error about it.

    If `reaches_today` is true, the answer may differ tomorrow: the range moves, or its last days are not final.
    """

    def __init__(self, query: dict[str, str], today: date) -> None:
        last = parameters.parse_day(query.get("to"), "to")
        first = parameters.parse_day(query.get("from"), "from")
        self.end = last or max(today, first or today)
        self.pointer = "?from" if last is None and first == self.end else "?to"
        self.start = first or date.fromordinal(max(1, self.end.toordinal() - DEFAULT_DAYS + 1))
        self.reaches_today = self.end >= today
        if self.start > self.end:
            raise Invalid.at("?from", f"It must not be after {self.end}, the last day of the range.")

    def page(self, identity: str, cursor: str | None) -> RangePage:
        """The page of a cursor, or the first page. Raises `Malformed` for a cursor of another query."""
        start = self._parse_position(cursors.decode(identity, cursor)) if cursor else self.start
        end = min(self.end, _add_ten_years(start))
        next_cursor = None if end == self.end else cursors.encode(identity, (end + _DAY).isoformat())
        return RangePage(start, end, next_cursor)

    def single_page(self) -> RangePage:
        """The whole range as one page. Raises `Invalid` if it is longer than ten years."""
        if _add_ten_years(self.start) < self.end:
            raise Invalid.at("?from", f"A range of at most {MAX_YEARS} years is drawn.")
        return RangePage(self.start, self.end, None)

    def _parse_position(self, text: str) -> date:
        try:
            position = date.fromisoformat(text)
        except ValueError:
            position = date.min
        if not self.start < position <= self.end:
            raise Malformed("The cursor is of no page of this query.")
        return position


class RangePage:
    """Some days of a range. `next` is the cursor of the next page."""

    __slots__ = ("end", "next", "start")

    def __init__(self, start: date, end: date, next: str | None) -> None:
        self.start, self.end, self.next = start, end, next


def _subtract_ten_years(day: date) -> date:
    """The same day ten years earlier: 29 February becomes the 28th."""
    return _in_year(day, day.year - MAX_YEARS)


def _add_ten_years(day: date) -> date:
    """The last day that is ten years after this day, at most the last possible date."""
    if day.year + MAX_YEARS >= MAXYEAR:
        return date.max
    after = _in_year(day, day.year + MAX_YEARS)
    return after + _DAY if _subtract_ten_years(after + _DAY) == day else after


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
