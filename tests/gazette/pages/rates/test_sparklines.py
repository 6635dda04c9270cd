"""The small lines beside the main currencies: what they read, and what they show of it."""

from datetime import date

import pytest

from gazette.pages.rates.sparklines import HEIGHT, Sparklines
from gazette.rates.keys import get_month_series
from gazette.rates.sources import load_bank

UNTIL = date(2025, 12, 18)
TABLE = "rates"


def month(day, currency, rates):
    return {
        "series": {"S": get_month_series("cbu", currency)},
        "date": {"S": day},
        "days": {"S": " ".join(entry[:2] for entry in rates.split(";"))},
        "rates": {"M": {currency: {"S": rates}}},
    }


def draw(*items, **reply):
    return Sparklines(load_bank("cbu"), UNTIL).draw({"Responses": {TABLE: list(items)}, **reply}, TABLE)


@pytest.mark.parametrize(
    ("until", "months"),
    [
        (UNTIL, ["2025-11", "2025-12"]),
        (date(2025, 12, 31), ["2025-12"]),
        (date(2025, 3, 1), ["2025-01", "2025-02", "2025-03"]),
        (date.max, ["9999-12"]),
    ],
)
def test_they_read_each_month_of_their_days_in_one_request(until, months):
    [request] = Sparklines(load_bank("cbu"), until).request(TABLE)["RequestItems"].values()
    keys = [(key["series"]["S"], key["date"]["S"]) for key in request["Keys"]]
    assert sorted(keys) == sorted(
        (get_month_series("cbu", code), day) for code in ("USD", "EUR", "RUB") for day in months
    )


def test_a_line_goes_through_its_months_in_order_whatever_the_order_of_the_reply():
    november = month("2025-11", "USD", "18 100.00;28 110.00")
    december = month("2025-12", "USD", "17 120.00")
    lines = draw(november, december)
    assert lines == draw(december, november)
    assert lines["USD"].startswith(f"M0 {HEIGHT - 4}h")
    assert lines["USD"].count("v-") == 2


def test_a_currency_without_two_rates_has_no_line():
    assert draw(month("2025-12", "USD", "17 100.00"), month("2025-12", "EUR", "16 100.00;17 100.00")).keys() == {"EUR"}


def test_there_are_no_lines_where_dynamodb_sent_only_a_part():
    reply = month("2025-12", "USD", "16 100.00;17 101.00")
    assert draw(reply).keys() == {"USD"}
    assert draw(reply, UnprocessedKeys={TABLE: {"Keys": []}}) == {}
