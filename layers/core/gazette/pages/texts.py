"""The words and dates of the pages in one language."""

from datetime import date as Day
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from gazette.times import parse_timestamp
from gazette.words import load_words
from gazette.words.dates import Dates


class Texts:
    """Words and dates of a language of the site. Their file is read when a page first needs them."""

    def __init__(self, lang: str, zone: ZoneInfo) -> None:
        self._lang, self._zone = lang, zone

    @property
    def words(self) -> dict[str, Any]:
        """The words of this language, or of the nearest language with a file (gazette/words)."""
        return load_words(self._lang)

    def day(self, at: str | datetime) -> str:
        """`18 December 2025`, from a time as Gazette stores it."""
        return self.date(self._local(at))

    def moment(self, at: str | datetime) -> str:
        """`18 December 2025, 12:00`, in the site's time zone."""
        return Dates(self._lang).moment(self._local(at))

    def moment_with_zone(self, at: str | datetime) -> str:
        """`18 December 2025 at 12:00 (Tashkent time)`, in the site's time zone."""
        return Dates(self._lang).moment_with_zone(self._local(at))

    @property
    def zone(self) -> str:
        """`Tashkent time`: the site's time zone."""
        return Dates(self._lang).zone(str(self._zone))

    def date(self, day: Day) -> str:
        """`18 December 2025`, from a date without a time zone."""
        return Dates(self._lang).day(day)

    def clock(self, at: str) -> str:
        """`12:00`, in the site's time zone."""
        return f"{self._local(at):%H:%M}"

    def local_date(self, at: str) -> Day:
        """The day of a time in the site's time zone."""
        return self._local(at).date()

    def weekday(self, day: Day) -> str:
        """`Thursday, 18 December 2025`."""
        return Dates(self._lang).weekday(day)

    def day_and_month(self, day: Day) -> str:
        """`18 December`."""
        return Dates(self._lang).day_and_month(day)

    def days(self, first: Day, last: Day) -> str:
        """`22–29 November`, or `28 November – 4 December`."""
        return Dates(self._lang).days(first, last)

    def month_name(self, day: Day) -> str:
        """`December`, from any of its days."""
        return Dates(self._lang).month_name(day)

    def month(self, day: Day) -> str:
        """`December 2025`, from any of its days."""
        return Dates(self._lang).month(day)

    def _local(self, at: str | datetime) -> datetime:
        return (parse_timestamp(at) if isinstance(at, str) else at).astimezone(self._zone)


def build_texts(languages: tuple[str, ...], timezone: str) -> dict[str, Texts]:
    """Texts of each language of the site; KeyError if the time zone does not exist."""
    zone = ZoneInfo(timezone)
    return {lang: Texts(lang, zone) for lang in languages}
