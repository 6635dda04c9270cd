"""Public reads of the rates table: the sheet of a day, the currencies of a bank, the state of each bank."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from gazette.aws.public.reader import Reader
from gazette.encoding import compact_json
from gazette.rates.bank import Bank, find_latest_day
from gazette.rates.errors import SheetNotFound, day_not_published, sheet_not_found
from gazette.rates.keys import AHEAD, build_key, build_newest_query
from gazette.rates.public.sheet import Sheet, SheetResponse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    ReadNewest = Callable[[date, int], list[dict[str, Any]]]
    """Reads the newest sheets up to a day, at most a number of them, the newest first."""

FIELDS = ("base", "previous_date", "revision")
"""Attributes of a sheet that each read needs beside the rates."""


class RateQueries:
    def __init__(self, reader: Reader, table: str) -> None:
        self._reader, self._table = reader, table

    def read_sheet(
        self,
        bank: Bank,
        day: date | None,
        now: datetime,
        deadline: float | None = None,
        *,
        symbols: Iterable[str] | None = None,
    ) -> SheetResponse:
        """The sheet for a day in the bank's time zone, for today if `day` is None.

        A day may be after today if its sheet, or a later sheet, is published already. It may also be a day that has
        begun in another zone: then it has the last sheet. With `symbols` the sheet may have only these currencies: main
        currencies are stored apart, and a read of them is faster. Raises `SheetNotFound` for a day before the first
        sheet, `Invalid` for a later day.
        """
        today = bank.today(now)
        day = day or today
        read = self._create_reader(bank, _choose_fields(bank, symbols), deadline)
        items = read(day, 1) if day < today else _read_around(read, day, today)
        if day > find_latest_day(now) and items and day.isoformat() > items[0]["date"]["S"]:
            raise day_not_published("?date", items[0]["date"]["S"])
        coming = [item for item in items if item["date"]["S"] > day.isoformat()]
        if len(coming) == len(items):
            raise sheet_not_found(bank.id, day)
        upcoming = Sheet(bank, coming[-1], date.fromisoformat(coming[-1]["date"]["S"])) if coming else None
        return SheetResponse(Sheet(bank, items[len(coming)], day), upcoming, now)

    def read_currencies(self, bank: Bank, deadline: float | None = None) -> tuple[str, str]:
        """View (base64 of gzip) and ETag of all currencies that a bank ever published. Raises `SheetNotFound`."""
        item = self._reader.get(self._table, build_key("currency", bank.id), deadline)
        if item is None:
            raise SheetNotFound(f"{bank.id} has no sheet yet.")
        return item["view"]["B"], item["etag"]["S"]

    def render_sources(self, banks: Iterable[Bank], now: datetime, deadline: float | None = None) -> str:
        """JSON list of the banks: when they publish, first and last sheet, the next one, and whether it is overdue."""
        reply = self._reader.query(
            {
                "TableName": self._table,
                "KeyConditionExpression": "series = :source",
                "ExpressionAttributeValues": {":source": {"S": "source"}},
            },
            deadline,
        )
        by_source = {item["date"]["S"]: item for item in reply["Items"]}
        items = [_describe_source(bank, by_source.get(bank.id), now) for bank in banks]
        return compact_json({"items": items, "next": None})

    def _create_reader(self, bank: Bank, fields: tuple[str, ...], deadline: float | None) -> ReadNewest:
        def read(up_to: date, limit: int) -> list[dict[str, Any]]:
            query = build_newest_query(self._table, bank.id, up_to, *fields, limit=limit)
            items: list[dict[str, Any]] = self._reader.query(query, deadline)["Items"]
            return items

        return read


def _choose_fields(bank: Bank, symbols: Iterable[str] | None) -> tuple[str, ...]:
    """The attributes to read: `main` instead of `view` if the request needs main currencies only."""
    main_is_enough = symbols is not None and {*symbols} <= {*bank.main, bank.base}
    return (*FIELDS, "main" if main_is_enough else "view")


def _read_around(read: ReadNewest, day: date, today: date) -> list[dict[str, Any]]:
    """The coming sheets and the sheet in force on a day. Reads twice if a bank has published several in advance."""
    items = read(today + AHEAD, 2)
    if len(items) == 2 and items[-1]["date"]["S"] > day.isoformat():
        return read(today + AHEAD, AHEAD.days + 1)
    return items


def _describe_source(bank: Bank, item: dict[str, Any] | None, now: datetime) -> dict[str, Any]:
    last = date.fromisoformat(item["last_date"]["S"]) if item else None
    return {
        "source": bank.id,
        "names": bank.names,
        "base": bank.base,
        "quotation": bank.quotation,
        "time_zone": bank.zone.tzname(None),
        "published_from": f"{bank.published_from:%H:%M}",
        "first_date": item["first_date"]["S"] if item else None,
        "last_date": last.isoformat() if last else None,
        "seen_at": item["seen_at"]["S"] if item else None,
        "expected_date": bank.expected_after(last).isoformat() if last else None,
        "stale": last is None or bank.is_stale(last, now),
    }
