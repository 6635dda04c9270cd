"""Rates over the template's own table and bucket."""

import pytest

from gazette.rates.sources import load_bank
from tests.support.rate_table import RateTable


@pytest.fixture
def cbu():
    return load_bank("cbu")


@pytest.fixture
def rates_table(stack) -> str:
    return stack.physical("RatesTable")


@pytest.fixture
def rate_table(dynamodb, rates_table) -> RateTable:
    return RateTable(dynamodb, rates_table)
