"""The rates that `gazette dev` loads at its start."""

from datetime import UTC, date, datetime

import pytest

from cli.local.initial_rates import load_rates
from gazette.rates.sources import load_bank
from gazette.rates.store.repository import RateRepository
from tests.support.fake_cbu import DECEMBER_17, DECEMBER_18, open_bank

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("raw_bucket")


@pytest.fixture
def table(stack, dynamodb):
    return RateRepository(stack.physical("RatesTable"), dynamodb)


def test_bundled_sheets_replace_a_bank_that_cannot_be_read(table, monkeypatch):
    monkeypatch.setenv("CBU_URL", "http://127.0.0.1:9")
    assert load_rates("cbu", NOW, seconds=0.5) == (
        "Rates of cbu: http://127.0.0.1:9 cannot be read now; "
        "bundled sheets of 2026-04-01 and 2026-04-02 are used instead."
    )
    sheet = table.find_newest(load_bank("cbu"), date(2026, 4, 2))
    assert len(sheet.sheet.rates) == 75
    assert sheet.previous == date(2026, 4, 1)
    assert load_rates("cbu", NOW, seconds=0.5).endswith("the existing sheets stay.")


def test_a_bank_that_answers_is_read(table, monkeypatch):
    monkeypatch.setattr("gazette.rates.ingestion.bank_client.SPACING_SECONDS", 0.0)
    with open_bank() as site:
        site.publish(DECEMBER_17, DECEMBER_18)
        monkeypatch.setenv("CBU_URL", site.url)
        line = load_rates("cbu", datetime(2025, 12, 18, 9, tzinfo=UTC))
    assert line == f"Rates of cbu: read from {site.url}, sheets up to 2025-12-18."
    assert table.load_progress(load_bank("cbu")).last == "2025-12-18"
    assert table.find_newest(load_bank("cbu"), date(2025, 12, 17)).date == date(2025, 12, 17)


@pytest.mark.parametrize(
    ("source", "days", "main", "per_unit"),
    [
        ("cbr", ["2026-03-17", "2026-04-25"], "UZS", "0.00628322"),
        ("ecb", ["2026-03-17", "2026-03-18"], "USD", "1.1500"),
    ],
)
def test_each_bank_has_bundled_sheets(table, monkeypatch, source, days, main, per_unit):
    monkeypatch.setenv(f"{source.upper()}_URL", "http://127.0.0.1:9")
    monkeypatch.setenv(f"{source.upper()}_ARCHIVE_URL", "http://127.0.0.1:9")
    line = load_rates(source, NOW, seconds=0.5)
    assert line.endswith(f"bundled sheets of {' and '.join(days)} are used instead.")
    newest = table.find_newest(load_bank(source), NOW.date())
    assert newest.date == date.fromisoformat(days[-1])
    assert str(newest.sheet.rates[main].per_unit) == per_unit
