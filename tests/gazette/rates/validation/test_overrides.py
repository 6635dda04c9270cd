"""Effect of an override on a rate, and how long it applies."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from gazette.rates.sources.cbu import BANK, parse
from gazette.rates.validation.evaluated_sheet import EvaluatedSheet
from gazette.rates.validation.evaluation import evaluate
from gazette.rates.validation.overrides import Override, dump_overrides, find_effective_override, load_overrides
from tests.support.fake_cbu import document
from tests.support.rate_table import AZIZA, override_request

DAY = date(2025, 12, 18)


def override(held: bool, rate: str, currency: str = "TMT", nominal: int = 1, reason: str = "So it is.") -> Override:
    return Override(currency, held, rate, nominal, reason, AZIZA, "2025-12-18T07:00:00Z")


def evaluate_last(*rates, overrides=(), currency="TMT"):
    """The rate on the last of some days; the overrides are of that day."""
    before, last = None, len(rates) - 1
    for place, printed in enumerate(rates):
        sheet = parse(document(DAY + timedelta(place), **{currency: printed}))
        before, evaluated = evaluate(sheet, before, BANK, overrides if place == last else ())
    [rate] = [rate for rate in evaluated if rate.published.currency == currency]
    return rate


def shown(rate):
    return (rate.held, f"{rate.rate:f}", f"{rate.change:f}", f"{rate.percent:f}")


def test_the_real_jump_of_2017_is_released_with_its_change():
    """On 5 September 2017 the soum was devalued from 4210.35 to 8100.00."""
    held = evaluate_last("4210.35", "8100.00", currency="USD")
    assert shown(held) == (True, "4210.35", "3889.65", "92.38")
    released = evaluate_last("4210.35", "8100.00", currency="USD", overrides=[override(False, "8100.00", "USD")])
    assert shown(released) == (False, "8100.00", "3889.65", "92.38")


def test_a_hold_serves_the_rate_that_was_served_before():
    assert shown(evaluate_last("100.00", "104.00")) == (False, "104.00", "4.00", "4.00")
    assert shown(evaluate_last("100.00", "104.00", overrides=[override(True, "104.00")])) == (
        True,
        "100.00",
        "4.00",
        "4.00",
    )


def test_the_rate_served_during_a_hold_may_come_from_another_held_day():
    assert evaluate_last("100.00", "150.00", "151.00", overrides=[override(True, "151.00")]).per_unit == Decimal(
        "100.00"
    )


def test_a_release_after_a_held_day_counts_from_what_the_bank_printed_before():
    """As the candidate did."""
    rates = ("100.00", "150.00", "225.00")
    assert shown(evaluate_last(*rates)) == (True, "100.00", "75.00", "50.00")
    assert shown(evaluate_last(*rates, overrides=[override(False, "225.00")])) == (False, "225.00", "75.00", "50.00")


def test_a_rate_is_not_held_if_there_is_no_earlier_rate_to_serve():
    assert not evaluate_last("104.00", overrides=[override(True, "104.00")]).held
    struck = [document(date(2021, 9, 30), VES="0.05"), document(date(2021, 10, 1), VES="1888.08")]
    first, second = map(parse, struck)
    [rate] = [
        rate
        for rate in evaluate(second, EvaluatedSheet(first, {}), BANK, [override(True, "1888.08", "VES")])[1]
        if rate.published.currency == "VES"
    ]
    assert not rate.held


def test_a_hold_is_of_its_day_and_the_next_sheet_is_compared_with_what_the_bank_printed():
    days = [parse(document(DAY + timedelta(ahead), TMT=rate)) for ahead, rate in enumerate(("100.00", "104.00"))]
    first = EvaluatedSheet(days[0], {})
    held, _ = evaluate(days[1], first, BANK, [override(True, "104.00")])
    _, following = evaluate(parse(document(DAY + timedelta(2), TMT="105.00")), held, BANK)
    [rate] = [rate for rate in following if rate.published.currency == "TMT"]
    assert shown(rate) == (False, "105.00", "1.00", "0.96")


@pytest.mark.parametrize(
    ("printed", "counts"),
    [
        (("150.00",), True),
        (("150",), True),
        (("1500.00", "0", "10"), True),
        (("150.01",), False),
        (("150.00", "0", "10"), False),
    ],
)
def test_an_override_applies_while_the_bank_prints_the_same(printed, counts):
    row = parse(document(DAY, TMT=printed)).rates["TMT"]
    assert (find_effective_override([override(False, "150.00")], row) is not None) is counts


def test_the_last_override_of_the_present_rate_applies():
    row = parse(document(DAY, TMT="150.00")).rates["TMT"]
    made = [
        override(False, "150.00", reason="first"),
        override(True, "150.00", reason="second"),
        override(False, "151.00", reason="of another rate"),
        override(False, "150.00", currency="USD", reason="of another currency"),
    ]
    assert find_effective_override(made, row) is made[1]
    assert find_effective_override([], row) is None


def test_a_request_that_is_fulfilled_already_is_redundant():
    made = override(True, "150.00")
    assert override_request(held=True).is_redundant(made)
    assert not override_request(held=True, reason="Another.").is_redundant(made)
    assert not override_request(held=False).is_redundant(made)
    assert not override_request(held=True).is_redundant(None)


def test_a_request_that_must_be_the_first_gives_way_to_any_override():
    assert override_request(held=False, only_first=True).is_redundant(override(True, "150.00"))
    assert not override_request(held=False, only_first=True).is_redundant(None)


def test_overrides_are_loaded_as_they_were_dumped():
    made = (override(True, "150.00", reason="Курс «150» — «ошибка»"), override(False, "0.09", nominal=10))
    assert load_overrides(dump_overrides(made)) == made
