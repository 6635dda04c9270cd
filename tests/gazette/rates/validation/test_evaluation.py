"""Change and holds."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.rates.percent import percent_change
from gazette.rates.sources import cbr as moscow
from gazette.rates.sources.cbu import BANK, parse
from gazette.rates.validation.evaluation import EvaluatedSheet, evaluate
from tests.support.fake_cbr import document as rubles
from tests.support.fake_cbu import DECEMBER_17, DECEMBER_18, document

DAY = date(2025, 12, 18)


def quotes(*days, **kinds):
    """The last of some documents, judged after those before it."""
    before = None
    for body in days:
        sheet = parse(body)
        judged = evaluate(sheet, before, BANK)
        before = EvaluatedSheet.by(sheet, judged)
    return {quote.row.currency: quote for quote in judged}


def two(first, second):
    """A currency's quote after two days; `first` and `second` are (rate, the bank's difference, nominal)."""
    return quotes(document(DAY, TMT=first), document(DAY + timedelta(1), TMT=second))["TMT"]


def test_change_is_counted_from_the_sheet_before():
    found = quotes(DECEMBER_17, DECEMBER_18)
    shown = {code: (f"{quote.rate:f}", f"{quote.change:f}", f"{quote.percent:f}") for code, quote in found.items()}
    assert shown == {
        "USD": ("12059.78", "-46.00", "-0.38"),
        "EUR": ("14129.24", "-103.53", "-0.73"),
        "RUB": ("150.07", "-2.48", "-1.63"),
    }
    assert not any(quote.differs for quote in found.values())


def test_there_is_no_change_without_a_sheet_before_or_without_the_currency_in_it():
    assert quotes(DECEMBER_18)["USD"].change is None
    assert quotes(DECEMBER_17, document(DAY, XTS="5.00"))["XTS"].percent is None


def test_a_bank_that_counted_another_change_is_noted_and_ours_stands():
    quote = two(("100.00", "0"), ("101.00", "0.99"))
    assert quote.differs
    assert quote.change == Decimal("1.00")


@pytest.mark.parametrize(
    ("rate", "held"), [("110.00", False), ("110.01", True), ("90.00", False), ("89.99", True), ("100.03", False)]
)
def test_a_currency_is_held_beyond_ten_percent(rate, held):
    assert two("100.00", rate).held is held


@pytest.mark.parametrize(("rate", "held"), [("12947.00", False), ("12960.00", True), ("11100.00", True)])
def test_a_main_currency_is_held_beyond_seven_percent(rate, held):
    assert quotes(document(DAY, USD="12100.00"), document(DAY + timedelta(1), USD=rate))["USD"].held is held


@pytest.mark.parametrize(("rate", "held"), [("0.12", False), ("0.06", False), ("0.13", True), ("0.05", True)])
def test_three_of_its_smallest_steps_hold_no_currency(rate, held):
    assert two("0.09", rate).held is held


def test_a_held_currency_is_served_at_the_last_good_rate_with_the_banks_beside_it():
    quote = two("4037.68", ("3469.17", "-568.51"))
    assert quote.held
    assert (f"{quote.rate:f}", f"{quote.row.rate:f}") == ("4037.68", "3469.17")
    assert (quote.change, quote.percent) == (Decimal("-568.51"), Decimal("-14.08"))
    assert not quote.differs


def test_the_next_sheet_releases_a_jump_that_it_confirms_and_counts_from_there():
    days = [document(DAY + timedelta(ahead), TMT=rate) for ahead, rate in enumerate(("4037.68", "3469.17", "3470.00"))]
    quote = quotes(*days)["TMT"]
    assert not quote.held
    assert quote.change == Decimal("0.83")


def test_the_next_sheet_releases_a_jump_that_it_takes_back_and_counts_from_the_good_rate():
    days = [document(DAY + timedelta(ahead), TMT=rate) for ahead, rate in enumerate(("100.00", "1000.00", "101.00"))]
    quote = quotes(*days)["TMT"]
    assert not quote.held
    assert quote.change == Decimal("1.00")


def test_jump_after_jump_goes_on_serving_the_last_good_rate():
    days = [document(DAY + timedelta(ahead), TMT=rate) for ahead, rate in enumerate(("100.00", "150.00", "225.00"))]
    quote = quotes(*days)["TMT"]
    assert quote.held
    assert quote.rate == Decimal("100.00")
    assert quote.change == Decimal("75.00")


def test_another_nominal_is_no_change():
    quote = two("4.63", ("463.00", "0", "100"))
    assert not quote.held
    assert quote.change == 0
    assert f"{quote.per_unit:f}" == "4.63"


def test_change_across_nominals_is_per_unit():
    quote = two("0.71", ("7.31", "0.21", "10"))
    assert quote.change == Decimal("0.21")
    assert quote.percent == Decimal("2.96")
    assert not quote.differs


def test_a_held_rate_is_shown_per_the_nominal_of_the_day():
    quote = two("4.63", ("926.00", "0", "100"))
    assert quote.held
    assert f"{quote.rate:f}" == "463.00"


@pytest.mark.parametrize(
    ("currency", "before", "day"),
    [("VES", "2021-09-30", "2021-10-01"), ("SYP", "2025-12-31", "2026-01-05"), ("BYN", "2016-06-30", "2016-07-01")],
)
def test_zeros_that_are_struck_off_are_no_change_and_no_jump(currency, before, day):
    first = document(date.fromisoformat(before), **{currency: "0.05"})
    second = document(date.fromisoformat(day), **{currency: "1888.08"})
    quote = quotes(first, second)[currency]
    assert (quote.change, quote.percent, quote.held) == (None, None, False)


def test_change_counts_again_after_the_zeros_are_gone():
    first, second = (document(date(2021, 10, day), VES=rate) for day, rate in ((1, "1888.08"), (4, "1890.08")))
    assert quotes(first, second)["VES"].change == Decimal("2.00")


@pytest.mark.parametrize(
    ("change", "before", "shown"),
    [("-46.00", "12105.78", "-0.38"), ("0.005", "100", "0.01"), ("-0.005", "100", "-0.01"), ("-0.0001", "100", "0.00")],
)
def test_percent_is_half_up_to_two_places_and_never_a_negative_zero(change, before, shown):
    assert f"{percent_change(Decimal(change), Decimal(before)):f}" == shown


@given(
    st.decimals("0.01", "99999", places=2), st.decimals("0.01", "99999", places=2), st.sampled_from(["1", "10", "100"])
)
def test_what_was_before_and_the_change_add_up_to_the_rate(first, second, nominal):
    quote = two((f"{first:f}", "0", "1"), (f"{second:f}", "0", nominal))
    assert first * int(nominal) + quote.change == second


def test_nothing_is_counted_where_zeros_were_struck_off_the_banks_own_money():
    """The ruble of 1998 was a thousand of those before it."""
    before = moscow.parse(rubles(date(1997, 12, 31), USD=("5960,0000", "1"), EUR=None))
    after = moscow.parse(rubles(date(1998, 1, 1), USD=("5,9600", "1"), EUR=None))
    quoted = {quote.row.currency: quote for quote in evaluate(after, EvaluatedSheet(before, {}), moscow.BANK)}
    assert not any(quote.held for quote in quoted.values())
    assert quoted["USD"].change is None
    next_day = moscow.parse(rubles(date(1998, 1, 6), USD=("5,9700", "1"), EUR=None))
    [usd] = [
        quote for quote in evaluate(next_day, EvaluatedSheet(after, {}), moscow.BANK) if quote.row.currency == "USD"
    ]
    assert f"{usd.change:f}" == "0.0100"
