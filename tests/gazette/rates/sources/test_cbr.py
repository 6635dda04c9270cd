"""The Bank of Russia's documents: what is read, and what is no sheet."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from gazette.rates.model import Unusable
from gazette.rates.sources.cbr import BANK, fetch, parse
from tests.gazette.rates.sources.common.test_xml import BOMB
from tests.support.fake_cbr import APRIL_25, ERROR, document, valute


def test_a_sheet_has_the_date_the_order_and_the_digits_of_the_bank():
    sheet = parse(document())
    assert sheet.date == APRIL_25
    assert list(sheet.rates) == ["AMD", "VND", "USD", "EUR", "IRR", "CNY", "UZS"]
    assert str(sheet.rates["USD"].rate) == "75.5273"
    assert str(sheet.rates["CNY"].rate) == "11.0270"


def test_nominals_up_to_a_million_are_exact_per_unit():
    rates = parse(document()).rates
    assert rates["UZS"].per_unit == Decimal("0.00628322")
    assert rates["VND"].per_unit == Decimal("0.00300750")
    assert (rates["IRR"].nominal, rates["IRR"].per_unit) == (1_000_000, Decimal("0.0000539256"))


def test_numeric_codes_keep_their_zeros():
    assert parse(document()).rates["AMD"].numeric == "051"


def test_names_in_the_genitive_are_left_to_others():
    assert parse(document()).rates["VND"].names == {}


def test_the_day_is_asked_for_with_slashes():
    asked = []
    fetch(lambda path: asked.append(path) or b"", date(2026, 3, 2), APRIL_25)
    assert asked == ["/scripts/XML_daily.asp?date_req=02/03/2026"]


def test_the_banks_message_about_wrong_parameters_is_reported():
    with pytest.raises(Unusable, match="Error in parameters"):
        parse(ERROR)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>ddos-guard</body></html>",
        b"<html><p>not closed</html>",
        b"[]",
        b"<ValCurs/>",
        BOMB,
        b"<a>" * 80_000,
        document()[: len(document()) // 2],
        document().replace(b"windows-1251", b"UTF-8"),
        document().replace(b"windows-1251", b"klingon"),
        document().replace(b"25.04.2026", b"2026-04-25"),
        document().replace(b"25.04.2026", b"31.02.2026"),
        document().replace(b' Date="25.04.2026"', b""),
        document().replace(b"ValCurs", b"Valuta"),
    ],
)
def test_what_is_no_sheet_is_unusable(body):
    with pytest.raises(Unusable):
        parse(body)


@pytest.mark.parametrize("rate", ["0", "0,0000", "abc", "-1", "+1", "1e5", "1.234,5", "", "NaN", "1,", "9" * 16])
def test_what_is_no_rate_is_left_out(rate):
    sheet = parse(document(USD=(rate, "1")))
    assert "USD" not in sheet.rates
    assert [*sheet.left_out] == ["USD"]


def test_a_row_without_its_code_or_its_rate_is_left_out():
    assert parse(document().replace(b"<CharCode>USD</CharCode>", b"")).left_out == {"row 3": "a row has no CharCode"}
    assert parse(document().replace(b"<Value>75,5273</Value>", b"")).left_out == {"USD": "a row has no Value"}


def test_a_currency_with_two_rates_is_left_out():
    twice = document().replace(b"</ValCurs>", valute("USD", "75,5274").encode("cp1251") + b"</ValCurs>")
    assert parse(twice).left_out == {"USD": "USD stands there twice: 75.5273 and 75.5274"}


@pytest.mark.parametrize("nominal", ["0", "x", "-1", "1,5"])
def test_a_row_with_what_is_no_nominal_is_left_out(nominal):
    assert "no currency" in parse(document(USD=("75,5273", nominal))).left_out["USD"]


def test_an_unknown_currency_is_kept():
    assert parse(document(XTS=("5,0000", "1"))).rates["XTS"].numeric == "999"


def test_the_day_changes_at_midnight_in_moscow():
    assert BANK.today(datetime(2026, 4, 24, 20, 59, 59, tzinfo=UTC)) == date(2026, 4, 24)
    assert BANK.today(datetime(2026, 4, 24, 21, 0, 0, tzinfo=UTC)) == APRIL_25


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2026-04-24", "2026-04-25"),  # Friday's sheet, fixed on Thursday: Saturday's comes on Friday
        ("2026-04-25", "2026-04-28"),  # Saturday's: the next is fixed on Monday, for Tuesday
        ("2026-04-28", "2026-04-29"),
        ("2025-12-31", "2026-01-13"),  # fixed on the 30th; the 9th is off by decree, the 12th is a Monday
        ("2026-03-07", "2026-03-11"),  # the 8th is a Sunday, kept on Monday the 9th
        ("2026-04-30", "2026-05-01"),
        ("2026-05-01", "2026-05-05"),  # Labour Day is a Friday
        ("2026-05-09", "2026-05-13"),  # Victory Day is a Saturday, kept on Monday
        ("2026-06-12", "2026-06-16"),
        ("2026-11-04", "2026-11-06"),
    ],
)
def test_the_next_sheet_is_that_of_the_day_after_the_next_working_day(last, expected):
    assert BANK.expected_after(date.fromisoformat(last)) == date.fromisoformat(expected)


def test_it_is_missed_at_nine_in_moscow_of_its_own_day():
    nine = datetime(2026, 4, 25, 6, tzinfo=UTC)
    assert BANK.is_stale(date(2026, 4, 24), nine)
    assert not BANK.is_stale(date(2026, 4, 24), nine.replace(hour=5, minute=59))
    assert not BANK.is_stale(APRIL_25, datetime(2026, 4, 27, 20, tzinfo=UTC))
