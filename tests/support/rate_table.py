"""A rates table that tests write to through the commands, and read as a whole."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from gazette.encoding import unpack
from gazette.rates.bank import Bank
from gazette.rates.model import Sheet
from gazette.rates.sources import load_bank
from gazette.rates.store.commands import SheetCommands, SheetResult
from gazette.rates.store.repository import RateRepository
from gazette.rates.validation.overrides import OverrideRequest
from gazette.times import timestamp
from tests.support.aws import clear_tables
from tests.support.fake_cbu import document

DAY = date(2025, 12, 30)
AT = datetime(2026, 1, 10, tzinfo=UTC)
AZIZA = {"id": "7d8f4c1e", "name": "Aziza Karimova"}


class RateTable:
    """Stores documents of the Central Bank of Uzbekistan, overrides its rates, and reads all items."""

    def __init__(self, dynamodb, table: str) -> None:
        self.dynamodb, self.name = dynamodb, table
        self.repository = RateRepository(table, dynamodb)
        self.commands = SheetCommands(self.repository)

    def store(
        self,
        body: bytes | Sheet,
        at: datetime = datetime(2025, 12, 17, 12, tzinfo=UTC),
        of: Bank | None = None,
        **options: bool,
    ) -> SheetResult:
        of = of or load_bank("cbu")
        sheet = of.parse(body) if isinstance(body, bytes) else body
        return self.commands.store(of, sheet, raw="0" * 64, at=at, **options)

    def override(
        self, day: date, *, held: bool | None, currency: str = "TMT", reason: str = "So it is.", **members
    ) -> SheetResult:
        return self.commands.override(
            load_bank("cbu"), day, override_request(currency, held=held, reason=reason, **members)
        )

    def scan(self) -> dict:
        """All items by key."""
        items = {}
        for page in self.dynamodb.get_paginator("scan").paginate(TableName=self.name):
            items |= {(item["series"]["S"], item["date"]["S"]): item for item in page["Items"]}
        return items

    def scan_after(self, bodies: Iterable[bytes], **options: bool) -> dict:
        """All items after these documents, stored in an empty table."""
        clear_tables()
        for body in bodies:
            self.store(body, at=AT, **options)
        return self.scan()


def override_request(
    currency: str = "TMT", *, held: bool | None, reason: str = "So it is.", **members
) -> OverrideRequest:
    return OverrideRequest(currency, held=held, reason=reason, by=AZIZA, at=timestamp(AT), **members)


def days(*rates: str | None) -> list[bytes]:
    """Documents of consecutive days, in which the manat has these rates or is absent; they cross the end of a month."""
    return [document(DAY + timedelta(ahead), **({"TMT": rate} if rate else {})) for ahead, rate in enumerate(rates)]


def view(items: dict, day: date) -> dict[str, str]:
    """Fragments of a day by currency."""
    return {line[:3]: line[3:] for line in unpack(items["cbu", day.isoformat()]["view"]["B"]).split("\n")}
