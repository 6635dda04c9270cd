"""A table of rates that tests write to, and look at as a whole."""

from datetime import UTC, date, datetime, timedelta

from gazette.encoding import unpack
from gazette.rates.bank import Bank
from gazette.rates.model import Sheet
from gazette.rates.sources import bank
from gazette.rates.store.repository import RateRepository, Stored
from gazette.rates.validation.overrides import OverrideRequest
from gazette.times import timestamp
from tests.conftest import clear_tables
from tests.support.fake_cbu import document

DAY = date(2025, 12, 30)
AT = datetime(2026, 1, 10, tzinfo=UTC)
AZIZA = {"id": "7d8f4c1e", "name": "Aziza Karimova"}


class RateTable:
    """Stores documents of the Central Bank, decides about them, and shows all that the table holds then."""

    def __init__(self, dynamodb, table: str) -> None:
        self.dynamodb, self.name = dynamodb, table
        self.table = RateRepository(table, dynamodb)

    def store(
        self,
        body: bytes | Sheet,
        at: datetime = datetime(2025, 12, 17, 12, tzinfo=UTC),
        of: Bank | None = None,
        **how: bool,
    ) -> Stored:
        of = of or bank("cbu")
        sheet = of.parse(body) if isinstance(body, bytes) else body
        return self.table.store(of, sheet, raw="0" * 64, at=at, **how)

    def decide(self, day: date, *, held: bool, currency: str = "TMT", reason: str = "So it is.", **about) -> Stored:
        return self.table.decide(bank("cbu"), day, ruling(currency, held=held, reason=reason, **about))

    def everything(self) -> dict:
        found = {}
        for page in self.dynamodb.get_paginator("scan").paginate(TableName=self.name):
            found |= {(item["series"]["S"], item["date"]["S"]): item for item in page["Items"]}
        return found

    def after(self, bodies) -> dict:
        """All that the table holds after these documents alone."""
        clear_tables()
        for body in bodies:
            self.store(body, at=AT)
        return self.everything()


def ruling(currency: str = "TMT", *, held: bool, reason: str = "So it is.", **about) -> OverrideRequest:
    return OverrideRequest(currency, held=held, reason=reason, by=AZIZA, at=timestamp(AT), **about)


def days(*rates: str) -> list[bytes]:
    """A document a day, in which one currency has these rates; they run over a month's end."""
    return [document(DAY + timedelta(ahead), TMT=rate) for ahead, rate in enumerate(rates)]


def view(items: dict, day: date) -> dict[str, str]:
    """Fragments of a day by currency."""
    return {line[:3]: line[3:] for line in unpack(items["cbu", day.isoformat()]["view"]["B"]).split("\n")}
