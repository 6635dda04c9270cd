"""The words of the pages per language, from `web/texts/<lang>.json`, and dates as that language writes them."""

import json
import os
from datetime import date as Day
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from gazette.times import parse_timestamp

FALLBACK = "en"
"""The language of the words where the site has a language that nobody has written them in."""


class Texts:
    """The words of one language: a mapping of JSON, and the forms of a date that pages show."""

    def __init__(self, words: dict[str, Any], zone: ZoneInfo) -> None:
        self.words, self._zone = words, zone

    def day(self, at: str | datetime) -> str:
        """`18 December 2025`, from a time as Gazette stores it."""
        return self._written("day", at)

    def moment(self, at: str | datetime) -> str:
        """`18 December 2025, 12:00`, in the site's time zone."""
        return self._written("moment", at)

    def date(self, day: Day) -> str:
        """`18 December 2025`, of a day that is one wherever the reader is."""
        return self._form("day", day, "")

    def _written(self, form: str, at: str | datetime) -> str:
        local = (parse_timestamp(at) if isinstance(at, str) else at).astimezone(self._zone)
        return self._form(form, local, f"{local:%H:%M}")

    def _form(self, form: str, day: Day, time: str) -> str:
        site = self.words["site"]
        pattern: str = site[form]
        return pattern.format(day=day.day, month=site["months"][day.month - 1], year=day.year, time=time)


def read_texts(folder: str, languages: tuple[str, ...], timezone: str) -> dict[str, Texts]:
    """Texts of each language of the site: the language's own file, else that of its first part, else English."""
    zone = ZoneInfo(timezone)
    written = {name.removesuffix(".json") for name in os.listdir(folder)}  # noqa: PTH208 (pathlib costs 3 ms)
    return {lang: Texts(_read(folder, _nearest(lang, written)), zone) for lang in languages}


def _nearest(lang: str, written: set[str]) -> str:
    return next((name for name in (lang, lang.partition("-")[0]) if name in written), FALLBACK)


def _read(folder: str, lang: str) -> dict[str, Any]:
    with open(os.path.join(folder, f"{lang}.json"), encoding="utf-8") as file:  # noqa: PTH118, PTH123
        words: dict[str, Any] = json.load(file)
    return words
