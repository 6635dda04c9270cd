"""Rates over the template's own table and bucket."""

import pytest

from gazette.rates.sources import bank
from tests.gazette.rates.ledger import Ledger


@pytest.fixture
def cbu():
    return bank("cbu")


@pytest.fixture
def rates_table(stack) -> str:
    return stack.physical("RatesTable")


@pytest.fixture
def ledger(dynamodb, rates_table) -> Ledger:
    return Ledger(dynamodb, rates_table)
