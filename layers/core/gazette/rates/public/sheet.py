"""Public answers about rates: which sheet answers a day, and its JSON, joined from stored fragments. Lean."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property

from gazette.aws.public.reader import Reader
from gazette.rates.bank import Bank
from gazette.rates.errors import SheetNotFound, no_sheet, not_in_sheet, not_published
from gazette.rates.fragments import CODE, FRAGMENT, fragments, pick, unpack
from gazette.rates.keys import AHEAD, key, newest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal
    from typing import Any

    Newest = Callable[[date, int], list[dict[str, Any]]]
    """So many sheets up to a day, the newest first."""

FIELDS = ("base", "previous_date", "revision")
"""What of a sheet is read beside its rates: `view`, or `main` where no other currencies are asked for."""
IN_FORCE, CLOSED = (300, 300), (86_400, 86_400)
"""Seconds that the sheet in force, and one of a past day, may be kept. Where a past day is answered by an older sheet
than the bank's calendar explains, one may be missing that a backfill brings: that is kept no longer than the one in
force."""


class Sheet:
    """A stored sheet as an answer to `asked`."""

    def __init__(self, bank: Bank, item: dict[str, Any], asked: date) -> None:
        self.bank, self._item, self.asked = bank, item, asked
        self.date = date.fromisoformat(item["date"]["S"])
        self.base: str = item["base"]["S"]

    def per_unit(self, currency: str) -> Decimal:
        """What one unit costs in the bank's own money; `CurrencyNotFound` by name."""
        from decimal import Decimal  # who converts loads it

        if currency == self.base:
            return Decimal(1)
        return Decimal(json.loads(self.rate(currency))["per_unit"])

    def held(self, currency: str) -> bool:
        """Whether the last good rate is served in place of the bank's."""
        return currency != self.base and '"held":true' in self.rate(currency)

    def rate(self, currency: str) -> str:
        """The fragment of a currency; `CurrencyNotFound` by name."""
        found = self.find(currency)
        if found is None:
            raise not_in_sheet(self.bank.id, self.date, currency)
        return found

    def find(self, currency: str) -> str | None:
        """The fragment of a currency, or None."""
        return self._main.get(currency) if "main" in self._item else pick(self.view, currency)

    @cached_property
    def _main(self) -> dict[str, str]:
        """The fragments of the header's currencies; the list has null for one that the sheet lacks."""
        parts = self._item["main"]["S"][1:-1].split(f",{FRAGMENT}")
        found = [part.removeprefix(FRAGMENT).partition(",null")[0] for part in parts]
        return {part[:CODE]: f"{FRAGMENT}{part}" for part in found}

    @cached_property
    def view(self) -> str:
        """Unpacked when first asked for: not every answer shows the coming sheet."""
        return unpack(b64decode(self._item["view"]["B"]))

    def json(self, rates: Iterable[str], *, stale: bool = False, upcoming: str = "null") -> str:
        """The public sheet with these fragments in it."""
        previous = self._item.get("previous_date")
        return (
            f'{{"source":"{self.bank.id}","base":"{self.base}","quotation":"{self.bank.quotation}",'
            f'"date":"{self.date}","requested_date":"{self.asked}",'
            f'"carried":{_bool(self.date != self.asked)},"age_days":{(self.asked - self.date).days},'
            f'"stale":{_bool(stale)},"revision":{self._item["revision"]["N"]},'
            f'"previous_date":{_quoted(previous["S"] if previous else None)},'
            f'"upcoming":{upcoming},"rates":[{",".join(rates)}]}}'
        )


class SheetAnswer:
    """The sheet for a day, and the coming one where it is published already."""

    def __init__(self, sheet: Sheet, upcoming: Sheet | None, now: datetime) -> None:
        self.sheet, self._upcoming = sheet, upcoming
        bank, today = sheet.bank, sheet.bank.today(now)
        past = sheet.asked < today
        self.stale = not past and bank.stale(upcoming.date if upcoming else sheet.date, now)
        self.cache = CLOSED if past and bank.expected_after(sheet.date) > sheet.asked else IN_FORCE
        self.until = None if past else bank.midnight(now)

    def json(self, symbols: list[str] | None) -> str:
        """All rates, or those of some currencies in that order; `CurrencyNotFound` where one is not there."""
        sheet, coming, upcoming = self.sheet, self._upcoming, "null"
        if symbols is None:
            rates = fragments(sheet.view)
            if coming is not None:
                upcoming = coming.json(fragments(coming.view))
        else:
            rates = [sheet.rate(symbol) for symbol in symbols]
            if coming is not None:
                upcoming = coming.json(filter(None, map(coming.find, symbols)))
        return sheet.json(rates, stale=self.stale, upcoming=upcoming)


