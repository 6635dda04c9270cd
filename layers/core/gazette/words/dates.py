"""Forms of a day in a language, from the patterns and month names of its words."""

from __future__ import annotations

from gazette.words import load_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date, datetime

ABBREVIATION = 3
"""Letters of a month's short name."""


class Dates:
    """The forms of a day in one language.

    The words `months` are names after a day, `months_alone` without a day: in Russian these differ.
    """

    def __init__(self, lang: str) -> None:
        self._words = load_words(lang)["dates"]

    def day(self, day: date) -> str:
        """`18 December 2025`."""
        return self._format("day", day, self._month(day))

    def moment(self, at: datetime) -> str:
        """`18 December 2025, 12:00`, in the time zone of `at`."""
        return self._format("moment", at, self._month(at), f"{at:%H:%M}")

    def moment_with_zone(self, at: datetime) -> str:
        """`18 December 2025 at 12:00 (Tashkent time)`, as a part of a sentence that says when something happened.

        A zone without a name in the words has its offset: `(UTC+02:00)`.
        """
        offset = f"{at:%z}"
        zone = self._words["zones"].get(str(at.tzinfo), f"UTC{offset[:3]}:{offset[3:]}")
        return self._format("moment_with_zone", at, self._month(at), f"{at:%H:%M}", zone)

    def zone(self, name: str) -> str:
        """`Tashkent time`, or the name itself of a zone without one in the words."""
        return str(self._words["zones"].get(name, name))

    def weekday(self, day: date) -> str:
        """`Thursday, 18 December 2025`, as a heading."""
        pattern: str = self._words["weekday"]
        return _capitalize(pattern.format(weekday=self._words["weekdays"][day.weekday()], day=self.day(day)))

    def day_and_month(self, day: date) -> str:
        """`18 December`."""
        return self._format("short", day, self._month(day))

    def days(self, first: date, last: date) -> str:
        """`22–29 November`, or `28 November – 4 December`."""
        if (first.year, first.month) != (last.year, last.month):
            return f"{self.day_and_month(first)} – {self.day_and_month(last)}"
        pattern: str = self._words["short"]
        return pattern.format(day=f"{first.day}–{last.day}", month=self._month(last))

    def month_name(self, day: date) -> str:
        """`December`, as a heading."""
        return _capitalize(self._words["months_alone"][day.month - 1])

    def month(self, day: date) -> str:
        """`December 2025`, as a heading."""
        pattern: str = self._words["month"]
        return _capitalize(pattern.format(month=self._words["months_alone"][day.month - 1], year=day.year))

    def short_day(self, day: date) -> str:
        """`18 Dec`."""
        return self._format("short", day, self._month(day)[:ABBREVIATION])

    def short_date(self, day: date) -> str:
        """`18 Dec 2025`."""
        return self._format("day", day, self._month(day)[:ABBREVIATION])

    def short_month(self, day: date) -> str:
        """`Dec 2025`."""
        return f"{self._words['months_alone'][day.month - 1][:ABBREVIATION]} {day.year}"

    def _month(self, day: date) -> str:
        month: str = self._words["months"][day.month - 1]
        return month

    def _format(self, form: str, day: date, month: str, time: str = "", zone: str = "") -> str:
        pattern: str = self._words[form]
        return pattern.format(day=day.day, month=month, year=day.year, time=time, zone=zone)


def _capitalize(text: str) -> str:
    return text[:1].upper() + text[1:]
