"""What a reader asks the page of rates for, by the query of its address. Nothing there is an error: what cannot be
meant is told at its field, and the page shows what it would show without it."""

import re
from collections.abc import Callable
from datetime import date
from typing import TypeVar
from urllib.parse import urlencode

from gazette.errors import Invalid
from gazette.rates.public import conversion, parameters
from gazette.rates.sources import bank

Meaning = TypeVar("Meaning")

NAMES = ("source", "date", "currency", "from", "to", "amount", "have", "want")
"""All that the page reads; the distribution forwards these and no others."""
AMOUNT = "100"
FIRST = date(1900, 1, 1)
DECADE = 120
"""Months of the longest range."""
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)


class RatesPageRequest:
    """`given` are the fields as they may stand in a link; `wrong` has by field the key of the words about it."""

    def __init__(self, given: dict[str, str], sources: tuple[str, ...], lang: str) -> None:
        self.given, self._typed = given, given
        self.wrong: dict[str, str] = {}
        self._first = bank(sources[0])
        self.bank = self._meant("source", lambda text: parameters.source(text, sources)) or self._first
        self.date = self._meant("date", _day)
        self.currency = self._symbol("currency", self.bank.main[0])
        self.since, self.until = self._meant("from", _day), self._meant("to", _day)
        self.amount = self._meant("amount", lambda text: _amount(text, lang)) or AMOUNT
        self.have = self._symbol("have", self.bank.main[0])
        self.want = self._symbol("want", self.bank.base)

    def refuse(self, field: str, word: str) -> None:
        """Tell at a field what is wrong with it; what was told first stays."""
        self.wrong.setdefault(field, word)
        self.given = {name: value for name, value in self.given.items() if name != field}

    def range(self, today: date) -> tuple[date, date]:
        """First and last day of the history; a month up to today where none are asked for or can be shown."""
        for field, day in (("from", self.since), ("to", self.until)):
            if day and day > today:
                self.refuse(field, "future")
        last = min(self.until or today, today)
        if self.since and self.since > last:
            self.refuse("from", "order")
        elif self.since and self.since < months_before(last, DECADE):
            self.refuse("from", "long")
        elif self.since:
            return self.since, last
        return months_before(last, 1), last

    def query(self, **changes: str | None) -> str:
        """The query of the same page with some things changed, or (None) left out: `?currency=EUR`, or nothing."""
        asked = {**self.given, **changes}
        pairs = [(name, asked[name]) for name in NAMES if asked.get(name) is not None]
        return f"?{urlencode(pairs)}" if pairs else ""

    def typed(self, field: str, otherwise: str) -> str:
        """What stands in a field: what the reader put there, good or not."""
        return self._typed.get(field, otherwise)

    @property
    def source_query(self) -> str:
        """The part of the query that makes it a page of its own for search engines: another bank."""
        return "" if self.bank is self._first else f"?source={self.bank.id}"

    def kept(self, *fields: str) -> list[tuple[str, str]]:
        """What a form with these fields must carry along."""
        return [(name, self.given[name]) for name in NAMES if name in self.given and name not in fields]

    def _symbol(self, field: str, otherwise: str) -> str:
        return self._meant(field, lambda text: parameters.symbol(text, field)) or otherwise

    def _meant(self, field: str, meaning: Callable[[str], Meaning]) -> Meaning | None:
        if field not in self.given:
            return None
        try:
            return meaning(self.given[field])
        except Invalid:
            self.refuse(field, WORDS[field])
            return None


WORDS = {
    "source": "source",
    **dict.fromkeys(("date", "from", "to"), "day"),
    **dict.fromkeys(("currency", "have", "want"), "currency"),
    "amount": "amount",
}


def months_before(day: date, months: int) -> date:
    """The same day some months earlier, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    return day


def _day(text: str) -> date | None:
    """A day of a time that banks have rates of; from there one can count back to others."""
    if text < FIRST.isoformat():
        raise Invalid()
    return parameters.day(text)


def _amount(text: str, lang: str) -> str:
    """An amount as people write it (`1 000,50`, in English `1,000.50`) as a plain decimal; `Invalid` where it is none.

    A comma is a decimal one, but in English before groups of three digits. The answer repeats what was understood.
    """
    text = "".join(text.split())
    if lang.startswith("en") and _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    return f"{conversion.parse(text.replace(',', '.')):f}"