class Rates:
    """The rates table as the public reads it."""

    def __init__(self, reader: Reader, table: str) -> None:
        self._reader, self._table = reader, table

    def sheet(
        self,
        bank: Bank,
        asked: date | None,
        now: datetime,
        deadline: float | None = None,
        *,
        symbols: Iterable[str] | None = None,
    ) -> SheetAnswer:
        """The sheet of a day of the bank's, its today where none is asked for; of a coming day as far as it is known.

        With `symbols` it has these currencies, and maybe no others: the main ones lie apart, and are read faster.
        `SheetNotFound` before the first, `Invalid` after the last.
        """
        today = bank.today(now)
        day = asked or today
        fields = (*FIELDS, "main" if symbols is not None and {*symbols} <= {*bank.main, bank.base} else "view")
        read = self._newest(bank, fields, deadline)
        items = read(day, 1) if day < today else _around(read, day, today)
        if day > today and items and day.isoformat() > items[0]["date"]["S"]:
            raise not_published("?date", items[0]["date"]["S"])
        coming = [item for item in items if item["date"]["S"] > day.isoformat()]
        if len(coming) == len(items):
            raise no_sheet(bank.id, day)
        upcoming = Sheet(bank, coming[-1], date.fromisoformat(coming[-1]["date"]["S"])) if coming else None
        return SheetAnswer(Sheet(bank, items[len(coming)], day), upcoming, now)

    def currencies(self, bank: Bank, deadline: float | None = None) -> tuple[str, str]:
        """View (base64 of gzip) and ETag of all currencies that a bank ever printed."""
        item = self._reader.get(self._table, key("currency", bank.id), deadline)
        if item is None:
            raise SheetNotFound(f"{bank.id} has no sheet yet.")
        return item["view"]["B"], item["etag"]["S"]

    def freshness(self, banks: Iterable[Bank], now: datetime, deadline: float | None = None) -> str:
        """JSON list of the banks: how far each has come, when more is due, and whether that was missed."""
        reply = self._reader.query(
            {
                "TableName": self._table,
                "KeyConditionExpression": "series = :source",
                "ExpressionAttributeValues": {":source": {"S": "source"}},
            },
            deadline,
        )
        known = {item["date"]["S"]: item for item in reply["Items"]}
        items = [_freshness(bank, known.get(bank.id), now) for bank in banks]
        return json.dumps({"items": items, "next": None}, ensure_ascii=False, separators=(",", ":"))

    def _newest(self, bank: Bank, fields: tuple[str, ...], deadline: float | None) -> Newest:
        def read(up_to: date, limit: int) -> list[dict[str, Any]]:
            request = newest(self._table, bank.id, up_to, *fields, limit=limit)
            items: list[dict[str, Any]] = self._reader.query(request, deadline)["Items"]
            return items

        return read


def _around(read: Newest, day: date, today: date) -> list[dict[str, Any]]:
    """The sheets that are coming and the one in force on a day; one read but for a bank that is far ahead."""
    items = read(today + AHEAD, 2)
    if len(items) == 2 and items[-1]["date"]["S"] > day.isoformat():
        return read(today + AHEAD, AHEAD.days + 1)
    return items


def _freshness(bank: Bank, item: dict[str, Any] | None, now: datetime) -> dict[str, Any]:
    last = date.fromisoformat(item["last_date"]["S"]) if item else None
    return {
        "source": bank.id,
        "names": bank.names,
        "base": bank.base,
        "quotation": bank.quotation,
        "first_date": item["first_date"]["S"] if item else None,
        "last_date": last.isoformat() if last else None,
        "seen_at": item["seen_at"]["S"] if item else None,
        "expected_date": bank.expected_after(last).isoformat() if last else None,
        "stale": last is None or bank.stale(last, now),
    }


def _bool(value: bool) -> str:
    return "true" if value else "false"


def _quoted(text: str | None) -> str:
    return "null" if text is None else f'"{text}"'
