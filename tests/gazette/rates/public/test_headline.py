"""The line in the header, character by character."""

import json
from datetime import UTC, date, datetime

import pytest

from gazette.rates.public import headline
from tests.support.fake_cbu import DECEMBER_17, DECEMBER_18, document

NOON = datetime(2025, 12, 18, 7, tzinfo=UTC)


@pytest.fixture
def shown(rate_table, rates_table):
    def read(now=NOON, lang="en"):
        return headline.build_headline(
            rate_table.dynamodb.query(**headline.build_headline_query(rates_table, now)), lang
        )

    return read


def test_the_line_is_the_banks_digits_with_our_percent(rate_table, shown):
    rate_table.store(DECEMBER_17)
    rate_table.store(DECEMBER_18)
    assert shown() == {
        "date": "2025-12-18",
        "title": "Currency rates from 18/12/2025",
        "lines": ["$1 – 12059.78 UZS – -0.38%", "€1 – 14129.24 UZS – -0.73%", "₽1 – 150.07 UZS – -1.63%"],
    }


def test_the_coming_sheet_is_not_shown_before_the_banks_midnight(rate_table, shown):
    rate_table.store(DECEMBER_17)
    rate_table.store(DECEMBER_18)
    assert shown(datetime(2025, 12, 17, 18, 59, 59, tzinfo=UTC))["date"] == "2025-12-17"
    assert shown(datetime(2025, 12, 17, 19, 0, 0, tzinfo=UTC))["date"] == "2025-12-18"


def test_no_number_of_coming_sheets_hides_the_one_in_force(rate_table, shown):
    for body in (DECEMBER_17, DECEMBER_18, *(document(date(2025, 12, day)) for day in range(19, 23))):
        rate_table.store(body)
    assert shown(datetime(2025, 12, 17, 12, tzinfo=UTC))["date"] == "2025-12-17"


def test_days_without_a_sheet_keep_the_line_of_the_last_one_under_its_own_date(rate_table, shown):
    rate_table.store(DECEMBER_17)
    rate_table.store(DECEMBER_18)
    saturday, weeks_later = datetime(2025, 12, 20, 7, tzinfo=UTC), datetime(2026, 2, 1, 7, tzinfo=UTC)
    assert shown(saturday) == shown(weeks_later) == shown()


def test_a_correction_changes_the_line(rate_table, shown):
    rate_table.store(DECEMBER_17)
    rate_table.store(document(date(2025, 12, 18), USD="12060.00"))
    assert shown()["lines"][0] == "$1 – 12060.00 UZS – -0.38%"
    rate_table.store(DECEMBER_18)
    assert shown()["lines"][0] == "$1 – 12059.78 UZS – -0.38%"


def test_the_recorded_days_of_april_come_out_as_the_bank_counted_them(rate_table, shown):
    for day, usd, eur, rub in ((1, "12194.21", "13984.32", "149.97"), (2, "12142.10", "14079.98", "150.53")):
        rate_table.store(document(date(2026, 4, day), USD=usd, EUR=eur, RUB=rub))
    assert shown(datetime(2026, 4, 2, 7, tzinfo=UTC)) == {
        "date": "2026-04-02",
        "title": "Currency rates from 02/04/2026",
        "lines": ["$1 – 12142.10 UZS – -0.43%", "€1 – 14079.98 UZS – +0.68%", "₽1 – 150.53 UZS – +0.37%"],
    }


def test_a_sheet_that_was_read_already_gives_the_same_line(shown, rate_table):
    rate_table.store(DECEMBER_18)
    rates = [{"currency": "USD", "nominal": 1, "rate": "12059.78", "change_percent": None}]
    assert headline.format_headline("2025-12-18", "UZS", rates, "en") == {**shown(), "lines": shown()["lines"][:1]}


def test_what_has_no_change_has_no_percent(rate_table, shown):
    rate_table.store(DECEMBER_17)
    assert shown()["lines"][0] == "$1 – 12105.78 UZS"


def test_a_held_rate_is_the_last_good_one_without_percent(rate_table, shown):
    rate_table.store(DECEMBER_17)
    rate_table.store(document(date(2025, 12, 18), USD="15000.00", EUR="14232.77", RUB="152.60"))
    assert shown()["lines"] == ["$1 – 12105.78 UZS", "€1 – 14232.77 UZS – 0.00%", "₽1 – 152.60 UZS – +0.03%"]


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("ru", "Курсы валют с 17.12.2025"),
        ("uz", "17.12.2025 dan valyuta kurslari"),
        ("uz-Cyrl", "17.12.2025 дан валюта курслари"),
        ("de", "Currency rates from 17/12/2025"),
    ],
)
def test_the_title_speaks_the_readers_language(rate_table, shown, lang, title):
    rate_table.store(DECEMBER_17)
    assert shown(lang=lang)["title"] == title


def test_without_a_sheet_there_is_no_line(shown):
    assert shown() is None


def test_a_line_is_good_until_the_banks_midnight():
    assert headline.compute_expiry(NOON) == datetime(2025, 12, 18, 19, tzinfo=UTC).timestamp()


def test_money_that_was_not_there_yet_has_no_line(rate_table, shown):
    rows = [row for row in json.loads(document(date(1995, 5, 2), USD="27.20")) if row["Ccy"] != "EUR"]
    rate_table.store(json.dumps(rows).encode())
    assert [text[:3] for text in shown()["lines"]] == ["$1 ", "₽1 "]
