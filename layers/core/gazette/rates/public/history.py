"""A currency over time as the public reads it: JSON, CSV, and what there is to say where there is nothing. Lean."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from datetime import date, datetime

from gazette.aws.public.reader import Reader
from gazette.rates.bank import Bank
from gazette.rates.errors import CurrencyNotFound, SheetNotFound, no_sheet, not_in_sheet, not_published
from gazette.rates.fragments import unpack
from gazette.rates.keys import AHEAD, key, newest
from gazette.rates.public.date_range import DateRange, Page
from gazette.rates.public.series import Point, Series, request
from gazette.rates.public.sheet import CLOSED, IN_FORCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CSV = "text/csv; charset=utf-8; header=present"
COLUMNS = "date,per_unit,held,carried,sheet_date"


class History:
    """The months of the rates table."""

    def __init__(self, reader: Reader, table: str) -> None:
        self._reader, self._table = reader, table

    def series(self, bank: Bank, currency: str, page: Page, now: datetime, deadline: float | None = None) -> Series:
        """What is known of these days, and of coming ones where they reach today: one request, as long as their months
        weigh less than the 1 MB of a reply."""
        start, end = page.start, page.end
        query = request(self._table, bank.id, currency, start, end if end < bank.today(now) else end + AHEAD)
        wanted: int = query["Limit"]
        items: list[dict[str, Any]] = []
        while True:
            reply = self._reader.query(query, deadline)
            items += reply["Items"]
            if "LastEvaluatedKey" not in reply or len(items) >= wanted:
                return Series(currency, start, end, items)
            query = {**query, "ExclusiveStartKey": reply["LastEvaluatedKey"], "Limit": wanted - len(items)}

    def check_end(self, bank: Bank, end: date, now: datetime, deadline: float | None = None) -> None:
        """`Invalid` where a range ends after the last sheet that is published, as such a day is."""
        today = bank.today(now)
        if end <= today:
            return
        items = self._reader.query(newest(self._table, bank.id, today + AHEAD, limit=1), deadline)["Items"]
        if not items:
            raise no_sheet(bank.id, end)
        if end.isoformat() > items[0]["date"]["S"]:
            raise not_published("?to", items[0]["date"]["S"])

    def check_known(self, bank: Bank, currency: str, deadline: float | None = None) -> None:
        """`CurrencyNotFound` where the bank never printed it."""
        item = self._reader.get(self._table, key("currency", bank.id), deadline)
        if item is None:
            raise SheetNotFound(f"{bank.id} has no sheet yet.")
        if f'"currency":"{currency}"' not in unpack(b64decode(item["view"]["B"])):
            raise CurrencyNotFound(f"{currency} is in no sheet of {bank.id}.", currency=currency)


class SeriesAnswer:
    """A page of a series, with every day on which a rate is in force (`fill`) or only those that have a sheet."""

    def __init__(self, bank: Bank, span: DateRange, page: Page, series: Series, *, fill: bool, now: datetime) -> None:
        self._bank, self._span, self._page, self.series, self._fill = bank, span, page, series, fill
        past = page.end < bank.today(now)
        latest = None if past else series.latest
        self.stale = latest is not None and bank.stale(date.fromisoformat(latest), now)
        self.cache = CLOSED if past and series.whole(bank) else IN_FORCE
        self.until = bank.midnight(now) if span.moves else None

    def check(self, history: History, deadline: float | None = None) -> None:
        """A filled range of one day is what that day is: not found where it has no rate. Of any other without a day the
        currency may be one that the bank never printed."""
        series, source = self.series, self._bank.id
        if any(text is not None for _, text in series.sheets):
            return
        if not (self._fill and self._span.start == self._span.end):
            history.check_known(self._bank, series.currency, deadline)
        elif series.sheets:
            raise not_in_sheet(source, date.fromisoformat(series.sheets[-1][0]), series.currency)
        else:
            raise no_sheet(source, series.end)

    def json(self) -> str:
        """`{source, base, quotation, currency, from, to, stale?, items, next}`, of a day `{date, per_unit, held?,
        carried?, sheet_date?}`. `from` and `to` are the whole range, also on a page of it."""
        bank, span = self._bank, self._span
        stale = '"stale":true,' if self.stale else ""
        items = ",".join(map(_item, self.series.points(self._fill)))
        return (
            f'{{"source":"{bank.id}","base":"{bank.base}","quotation":"{bank.quotation}",'
            f'"currency":"{self.series.currency}","from":"{span.start}","to":"{span.end}",'
            f'{stale}"items":[{items}],"next":{json.dumps(self._page.next)}}}'
        )

    def csv(self) -> str:
        """The same days as a table (RFC 4180). Nothing in it needs quotes: dates, digits and points."""
        return "".join(f"{line}\r\n" for line in self._lines())

    @property
    def file_name(self) -> str:
        return f"{self._bank.id}-{self.series.currency}-{self._page.start}-{self._page.end}.csv"

    def _lines(self) -> Iterator[str]:
        yield COLUMNS
        for point in self.series.points(self._fill):
            yield f"{point.date},{point.per_unit},{_bool(point.held)},{_bool(point.carried)},{point.sheet}"


def _item(point: Point) -> str:
    held = ',"held":true' if point.held else ""
    carried = f',"carried":true,"sheet_date":"{point.sheet}"' if point.carried else ""
    return f'{{"date":"{point.date}","per_unit":"{point.per_unit}"{held}{carried}}}'


def _bool(value: bool) -> str:
    return "true" if value else "false"
