"""Change and holds."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.rates.model import Rate, Sheet
from gazette.rates.percent import percent_change
from gazette.rates.sources import cbr, ecb
from gazette.rates.sources.cbu import BANK, parse
from gazette.rates.validation.evaluated_sheet import EvaluatedSheet
from gazette.rates.validation.evaluation import evaluate
from tests.support.fake_cbr import document as rubles
from tests.support.fake_cbu import DECEMBER_17, DECEMBER_18, document

DAY = date(2025, 12, 18)


def evaluate_days(*days):
    """Evaluated rates of the last of some documents, by currency."""
    before = None
    for body in days:
        before, rates = evaluate(parse(body), before, BANK)
    return {evaluated.published.currency: evaluated for evaluated in rates}


def two(first, second):
    """A currency's rate on the second of two days; `first` and `second` are (rate, the bank's difference, nominal)."""
    return evaluate_days(document(DAY, TMT=first), document(DAY + timedelta(1), TMT=second))["TMT"]


def evaluate_of(bank, rates):
    """Evaluated rates of the last of some consecutive sheets, in which only the dollar changes."""
    before = None
    for ahead, rate in enumerate(rates):
        dollar = Rate("USD", numeric="840", nominal="1", rate=Decimal(rate))
        before, evaluated = evaluate(Sheet(DAY + timedelta(ahead), [dollar]), before, bank)
    return {one.published.currency: one for one in evaluated}


def test_change_is_computed_from_the_sheet_before():
    rates = evaluate_days(DECEMBER_17, DECEMBER_18)
    shown = {
        code: (f"{evaluated.rate:f}", f"{evaluated.change:f}", f"{evaluated.percent:f}")
        for code, evaluated in rates.items()
    }
    assert shown == {
        "USD": ("12059.78", "-46.00", "-0.38"),
        "EUR": ("14129.24", "-103.53", "-0.73"),
        "RUB": ("150.07", "-2.48", "-1.63"),
    }
    assert not any(evaluated.differs for evaluated in rates.values())


def test_there_is_no_change_without_a_sheet_before_or_without_the_currency_in_it():
    assert evaluate_days(DECEMBER_18)["USD"].change is None
    assert evaluate_days(DECEMBER_17, document(DAY, XTS="5.00"))["XTS"].percent is None


def test_another_change_of_the_bank_is_noted_and_ours_is_served():
    evaluated = two(("100.00", "0"), ("101.00", "0.99"))
    assert evaluated.differs
    assert evaluated.mismatch
    assert evaluated.change == Decimal("1.00")


def test_a_difference_to_the_banks_own_jump_is_no_mismatch():
    """The change is computed from the last good rate, the bank's difference from the jump that it takes back."""
    printed = ("100.00", "1000.00", ("101.00", "-899"))
    days = [document(DAY + timedelta(ahead), TMT=rate) for ahead, rate in enumerate(printed)]
    evaluated = evaluate_days(*days)["TMT"]
    assert (evaluated.differs, evaluated.mismatch) == (True, False)


def test_a_difference_to_a_sheet_that_may_be_missing_here_is_no_mismatch():
    days = [document(DAY, TMT="100.00"), document(DAY + timedelta(4), TMT=("101.00", "0.50"))]
    evaluated = evaluate_days(*days)["TMT"]
    assert (evaluated.differs, evaluated.mismatch) == (True, False)


@pytest.mark.parametrize(
    ("rate", "held"), [("110.00", False), ("110.01", True), ("90.00", False), ("89.99", True), ("100.03", False)]
)
def test_a_currency_is_held_beyond_ten_percent(rate, held):
    assert two("100.00", rate).held is held


@pytest.mark.parametrize(("rate", "held"), [("12947.00", False), ("12960.00", True), ("11100.00", True)])
def test_a_main_currency_is_held_beyond_seven_percent(rate, held):
    assert evaluate_days(document(DAY, USD="12100.00"), document(DAY + timedelta(1), USD=rate))["USD"].held is held


@pytest.mark.parametrize(("rate", "held"), [("0.12", False), ("0.06", False), ("0.13", True), ("0.05", True)])
def test_three_of_its_smallest_steps_hold_no_currency(rate, held):
    assert two("0.09", rate).held is held


