"""Sheets, conversions, currencies, banks. Rates, changes and amounts are texts with the bank's own digits."""

from datetime import date as Day
from datetime import datetime
from typing import Literal

from pydantic import Field

from cli.openapi.models.base import Model


class Candidate(Model):
    """What the bank printed for a currency that is held, until it is confirmed."""

    rate: str
    change: str | None
    change_percent: str | None


class Rate(Model):
    """One currency of a sheet."""

    currency: str
    """ISO 4217, three letters."""
    numeric: str
    """ISO 4217, three digits."""
    nominal: int
    """How many units `rate` and `change` are for."""
    rate: str
    per_unit: str
    change: str | None
    """Against the sheet before, per today's nominal; null without one, or while held."""
    change_percent: str | None
    """Of the sheet before, half-up to two places."""
    held: bool = False
    """True where the last good value is shown because the bank's new one looks wrong."""
    candidate: Candidate | None = None
    """Where it is held."""
    bank_change: str | None = None
    """Where the bank itself counted another change."""


class Sheet(Model):
    """What a bank printed for a day."""

    source: str
    base: str
    quotation: Literal["direct", "indirect"]
    """direct: `rate` is the price of `nominal` units in the base; indirect: so many units cost one of the base."""
    date: Day
    requested_date: Day
    carried: bool
    """Whether this is an earlier day's sheet, because the bank printed none for the day asked for."""
    age_days: int
    stale: bool
    revision: int
    """How often the bank published something else for that day. Holding and releasing a rate is no revision: the answer
    and its `ETag` change, the bank's word does not."""
    previous_date: Day | None
    upcoming: "Sheet | None"
    """The next sheet, where it is printed already and not yet in force."""
    rates: list[Rate]
    """In the bank's order, or in that of `symbols`."""


class Point(Model):
    """A day of a series."""

    date: Day
    per_unit: str
    """With every digit of the bank's."""
    held: bool = False
    """True where the last good value is shown because the bank's new one looks wrong."""
    carried: bool = False
    """True on a day that has no sheet of its own; only with `fill`."""
    sheet_date: Day | None = None
    """Of the sheet that is in force then; where it is carried."""


class Series(Model):
    """One currency over time."""

    source: str
    base: str
    quotation: Literal["direct", "indirect"]
    """`direct`: units of `base` for one of the currency; `indirect`: units of the currency for one of `base`."""
    currency: str
    from_: Day = Field(alias="from")
    """First day of the whole range, also on a later page of it."""
    to: Day
    stale: bool = False
    """True where the range reaches today and a sheet that was due is missing; on its last page."""
    items: list[Point]
    """The oldest first."""
    next: str | None


class Conversion(Model):
    from_: str = Field(alias="from")
    to: str
    amount: str
    result: str
    """Rounded once, half-up, to the minor unit of `to`."""
    rate: str
    """Ten significant digits."""
    date: Day
    source: str
    held: list[str] = Field(default=[])
    """Which of the two is held, so that its last good rate was taken."""
    stale: bool = False
    """True where a sheet that was due is missing, so that the last one before it was taken."""


class Currency(Model):
    currency: str
    numeric: str
    names: dict[str, str]
    """By language."""
    nominal: int
    minor_units: int | None
    first_date: Day
    last_date: Day
    retired: bool


class Currencies(Model):
    items: list[Currency]
    next: str | None


class Source(Model):
    """How fresh a bank's sheets are."""

    source: str
    names: dict[str, str]
    """By language."""
    base: str
    quotation: Literal["direct", "indirect"]
    """How its rates are to be read, as in a sheet."""
    first_date: Day | None
    """Null where none was read yet, as are the others."""
    last_date: Day | None
    """The last day that is printed; it may be tomorrow."""
    seen_at: datetime | None
    """When a sheet last came in that we did not have."""
    expected_date: Day | None
    """The next day that the bank should print a sheet for."""
    stale: bool
    """Whether that is overdue."""


class Sources(Model):
    items: list[Source]
    next: str | None


RATE = {
    "currency": "USD",
    "numeric": "840",
    "nominal": 1,
    "rate": "12059.78",
    "per_unit": "12059.78",
    "change": "-46.00",
    "change_percent": "-0.38",
}
SHEET = {
    "source": "cbu",
    "base": "UZS",
    "quotation": "direct",
    "date": "2025-12-18",
    "requested_date": "2025-12-18",
    "carried": False,
    "age_days": 0,
    "stale": False,
    "revision": 1,
    "previous_date": "2025-12-17",
    "upcoming": None,
    "rates": [RATE],
}
SERIES = {
    "source": "cbu",
    "base": "UZS",
    "quotation": "direct",
    "currency": "USD",
    "from": "2025-12-18",
    "to": "2025-12-20",
    "items": [
        {"date": "2025-12-18", "per_unit": "12059.78"},
        {"date": "2025-12-19", "per_unit": "12033.17"},
        {"date": "2025-12-20", "per_unit": "12033.17", "carried": True, "sheet_date": "2025-12-19"},
    ],
    "next": None,
}
CSV = (
    "date,per_unit,held,carried,sheet_date\r\n"
    "2025-12-19,12033.17,false,false,2025-12-19\r\n"
    "2025-12-20,12033.17,false,true,2025-12-19\r\n"
)
CONVERSION = {
    "from": "USD",
    "to": "UZS",
    "amount": "100",
    "result": "1205978.00",
    "rate": "12059.78000",
    "date": "2025-12-18",
    "source": "cbu",
}
CURRENCY = {
    "currency": "USD",
    "numeric": "840",
    "names": {"en": "US Dollar", "ru": "Доллар США"},
    "nominal": 1,
    "minor_units": 2,
    "first_date": "1994-07-01",
    "last_date": "2025-12-18",
    "retired": False,
}
SOURCE = {
    "source": "cbu",
    "names": {"en": "Central Bank of Uzbekistan"},
    "base": "UZS",
    "quotation": "direct",
    "first_date": "1994-07-01",
    "last_date": "2025-12-18",
    "seen_at": "2025-12-17T11:20:00Z",
    "expected_date": "2025-12-19",
    "stale": False,
}
