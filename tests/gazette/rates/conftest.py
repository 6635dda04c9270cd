"""Rates over the template's own table and bucket."""

from datetime import UTC, datetime

import pytest

from gazette.rates.model import Sheet
from gazette.rates.sources import bank
from gazette.rates.table import RateTable, Stored


@pytest.fixture
def cbu():
    return bank("cbu")


@pytest.fixture
def rates_table(stack) -> str:
    return stack.physical("RatesTable")


class Ledger:
    """Stores documents of the Central Bank, and shows all that the table holds then."""

    def __init__(self, dynamodb, table: str) -> None:
        self.dynamodb, self.name = dynamodb, table
        self.table = RateTable(table, dynamodb)

    def store(self, body: bytes | Sheet, at: datetime = datetime(2025, 12, 17, 12, tzinfo=UTC), **how: bool) -> Stored:
        sheet = bank("cbu").parse(body) if isinstance(body, bytes) else body
        return self.table.store(bank("cbu"), sheet, raw="0" * 64, at=at, **how)

    def everything(self) -> dict:
        found = {}
        for page in self.dynamodb.get_paginator("scan").paginate(TableName=self.name):
            found |= {(item["series"]["S"], item["date"]["S"]): item for item in page["Items"]}
        return found


@pytest.fixture
def ledger(dynamodb, rates_table) -> Ledger:
    return Ledger(dynamodb, rates_table)