@pytest.mark.parametrize(("first", "second"), [("1.1311", "1"), ("1", "1.1311"), ("158.1", "0.41")])
def test_a_figure_that_loses_or_gains_digits_is_held(first, second):
    """The tolerance of three steps is that of the finer figure: a dollar of 1.1311 is not 1 (ECB)."""
    assert two(first, second).held


def test_a_figure_without_its_digits_is_held_again_if_it_moves():
    """ "1" is held; "2" is one step of it, but not of the last good rate."""
    days = [document(DAY + timedelta(ahead), TMT=rate) for ahead, rate in enumerate(("1.1311", "1", "2"))]
    evaluated = evaluate_days(*days)["TMT"]
    assert (evaluated.held, f"{evaluated.rate:f}") == (True, "1.1311")


@pytest.mark.parametrize(("rate", "held"), [("7.15", False), ("7.16", True)])
def test_across_nominals_the_coarser_figure_stands_for_what_rounds_to_it(rate, held):
    """0.06 for one unit was anything from 0.055 to 0.065."""
    assert two("0.06", (rate, "0", "100")).held is held


@pytest.mark.parametrize(
    ("first", "second"),
    [(("0.09", "0", "10"), "3"), ("3", ("0.09", "0", "10")), (("0.131", "0", "1"), ("1", "0", "10"))],
)
def test_a_change_of_the_nominal_does_not_excuse_dropped_digits(first, second):
    assert two(first, second).held


def test_a_figure_is_not_coarser_than_the_banks_digits_are():
    """1.1 lost its digits without a jump; one step of 1.1 must not excuse that the next figure loses more (ECB)."""
    assert evaluate_of(ecb.BANK, ("1.1311", "1.1", "1"))["USD"].held
    assert evaluate_of(ecb.BANK, ("1.1", "1.0"))["USD"].held


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        ("0.14", "0.09000000", "0.14"),
        ("0.14", ("1.40000000", "0", "1"), "0.14"),
        (("7.31", "0", "10"), ("0.09000000", "0", "10"), "7.31"),
    ],
)
def test_a_held_rate_keeps_its_own_digits(first, second, shown):
    evaluated = two(first, second)
    assert evaluated.held
    assert f"{evaluated.rate:f}" == shown


@pytest.mark.parametrize(("absent", "held"), [(1, True), (30, True), (31, False)])
def test_a_currency_that_was_absent_is_compared_with_its_last_sheet_of_the_month(absent, held):
    between = [document(DAY + timedelta(day)) for day in range(1, absent + 1)]
    evaluated = evaluate_days(document(DAY, TMT="4037.68"), *between, document(DAY + timedelta(absent + 1), TMT="3.46"))
    assert evaluated["TMT"].held is held
    assert evaluated["TMT"].change is None, "the sheet before has no rate"


def test_a_held_rate_that_was_absent_is_released_by_the_return_of_the_good_rate():
    rates = ({"TMT": "100.00"}, {"TMT": "1000.00"}, {}, {"TMT": "101.00"})
    days = [document(DAY + timedelta(ahead), **printed) for ahead, printed in enumerate(rates)]
    assert not evaluate_days(*days)["TMT"].held


def test_a_redenomination_during_an_absence_is_no_jump():
    days = [
        document(date(2021, 9, 30), VES="0.05"),
        document(date(2021, 10, 1)),
        document(date(2021, 10, 4), VES="1888.08"),
    ]
    assert not evaluate_days(*days)["VES"].held


def test_a_held_currency_is_served_at_the_last_good_rate_with_the_banks_beside_it():
    evaluated = two("4037.68", ("3469.17", "-568.51"))
    assert evaluated.held
    assert (f"{evaluated.rate:f}", f"{evaluated.published.rate:f}") == ("4037.68", "3469.17")
    assert (evaluated.change, evaluated.percent) == (Decimal("-568.51"), Decimal("-14.08"))
    assert not evaluated.differs


def test_the_next_sheet_releases_a_jump_that_it_confirms_and_computes_change_from_there():
    days = [document(DAY + timedelta(ahead), TMT=rate) for ahead, rate in enumerate(("4037.68", "3469.17", "3470.00"))]
    evaluated = evaluate_days(*days)["TMT"]
    assert not evaluated.held
    assert evaluated.change == Decimal("0.83")


