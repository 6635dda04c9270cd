"""The history of a currency as the API serves it: JSON, CSV, or an error if there are no rates."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from datetime import date, datetime
from functools import cached_property

from gazette.aws.public.reader import Reader
from gazette.encoding import unpack
from gazette.rates.bank import Bank, find_latest_day
from gazette.rates.errors import (
    CurrencyNotFound,
    SheetNotFound,
    currency_not_found,
    day_not_published,
    sheet_not_found,
)
from gazette.rates.keys import AHEAD, build_key, build_newest_query
from gazette.rates.public.date_range import DateRange, RangePage
from gazette.rates.public.series import Point, Series, build_series_query
from gazette.rates.public.sheet import CLOSED, IN_FORCE, MAX_CARRIED_DAYS, format_bool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

    StaleEnd = Literal["", "late", "old"]

CSV = "text/csv; charset=utf-8; header=present"
COLUMNS = "date,per_unit,held,carried,sheet_date,stale"


class HistoryQueries:
    """Reads of the months in the rates table."""

    def __init__(self, reader: Reader, table: str) -> None:
        self._reader, self._table = reader, table

    def read_series(
        self, bank: Bank, currency: str, page: RangePage, now: datetime, deadline: float | None = None
    ) -> Series:
        """The series of a page's days, up to the coming sheets if the page reaches today.

        Makes one request, or more if the months are larger than a reply of 1 MB.
        """
        start, end = page.start, page.end
        query = build_series_query(self._table, bank.id, currency, start, end if end < bank.today(now) else end + AHEAD)
        limit: int = query["Limit"]
        items: list[dict[str, Any]] = []
        while True:
            reply = self._reader.query(query, deadline)
            items += reply["Items"]
            if "LastEvaluatedKey" not in reply or len(items) >= limit:
                return Series(currency, start, end, items)
            query = {**query, "ExclusiveStartKey": reply["LastEvaluatedKey"], "Limit": limit - len(items)}

    def check_end(self, bank: Bank, date_range: DateRange, now: datetime, deadline: float | None = None) -> None:
        """Raises `Invalid` if a range ends after the last published sheet, on a day that has not begun anywhere."""
        end = date_range.end
        if end <= find_latest_day(now):
            return
        query = build_newest_query(self._table, bank.id, bank.today(now) + AHEAD, limit=1)
        items = self._reader.query(query, deadline)["Items"]
        if not items:
            raise sheet_not_found(bank.id, end)
        if end.isoformat() > items[0]["date"]["S"]:
            raise day_not_published(date_range.pointer, items[0]["date"]["S"])

    def check_currency(self, bank: Bank, currency: str, deadline: float | None = None) -> None:
        """Raises `CurrencyNotFound` if the bank never published the currency."""
        item = self._reader.get(self._table, build_key("currency", bank.id), deadline)
        if item is None:
            raise SheetNotFound(f"{bank.id} has no sheet yet.")
        if f'"currency":"{currency}"' not in unpack(b64decode(item["view"]["B"])):
            raise CurrencyNotFound(f"{currency} is in no sheet of {bank.id}.", currency=currency)


class SeriesResponse:
    """A page of a series. With `fill` it has every day on which a rate is in force, else only the days with a sheet."""

    def __init__(
        self, bank: Bank, date_range: DateRange, page: RangePage, series: Series, *, fill: bool, now: datetime
    ) -> None:
        self._bank, self._range, self._page, self.series, self._fill = bank, date_range, page, series, fill
        self._today = bank.today(now).isoformat()
        self._past = page.end < bank.today(now)
        latest = None if self._past else series.latest
        self._overdue = latest is not None and bank.is_stale(date.fromisoformat(latest), now)
        self.cache = CLOSED if self._past and series.is_complete(bank) else IN_FORCE
        self.until = bank.next_midnight(now) if date_range.reaches_today else None

    def check(self, queries: HistoryQueries, deadline: float | None = None) -> None:
        """Raises an error if the series is empty by a mistake of the caller.

        For a filled range of one day: `SheetNotFound` or `CurrencyNotFound` if the day has no rate. For another range:
        `CurrencyNotFound` if the bank never published the currency.
        """
        series, source = self.series, self._bank.id
        if any(text is not None for _, text in series.sheets):
            return
        if not (self._fill and self._range.start == self._range.end):
            queries.check_currency(self._bank, series.currency, deadline)
        elif series.sheets:
            raise currency_not_found(source, date.fromisoformat(series.sheets[-1][0]), series.currency)
        else:
            raise sheet_not_found(source, series.end)

    def render_json(self) -> str:
        """`{source, base, quotation, currency, from, to, stale?, items, next}`, each item `{date, per_unit, held?,
        carried?, sheet_date?, stale?}`. `from` and `to` are those of the whole range on each of its pages. `stale` is
        true if the page reaches today and the next sheet is overdue, or if one of its days is stale."""
        bank, date_range = self._bank, self._range
        stale = '"stale":true,' if self._overdue or any(map(self._is_stale, self._points)) else ""
        items = ",".join(map(self._render_point, self._points))
        return (
            f'{{"source":"{bank.id}","base":"{bank.base}","quotation":"{bank.quotation}",'
            f'"currency":"{self.series.currency}","from":"{date_range.start}","to":"{date_range.end}",'
            f'{stale}"items":[{items}],"next":{json.dumps(self._page.next)}}}'
        )

    def render_csv(self) -> str:
        """The same days as a table (RFC 4180). Dates, digits and points need no quotes."""
        return "".join(f"{line}\r\n" for line in self._render_csv_lines())

    @property
    def stale_end(self) -> StaleEnd:
        """Why the last rate is stale on the last day: the next sheet is `late`, or the rate is too `old`, or empty."""
        if self._overdue:
            return "late"
        return "old" if self._past and self.series.is_old_at_end else ""

    @property
    def file_name(self) -> str:
        return f"{self._bank.id}-{self.series.currency}-{self._page.start}-{self._page.end}.csv"

    @cached_property
    def _points(self) -> list[Point]:
        return list(self.series.points(self._fill))

    def _render_csv_lines(self) -> Iterator[str]:
        yield COLUMNS
        for point in self._points:
            held, carried, stale = map(format_bool, (point.held, point.carried, self._is_stale(point)))
            yield f"{point.date},{point.per_unit},{held},{carried},{point.sheet},{stale}"

    def _render_point(self, point: Point) -> str:
        held = ',"held":true' if point.held else ""
        carried = f',"carried":true,"sheet_date":"{point.sheet}"' if point.carried else ""
        stale = ',"stale":true' if self._is_stale(point) else ""
        return f'{{"date":"{point.date}","per_unit":"{point.per_unit}"{held}{carried}{stale}}}'

    def _is_stale(self, point: Point) -> bool:
        """As `stale` of the sheet for that day."""
        return point.age_days > MAX_CARRIED_DAYS if point.date < self._today else self._overdue
