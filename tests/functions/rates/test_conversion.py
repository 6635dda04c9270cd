"""Amounts, converted by the sheet of a day."""

from datetime import UTC, date, datetime

import pytest

from tests.support.fake_cbu import DECEMBER_17, DECEMBER_18, document

DAY = date(2025, 12, 18)


@pytest.mark.parametrize(
    ("query", "result", "rate"),
    [
        ("from=USD&to=UZS&amount=100", "1205978.00", "12059.78000"),
        ("from=UZS&to=USD&amount=1000000", "82.92", "0.00008292025228"),
        ("from=VND&to=UZS&amount=1000000", "463000.00", "0.4630000000"),
        ("from=EUR&to=USD&amount=1", "1.17", "1.171600145"),
        ("from=USD&to=JPY&amount=1", "158", "157.8918565"),
        ("from=USD&to=USD&amount=5", "5.00", "1.000000000"),
        ("from=uzs&to=UZS", "1.00", "1.000000000"),
    ],
)
def test_an_amount_is_converted_through_the_base(publish, read, query, result, rate):
    publish(document(DAY, VND=("4.63", "0", "10"), JPY="76.38"))
    converted = read("/v1/rates/convert", query)
    assert (converted["result"], converted["rate"]) == (result, rate)
    assert (converted["date"], converted["source"]) == ("2025-12-18", "cbu")


def test_a_conversion_of_a_past_day_takes_that_days_sheet(publish, read):
    publish(DECEMBER_17, DECEMBER_18)
    converted = read("/v1/rates/convert", "from=USD&to=UZS&amount=1&date=2025-12-17")
    assert converted == {
        "from": "USD",
        "to": "UZS",
        "amount": "1",
        "result": "12105.78",
        "rate": "12105.78000",
        "date": "2025-12-17",
        "requested_date": "2025-12-17",
        "carried": False,
        "age_days": 0,
        "stale": False,
        "source": "cbu",
    }


def test_a_conversion_has_the_day_and_the_age_of_its_sheet(publish, read):
    publish(DECEMBER_17, document(date(2025, 12, 22)))
    members = ("date", "requested_date", "carried", "age_days", "stale")
    converted = read("/v1/rates/convert", "from=USD&to=UZS&date=2025-12-20")
    assert [converted[name] for name in members] == ["2025-12-17", "2025-12-20", True, 3, False]
    sheet = read("/v1/rates", "date=2025-12-20")
    assert [sheet[name] for name in members] == [converted[name] for name in members]


def test_a_past_day_more_than_two_weeks_after_its_sheet_is_stale(publish, read, read_series, clock):
    """History that is not stored yet: the rate may have changed many times."""
    publish(DECEMBER_17, document(date(2026, 3, 2)))
    clock(datetime(2026, 3, 2, 7, tzinfo=UTC))
    for day, stale in (("2025-12-31", False), ("2026-01-01", True)):
        assert read("/v1/rates/convert", f"from=USD&to=UZS&date={day}")["stale"] is stale
        assert read("/v1/rates", f"date={day}")["stale"] is stale
        assert read_series("USD", f"from={day}&to={day}&fill=previous").get("stale", False) is stale
    assert "stale" not in read_series("USD", "from=2025-12-17&to=2026-01-31")


def test_a_conversion_names_what_is_held_once(publish, read):
    publish(DECEMBER_17, document(date(2025, 12, 18), USD="15000.00"))
    for want in ("USD", "UZS"):
        assert read("/v1/rates/convert", f"from=USD&to={want}")["held"] == ["USD"]


def test_a_conversion_marks_a_late_sheet(publish, read, clock):
    publish(DECEMBER_18)
    assert read("/v1/rates/convert", "from=USD&to=UZS")["stale"] is False
    clock(datetime(2025, 12, 23, 7, tzinfo=UTC))
    assert read("/v1/rates/convert", "from=USD&to=UZS")["stale"] is True
    assert read("/v1/rates/convert", "from=USD&to=UZS&date=2025-12-18")["stale"] is False


def test_a_conversion_names_the_currency_that_is_not_there(publish, read):
    publish(DECEMBER_18)
    assert read("/v1/rates/convert", "from=USD&to=ABC", 404)["currency"] == "ABC"
