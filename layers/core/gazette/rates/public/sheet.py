"""The sheet that the API serves for a day, and its JSON, which joins stored fragments."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property

from gazette.encoding import unpack
from gazette.rates.bank import Bank
from gazette.rates.errors import currency_not_found
from gazette.rates.fragments import CODE_LENGTH, FRAGMENT_START, find_fragment, split_view

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Any

IN_FORCE, CLOSED = (300, 300), (86_400, 86_400)
"""Seconds that caches may keep the sheet in force, and the sheet of a past day. If a sheet is missing by the bank's
calendar, a backfill may still add it. Then caches keep the past day no longer than the sheet in force."""
MAX_CARRIED_DAYS = 14
"""A past day whose sheet is older is stale. Banks have paused for ten days; a longer gap is a lack of sheets here."""


class Sheet:
    """A stored sheet, served for `day`. Its item has either `main` (only the main currencies) or `view` (all)."""

    def __init__(self, bank: Bank, item: dict[str, Any], day: date) -> None:
        self.bank, self._item, self.day = bank, item, day
        self.date = date.fromisoformat(item["date"]["S"])
        self.base: str = item["base"]["S"]

    @property
    def carried(self) -> bool:
        """Whether this is the sheet of an earlier day than the requested one."""
        return self.date != self.day

    @property
    def age_days(self) -> int:
        return (self.day - self.date).days

    def per_unit(self, currency: str) -> Decimal:
        """The rate for one unit, 1 for the bank's base currency. Raises `CurrencyNotFound`."""
        from decimal import Decimal  # only conversions need it

        if currency == self.base:
            return Decimal(1)
        return Decimal(json.loads(self.fragment(currency))["per_unit"])

    def is_held(self, currency: str) -> bool:
        """Whether the last good rate is served instead of the bank's new rate. Raises `CurrencyNotFound`."""
        return currency != self.base and '"held":true' in self.fragment(currency)

    def fragment(self, currency: str) -> str:
        """The fragment of a currency. Raises `CurrencyNotFound`."""
        fragment = self.find_fragment(currency)
        if fragment is None:
            raise currency_not_found(self.bank.id, self.date, currency)
        return fragment

    def find_fragment(self, currency: str) -> str | None:
        return self._main.get(currency) if "main" in self._item else find_fragment(self._view, currency)

    def fragments(self) -> list[str]:
        """The fragments of all currencies, in the bank's order."""
        return split_view(self._view)

    @cached_property
    def _main(self) -> dict[str, str]:
        """The fragments of the main currencies. The stored list has null for a currency that the sheet lacks."""
        parts = self._item["main"]["S"][1:-1].split(f",{FRAGMENT_START}")
        bodies = [part.removeprefix(FRAGMENT_START).partition(",null")[0] for part in parts]
        return {body[:CODE_LENGTH]: f"{FRAGMENT_START}{body}" for body in bodies}

    @cached_property
    def _view(self) -> str:
        return unpack(b64decode(self._item["view"]["B"]))

    def render(self, fragments: Iterable[str], *, stale: bool = False, upcoming: str = "null") -> str:
        """The JSON of the public sheet with these rates. `upcoming` is the JSON of the coming sheet."""
        previous = self._item.get("previous_date")
        return (
            f'{{"source":"{self.bank.id}","base":"{self.base}","quotation":"{self.bank.quotation}",'
            f'"date":"{self.date}","requested_date":"{self.day}",'
            f'"carried":{format_bool(self.carried)},"age_days":{self.age_days},'
            f'"stale":{format_bool(stale)},"revision":{self._item["revision"]["N"]},'
            f'"previous_date":{_quote(previous["S"] if previous else None)},'
            f'"upcoming":{upcoming},"rates":[{",".join(fragments)}]}}'
        )


class SheetResponse:
    """The sheet for a day, and the coming sheet if the bank has published it. `cache` and `until` limit the caching.

    `overdue` is true if the bank should have published another sheet by now, and the day has not passed. `stale` is
    true if the sheet is overdue, or too old for a past day.
    """

    def __init__(self, sheet: Sheet, upcoming: Sheet | None, now: datetime) -> None:
        self.sheet, self._upcoming = sheet, upcoming
        bank, today = sheet.bank, sheet.bank.today(now)
        past = sheet.day < today
        self.overdue = not past and bank.is_stale(upcoming.date if upcoming else sheet.date, now)
        self.stale = self.overdue or (past and sheet.age_days > MAX_CARRIED_DAYS)
        self.cache = CLOSED if past and bank.expected_after(sheet.date) > sheet.day else IN_FORCE
        self.until = None if past else bank.next_midnight(now)

    def render(self, symbols: list[str] | None) -> str:
        """The JSON of the sheet with all rates, or with those of some currencies in this order.

        Raises `CurrencyNotFound` if the sheet lacks one of them. The coming sheet may lack some.
        """
        sheet, coming, upcoming = self.sheet, self._upcoming, "null"
        if symbols is None:
            fragments = sheet.fragments()
            if coming is not None:
                upcoming = coming.render(coming.fragments())
        else:
            fragments = [sheet.fragment(symbol) for symbol in symbols]
            if coming is not None:
                upcoming = coming.render(filter(None, map(coming.find_fragment, symbols)))
        return sheet.render(fragments, stale=self.stale, upcoming=upcoming)


def format_bool(value: bool) -> str:
    return "true" if value else "false"


def _quote(text: str | None) -> str:
    return "null" if text is None else f'"{text}"'
