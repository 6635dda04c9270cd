"""The query of the rates page. A wrong value gives its field a message. The rest of the page is as without the
value."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar
from urllib.parse import urlencode

from gazette.errors import Invalid
from gazette.pages.rates.number_format import NumberFormat
from gazette.rates.public import conversion, parameters
from gazette.rates.sources import load_bank

Value = TypeVar("Value")

NAMES = ("source", "date", "currency", "from", "to", "amount", "have", "want")
"""All parameters of the page; the distribution forwards only these."""
AMOUNT = "100"
"""The amount to convert by default."""
FIRST = date(1900, 1, 1)
"""The earliest day that the page accepts."""
DECADE = 120
"""Months of the longest range."""
ERROR_WORDS = {
    "source": "source",
    **dict.fromkeys(("date", "from", "to"), "day"),
    **dict.fromkeys(("currency", "have", "want"), "currency"),
    "amount": "amount",
}
"""The message about a value that cannot be parsed: its key in the words `rates.errors`, by field."""


class RatesPageRequest:
    """`fields` are the valid values as they appear in links, `errors` are keys of the words `rates.errors`.

    `numbers` writes and reads numbers in the page's language `lang`.
    """

    def __init__(self, query: dict[str, str], sources: tuple[str, ...], lang: str) -> None:
        self.lang, self.numbers = lang, NumberFormat(lang)
        self.fields, self._entered = query, query
        self.errors: dict[str, str] = {}
        self._default_bank = load_bank(sources[0])
        self.bank = self._parse("source", lambda text: parameters.parse_source(text, sources)) or self._default_bank
        self.date = self._parse("date", _parse_day)
        self.currency = self._parse_symbol("currency", self.bank.main[0])
        self.since, self.until = self._parse("from", _parse_day), self._parse("to", _parse_day)
        self.amount = self._parse("amount", self._parse_amount) or AMOUNT
        self.have = self._parse_symbol("have", self.bank.main[0])
        self.want = self._parse_symbol("want", self.bank.base)

    def reject(self, field: str, word: str) -> None:
        """Set the message of a field, unless it has one already, and drop its value from links."""
        self.errors.setdefault(field, word)
        self.fields = {name: value for name, value in self.fields.items() if name != field}

    @property
    def has_defaults(self) -> bool:
        """Whether the reader asked for no day at all."""
        return not (self.date or self.since or self.until)

    def date_range(self, today: date, latest: date) -> tuple[date, date]:
        """First and last day of the history; a month up to the last day if the query has no valid first day.

        The last day is `today` by default, or the first day if that is later. A day after `latest` is rejected.
        """
        for field, day in (("from", self.since), ("to", self.until)):
            if day and day > latest:
                self.reject(field, "future")
        first = self.since if self.since and self.since <= latest else None
        last = self.until if self.until and self.until <= latest else max(today, first or today)
        if self.since and self.since > last:
            self.reject("from", "order")
        elif self.since and self.since < subtract_months(last, DECADE):
            self.reject("from", "long")
        elif self.since:
            return self.since, last
        return subtract_months(last, 1), last

    def build_query(self, **changes: str | None) -> str:
        """The query of the same page with some fields changed, or (None) left out: `?currency=EUR`, or nothing."""
        fields = {**self.fields, **changes}
        pairs = [(name, fields[name]) for name in NAMES if fields.get(name) is not None]
        return f"?{urlencode(pairs)}" if pairs else ""

    def field_value(self, field: str, default: str) -> str:
        """The value to show in a field: what the reader entered, valid or not."""
        return self._entered.get(field, default)

    @property
    def source_query(self) -> str:
        """The part of the query that belongs to the canonical address: the bank, if it is not the default bank."""
        return "" if self.bank is self._default_bank else f"?source={self.bank.id}"

    def hidden_fields(self, *fields: str) -> list[tuple[str, str]]:
        """Names and values of all other fields, for a form that has these."""
        return [(name, self.fields[name]) for name in NAMES if name in self.fields and name not in fields]

    def _parse_amount(self, text: str) -> str:
        """The plain decimal of an amount as people write it. Raises `Invalid` for other texts."""
        return f"{conversion.parse_amount(self.numbers.parse(text)):f}"

    def _parse_symbol(self, field: str, default: str) -> str:
        return self._parse(field, lambda text: parameters.parse_symbol(text, field)) or default

    def _parse(self, field: str, parse: Callable[[str], Value]) -> Value | None:
        if field not in self.fields:
            return None
        try:
            return parse(self.fields[field])
        except Invalid:  # no failure: the page shows the error at its field
            self.reject(field, ERROR_WORDS[field])
            return None


def subtract_months(day: date, months: int) -> date:
    """The same day some months earlier, or the last day of that month if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    return day


def _parse_day(text: str) -> date | None:
    """A day from 1900 on, so that years can be subtracted from it. Raises `Invalid` for other texts."""
    if text < FIRST.isoformat():
        raise Invalid()
    return parameters.parse_day(text)