def test_the_next_sheet_releases_a_jump_that_it_takes_back_and_computes_change_from_the_good_rate():
    days = [document(DAY + timedelta(ahead), TMT=rate) for ahead, rate in enumerate(("100.00", "1000.00", "101.00"))]
    evaluated = evaluate_days(*days)["TMT"]
    assert not evaluated.held
    assert evaluated.change == Decimal("1.00")


def test_jump_after_jump_goes_on_serving_the_last_good_rate():
    days = [document(DAY + timedelta(ahead), TMT=rate) for ahead, rate in enumerate(("100.00", "150.00", "225.00"))]
    evaluated = evaluate_days(*days)["TMT"]
    assert evaluated.held
    assert evaluated.rate == Decimal("100.00")
    assert evaluated.change == Decimal("75.00")


def test_another_nominal_is_no_change():
    evaluated = two("4.63", ("463.00", "0", "100"))
    assert not evaluated.held
    assert evaluated.change == 0
    assert f"{evaluated.per_unit:f}" == "4.63"


def test_change_across_nominals_is_per_unit():
    evaluated = two("0.71", ("7.31", "0.21", "10"))
    assert evaluated.change == Decimal("0.21")
    assert evaluated.percent == Decimal("2.96")
    assert not evaluated.differs


def test_a_held_rate_is_shown_per_the_nominal_of_the_day():
    evaluated = two("4.63", ("926.00", "0", "100"))
    assert evaluated.held
    assert f"{evaluated.rate:f}" == "463.00"


@pytest.mark.parametrize(
    ("currency", "before", "day"),
    [("VES", "2021-09-30", "2021-10-01"), ("SYP", "2025-12-31", "2026-01-05"), ("BYN", "2016-06-30", "2016-07-01")],
)
def test_a_redenomination_is_no_change_and_no_jump(currency, before, day):
    first = document(date.fromisoformat(before), **{currency: "0.05"})
    second = document(date.fromisoformat(day), **{currency: "1888.08"})
    evaluated = evaluate_days(first, second)[currency]
    assert (evaluated.change, evaluated.percent, evaluated.held) == (None, None, False)


def test_change_is_computed_again_after_a_redenomination():
    first, second = (document(date(2021, 10, day), VES=rate) for day, rate in ((1, "1888.08"), (4, "1890.08")))
    assert evaluate_days(first, second)["VES"].change == Decimal("2.00")


@pytest.mark.parametrize(
    ("change", "before", "shown"),
    [("-46.00", "12105.78", "-0.38"), ("0.005", "100", "0.01"), ("-0.005", "100", "-0.01"), ("-0.0001", "100", "0.00")],
)
def test_percent_is_half_up_to_two_places_and_never_a_negative_zero(change, before, shown):
    assert f"{percent_change(Decimal(change), Decimal(before)):f}" == shown


@given(
    st.decimals("0.01", "99999", places=2), st.decimals("0.01", "99999", places=2), st.sampled_from(["1", "10", "100"])
)
def test_the_rate_before_and_the_change_add_up_to_the_rate(first, second, nominal):
    evaluated = two((f"{first:f}", "0", "1"), (f"{second:f}", "0", nominal))
    assert first * int(nominal) + evaluated.change == second


def test_no_rate_has_a_change_across_a_redenomination_of_the_banks_own_money():
    """The ruble of 1998 was a thousand of those before it."""
    before = cbr.parse(rubles(date(1997, 12, 31), USD=("5960,0000", "1"), EUR=None))
    after = cbr.parse(rubles(date(1998, 1, 1), USD=("5,9600", "1"), EUR=None))
    rates = {
        evaluated.published.currency: evaluated
        for evaluated in evaluate(after, EvaluatedSheet(before, {}), cbr.BANK)[1]
    }
    assert not any(evaluated.held for evaluated in rates.values())
    assert rates["USD"].change is None
    next_day = cbr.parse(rubles(date(1998, 1, 6), USD=("5,9700", "1"), EUR=None))
    [usd] = [
        evaluated
        for evaluated in evaluate(next_day, EvaluatedSheet(after, {}), cbr.BANK)[1]
        if evaluated.published.currency == "USD"
    ]
    assert f"{usd.change:f}" == "0.0100"
