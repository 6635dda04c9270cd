"""Rejected sheets."""

import json
from datetime import date, timedelta

import pytest

from gazette.rates.model import Rejected, Unusable
from gazette.rates.sources.cbu import BANK, parse
from gazette.rates.validation.guards import EARLIEST, guard, guard_currencies
from tests.support.fake_cbu import DECEMBER_17, DECEMBER_18, document, full, row

DAY = date(2025, 12, 18)


def run_guard(body, *, asked=DAY, today=DAY):
    guard(parse(body), BANK, requested_day=asked, today=today)


def test_a_sheet_of_the_day_or_of_one_before_it_passes():
    run_guard(DECEMBER_18)
    run_guard(DECEMBER_17)
    run_guard(DECEMBER_18, today=DAY - timedelta(5))


def test_a_sheet_without_a_main_currency_is_unusable():
    with pytest.raises(Unusable, match="without EUR, RUB"):
        run_guard(b"[" + DECEMBER_18.split(b"},")[0][1:] + b"}]")


@pytest.mark.parametrize("body", [document(DAY, EUR="0.00"), document(DAY).replace(b'"EUR"', b'"EURO"')])
def test_a_faulty_row_of_a_main_currency_rejects_the_sheet(body):
    with pytest.raises(Rejected, match="EUR"):
        run_guard(body)


def test_faulty_rows_of_others_pass_unless_they_are_most_rows():
    run_guard(document(DAY, VES="0.00", SYP="NaN", TMT="-"))
    with pytest.raises(Rejected, match="only 3 rows are rates: 'VES' has"):
        run_guard(document(DAY, VES="0.00", SYP="NaN", TMT="-", JPY="n/a"))


def test_currencies_of_faulty_rows_are_not_lost():
    guard_currencies(parse(document(DAY, VES="0.00")), [parse(document(DAY, VES="45.00"))])


def test_a_currency_that_did_not_exist_yet_may_be_missing():
    old = [row("USD", "25.00", day=date(1996, 7, 2)), row("CHF", "20.00", day=date(1996, 7, 2))]
    run_guard(json.dumps(old).encode())
    with pytest.raises(Unusable, match="without EUR"):
        run_guard(json.dumps([{**entry, "Date": "05.01.1999"} for entry in old]).encode())


def test_a_sheet_later_than_the_requested_day_is_rejected():
    with pytest.raises(Rejected, match="later than"):
        run_guard(DECEMBER_18, asked=DAY - timedelta(1))


def test_a_sheet_more_than_five_days_ahead_is_rejected():
    with pytest.raises(Rejected, match="ahead"):
        run_guard(DECEMBER_18, today=DAY - timedelta(6))


@pytest.mark.parametrize("day", [date.min, date(1970, 1, 1), EARLIEST - timedelta(1)])
def test_a_sheet_dated_before_any_bank_had_one_is_rejected(day):
    """A crawler that continued from the year 1 would leave the calendar."""
    with pytest.raises(Rejected, match=f"dated {day}, earlier than any sheet can be"):
        run_guard(document(day).replace(b'.1"', b'.0001"'))
    run_guard(document(EARLIEST))


def test_a_sheet_that_lost_more_than_a_tenth_of_the_currencies_is_rejected():
    known = parse(full(DAY))
    codes = list(known.rates)
    guard_currencies(type(known)(DAY, [known.rates[code] for code in codes[:68]]), [known])
    with pytest.raises(Rejected, match="67 of the 75"):
        guard_currencies(type(known)(DAY, [known.rates[code] for code in codes[:67]]), [known])
