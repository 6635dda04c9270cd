"""Public answers about rates, for the OpenAPI document. Rates and amounts are texts with the bank's own digits."""

from datetime import date as Day
from datetime import datetime
from typing import Literal

from pydantic import Field

from gazette.schemas.responses import PublicSchema, WholeList

Quotation = Literal["direct", "indirect"]


class Candidate(PublicSchema):
    """The bank's new value of a held rate. Readers get it as the rate once it is confirmed."""

    rate: str
    change: str | None
    change_percent: str | None


class Rate(PublicSchema):
    """One currency of a sheet."""

    currency: str
    """ISO 4217, three letters."""
    numeric: str
    """ISO 4217, three digits."""
    nominal: int
    """Number of units that `rate` and `change` are for."""
    rate: str
    per_unit: str
    change: str | None
    """Difference to the sheet before, for today's nominal; null without such a sheet, or while held."""
    change_percent: str | None
    """Relative to the sheet before, rounded half-up to two places."""
    held: bool = False
    """True if the bank's new rate looks wrong: `rate` is then the last good one."""
    candidate: Candidate | None = None
    """Only of a held rate."""
    bank_change: str | None = None
    """The bank's own difference, if it differs from `change`."""
    mismatch: bool = False
    """True if `bank_change` does not fit the bank's own rates of two consecutive sheets: one figure is wrong."""


class Sheet(PublicSchema):
    """What a bank printed for a day."""

    source: str
    base: str
    quotation: Quotation
    """direct: `rate` is the price of `nominal` units in the base; indirect: so many units cost one of the base."""
    date: Day
    requested_date: Day
    carried: bool
    """True if this is the sheet of an earlier day, because the bank printed none for the requested day."""
    age_days: int
    """Days from the sheet's date to the requested one."""
    stale: bool
    """True if a sheet that was due is missing, or if the sheet for a past day is more than 14 days older."""
    revision: int
    """Number of versions that the bank published for that day. To hold or release a rate makes no new revision: it
    changes the answer and its `ETag`, but not what the bank printed."""
    previous_date: Day | None
    upcoming: "Sheet | None"
    """The next sheet, if the bank has printed it and it is not yet in force."""
    rates: list[Rate]
    """In the bank's order, or in that of `symbols`."""


class Point(PublicSchema):
    """A day of a series."""

    date: Day
    per_unit: str
    """With every digit of the bank's."""
    held: bool = False
    """True if the bank's new rate looks wrong: `per_unit` is then the last good one."""
    carried: bool = False
    """True on a day that has no sheet of its own; only with `fill`."""
    sheet_date: Day | None = None
    """Of the sheet in force, on a carried day."""
    stale: bool = False
    """True if that sheet is more than 14 days older than a past day, or if another one was due for this day."""


class Series(PublicSchema):
    """One currency over time."""

    source: str
    base: str
    quotation: Quotation
    """`direct`: units of `base` for one of the currency; `indirect`: units of the currency for one of `base`."""
    currency: str
    from_: Day = Field(alias="from")
    """First day of the whole range, also on a later page."""
    to: Day
    stale: bool = False
    """True if the range reaches today and a sheet that was due is missing (only on the last page), or if a day is
    stale."""
    items: list[Point]
    """Oldest first."""
    next: str | None


class Conversion(PublicSchema):
    from_: str = Field(alias="from")
    to: str
    amount: str
    result: str
    """Rounded once, half-up, to the minor unit of `to`."""
    rate: str
    """Ten significant digits."""
    date: Day
    """Of the sheet that both rates come from."""
    requested_date: Day
    carried: bool
    """As in a sheet, like the next two."""
    age_days: int
    stale: bool
    source: str
    held: list[str] = Field(default=[])
    """Those of the two currencies whose rate is held; the last good rate is used."""


class Currency(PublicSchema):
    currency: str
    numeric: str
    names: dict[str, str]
    """By language."""
    nominal: int
    minor_units: int | None
    first_date: Day
    last_date: Day
    retired: bool


class Currencies(WholeList[Currency]):
    pass


class Source(PublicSchema):
    """How fresh a bank's sheets are."""

    source: str
    names: dict[str, str]
    """By language."""
    base: str
    quotation: Quotation
    """As in a sheet."""
    time_zone: str
    """IANA name. All days of the bank are days of this zone."""
    published_from: str
    """Hour and minute in that zone, not before which the bank publishes its next sheet on a working day."""
    first_date: Day | None
    """Null, like the other dates, until the first sheet is stored."""
    last_date: Day | None
    """The last day that has a sheet; it may be tomorrow."""
    seen_at: datetime | None
    """When we last stored a new sheet."""
    expected_date: Day | None
    """The next day that the bank should print a sheet for."""
    stale: bool
    """True if that sheet is overdue."""


class Sources(WholeList[Source]):
    pass


class RatesLine(PublicSchema):
    """Official rates of the day as texts, ready to print in a page's header."""

    date: Day
    title: str
    lines: list[str]
