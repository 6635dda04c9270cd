"""What a decision does to a rate, and how long it counts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from gazette.rates.sources.cbu import BANK, parse
from gazette.rates.validation.evaluation import EvaluatedSheet, evaluate
from gazette.rates.validation.overrides import Override, dump_overrides, effective_override, load_overrides
from tests.support.fake_cbu import document
from tests.support.rate_table import AZIZA, override_request

DAY = date(2025, 12, 18)


def decision(held: bool, rate: str, currency: str = "TMT", nominal: int = 1, reason: str = "So it is.") -> Override:
    return Override(currency, held, rate, nominal, reason, AZIZA, "2025-12-18T07:00:00Z")


def quote(*rates, decisions=(), currency="TMT"):
    """The last of some days' rates; the decisions are about that day."""
    before, last = None, len(rates) - 1
    for place, rate in enumerate(rates):
        sheet = parse(document(DAY + timedelta(place), **{currency: rate}))
        judged = evaluate(sheet, before, BANK, decisions if place == last else ())
        before = EvaluatedSheet.from_rates(sheet, judged)
    [found] = [quote for quote in judged if quote.row.currency == currency]
    return found


def shown(quote):
    return (quote.held, f"{quote.rate:f}", f"{quote.change:f}", f"{quote.percent:f}")


def test_the_real_jump_of_2017_is_released_with_its_change():
    """On 5 September 2017 the soum was devalued from 4210.35 to 8100.00."""
    held = quote("4210.35", "8100.00", currency="USD")
    assert shown(held) == (True, "4210.35", "3889.65", "92.38")
    released = quote("4210.35", "8100.00", currency="USD", decisions=[decision(False, "8100.00", "USD")])
    assert shown(released) == (False, "8100.00", "3889.65", "92.38")


def test_a_rate_that_the_guard_let_through_is_held_at_what_was_served_before():
    assert shown(quote("100.00", "104.00")) == (False, "104.00", "4.00", "4.00")
    assert shown(quote("100.00", "104.00", decisions=[decision(True, "104.00")])) == (True, "100.00", "4.00", "4.00")


def test_what_is_served_before_a_hold_may_have_been_held_itself():
    assert quote("100.00", "150.00", "151.00", decisions=[decision(True, "151.00")]).per_unit == Decimal("100.00")


def test_a_release_after_a_held_day_counts_from_what_the_bank_printed_before():
    """As the candidate did."""
    rates = ("100.00", "150.00", "225.00")
    assert shown(quote(*rates)) == (True, "100.00", "75.00", "50.00")
    assert shown(quote(*rates, decisions=[decision(False, "225.00")])) == (False, "225.00", "75.00", "50.00")


def test_nothing_is_held_where_nothing_could_be_served_in_its_place():
    assert not quote("104.00", decisions=[decision(True, "104.00")]).held
    struck = [document(date(2021, 9, 30), VES="0.05"), document(date(2021, 10, 1), VES="1888.08")]
    first, second = map(parse, struck)
    [found] = [
        quote
        for quote in evaluate(second, EvaluatedSheet(first, {}), BANK, [decision(True, "1888.08", "VES")])
        if quote.row.currency == "VES"
    ]
    assert not found.held


def test_a_hold_is_of_its_day_and_the_next_sheet_is_judged_by_what_the_bank_printed():
    days = [parse(document(DAY + timedelta(ahead), TMT=rate)) for ahead, rate in enumerate(("100.00", "104.00"))]
    first = EvaluatedSheet(days[0], {})
    held = EvaluatedSheet.from_rates(days[1], evaluate(days[1], first, BANK, [decision(True, "104.00")]))
    following = evaluate(parse(document(DAY + timedelta(2), TMT="105.00")), held, BANK)
    [found] = [quote for quote in following if quote.row.currency == "TMT"]
    assert shown(found) == (False, "105.00", "1.00", "0.96")


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
def test_a_decision_counts_while_the_bank_prints_the_same(printed, counts):
    row = parse(document(DAY, TMT=printed)).rates["TMT"]
    assert (effective_override([decision(False, "150.00")], row) is not None) is counts


def test_the_last_decision_on_the_present_rate_counts():
    row = parse(document(DAY, TMT="150.00")).rates["TMT"]
    made = [
        decision(False, "150.00", reason="first"),
        decision(True, "150.00", reason="second"),
        decision(False, "151.00", reason="of another rate"),
        decision(False, "150.00", currency="USD", reason="of another currency"),
    ]
    assert effective_override(made, row) is made[1]
    assert effective_override([], row) is None


def test_a_ruling_that_counts_already_is_known_whoever_makes_it():
    made = decision(True, "150.00")
    assert override_request(held=True).is_redundant(made)
    assert not override_request(held=True, reason="Another.").is_redundant(made)
    assert not override_request(held=False).is_redundant(made)
    assert not override_request(held=True).is_redundant(None)


def test_a_first_ruling_gives_way_to_any_that_counts():
    assert override_request(held=False, only_first=True).is_redundant(decision(True, "150.00"))
    assert not override_request(held=False, only_first=True).is_redundant(None)


def test_decisions_read_back_as_they_were():
    made = (decision(True, "150.00", reason="Курс «150» — «ошибка»"), decision(False, "0.09", nominal=10))
    assert load_overrides(dump_overrides(made)) == made
