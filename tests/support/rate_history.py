"""Years of sheets as a central bank prints them, generated from a seed, and stored as ingestion stores them."""

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from gazette.dynamodb.items import serialize
from gazette.rates.bank import Bank
from gazette.rates.model import Rate, Sheet
from gazette.rates.store.currencies import Currencies
from gazette.rates.store.months import Month
from gazette.rates.store.sheets import StoredSheet
from tests.support.fake_cbu import MORE, NAMES

CODES = (*NAMES, *MORE.split())
FIRST_RATES = {"USD": "12059.78", "EUR": "14129.24", "RUB": "150.07"}


def weekdays(first: date, last: date) -> Iterator[date]:
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        if (day := date.fromordinal(ordinal)).weekday() < 5:
            yield day


def generate_sheets(first: date, last: date, codes: Iterable[str] = CODES, *, seed: int = 1) -> Iterator[Sheet]:
    """A sheet for each weekday; every rate moves by up to half a percent from one to the next, in whole hundredths."""
    chance = random.Random(seed)
    hundredths = {code: int(Decimal(FIRST_RATES.get(code, f"{chance.randint(20, 9000)}.50")) * 100) for code in codes}
    for day in weekdays(first, last):
        for code, rate in hundredths.items():
            hundredths[code] = rate + chance.randint(-rate // 200, rate // 200)
        yield Sheet(
            day,
            [
                Rate(code, numeric=NAMES.get(code, ("999",))[0], nominal="1", rate=Decimal(rate).scaleb(-2))
                for code, rate in hundredths.items()
            ],
        )


def put_sheets(dynamodb: Any, table: str, bank: Bank, sheets: Iterable[Sheet], *, with_sheets: bool = True) -> None:
    """Puts the items that storing these sheets in order leaves: sheets, months, currencies. (`SheetCommands` writes a
    transaction for each sheet; years of them would take minutes.)"""
    before: StoredSheet | None = None
    months: dict[str, Month] = {}
    currencies = Currencies(bank.id, None)
    items = []
    for sheet in sheets:
        new = StoredSheet.new(bank, sheet, None, raw="0" * 64, seen_at=f"{sheet.date - timedelta(1)}T12:00:00Z")
        before, _ = new.evaluate(before, bank)
        name = sheet.date.isoformat()[:7]
        months.setdefault(name, Month(bank.id, name, [])).put(before)
        currencies.put(sheet)
        if with_sheets:
            items.append(before.to_item(bank.main))
    items += [item for month in months.values() for item in month.changed_items()]
    items.append(currencies.to_item())
    for place in range(0, len(items), 25):
        requests = [{"PutRequest": {"Item": serialize(item)}} for item in items[place : place + 25]]
        assert not dynamodb.batch_write_item(RequestItems={table: requests})["UnprocessedItems"]
