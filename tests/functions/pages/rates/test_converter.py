"""The converter on the page of the official rates."""

from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest

from tests.functions.pages.rates.conftest import NOON, selected, table
from tests.support.fake_cbu import DECEMBER_17, DECEMBER_18, document
from tests.support.html import attributes, text, texts


def test_converts_as_the_api_does(publish, show):
    publish(DECEMBER_17, DECEMBER_18)
    shown = show()
    assert text(shown, ".result") == "100 USD = 1,205,978.00 UZS"
    assert text(shown, ".result + .meta").startswith("1 USD = 12,059.78 UZS. By the rates for 18 December 2025.")
    shown = show(query="amount=1000000&have=UZS&want=USD")
    assert text(shown, ".result").endswith("= 82.92 USD")


def test_shows_what_is_less_than_one_with_its_digits(publish, show):
    publish(DECEMBER_18)
    assert text(show(query="amount=61&have=UZS&want=USD"), ".result").endswith("= 0.005058 USD")
    assert text(show(query="amount=20000&have=UZS&want=USD"), ".result").endswith("= 1.66 USD")
    assert text(show(query="amount=0.50&have=USD&want=USD"), ".result").endswith("= 0.50 USD")
    assert text(show(query="amount=1&have=UZS&want=USD"), ".result").endswith("= 0.00008292 USD")
    assert text(show(query="amount=0&have=UZS&want=USD"), ".result").endswith("= 0.00 USD")
    assert text(show(query="amount=0.0000000001&have=UZS&want=USD"), ".result").endswith("= 0.000000000000008292 USD")


def test_shows_the_banks_own_rate_with_its_digits_and_what_was_counted_without_zeros(publish, show):
    publish(document(date(2025, 12, 18), USD="12209.50", EUR="24419.00", KWD="123539250.78"))
    for query, shown in (
        ("", "1 USD = 12,209.50 UZS."),
        ("have=KWD", "1 KWD = 123,539,250.78 UZS."),
        ("have=EUR&want=USD", "1 EUR = 2 USD."),
        ("have=UZS&want=UZS", "1 UZS = 1 UZS."),
        ("have=UZS", "1 UZS = 1 UZS."),
    ):
        assert text(show(query=query), ".result + .meta").startswith(shown)


@pytest.mark.parametrize(
    ("lang", "typed", "understood"),
    [
        ("en", "1,000.50", "1,000.50"),
        ("en", "1,5", "1.5"),
        ("en", ".5", "0.5"),
        ("en", "1.000,50", "1,000.50"),
        ("ru", "1 000,50", "1 000,50"),
        ("ru", "1,000", "1,000"),
        ("uz", "1\N{NO-BREAK SPACE}000", "1 000"),
        ("uz-Cyrl", "1\N{NARROW NO-BREAK SPACE}000.5", "1 000,5"),
    ],
)
def test_takes_an_amount_as_people_write_it_and_repeats_what_it_took(publish, show, lang, typed, understood):
    publish(DECEMBER_18)
    assert text(show(f"/{lang}/rates", f"amount={typed}"), ".result").startswith(f"{understood} USD = ")


@pytest.mark.parametrize("amount", ["much", "-5", "1e5", "1.00.000", "1234567890123456", "<b>"])
def test_marks_an_invalid_amount_at_its_field(publish, show, amount):
    publish(DECEMBER_18)
    shown = show(query=f"amount={amount}", status=422)
    field = shown.query_one("#amount")
    assert (field.attrs["value"], field.attrs["aria-describedby"]) == (amount, "amount-wrong")
    assert text(shown, "#amount-wrong").startswith("Please enter a number")
    assert shown.query(".result") == []
    assert len(table(shown, "sheet")) == 3


def test_leads_to_the_same_the_other_way_round(publish, show):
    publish(DECEMBER_18)
    path = attributes(show(query="amount=2&have=EUR&want=USD&date=2025-12-18"), ".buttons a", "href")
    shown = show(query=urlsplit(path[0]).query)
    assert (selected(shown, "have"), selected(shown, "want")) == (["USD"], ["EUR"])
    assert text(shown, ".result").startswith("2 USD = ")


def test_says_where_it_took_the_last_confirmed_rate(publish, show):
    publish(DECEMBER_17, document(date(2025, 12, 18), USD="15000.00"))
    assert "not confirmed yet (USD)" in text(show(), ".result + .meta")


def test_names_the_banks_own_money_too(publish, show):
    publish(DECEMBER_18)
    assert texts(show("/ru/rates"), "#want option")[-1] == "UZS – Узбекский сум"


def test_offers_no_currency_that_the_sheet_has_not(publish, show, clock):
    publish(document(date(2025, 12, 18), AUD="8000.00"))
    assert "AUD" in attributes(show(), "#have option", "value")
    publish(DECEMBER_17)
    clock(NOON - timedelta(1))
    assert "AUD" not in attributes(show(), "#have option", "value")
    assert text(show(query="have=AUD", status=422), "#have-wrong").startswith("The bank has no rate")
