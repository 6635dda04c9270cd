"""The Central Bank of Uzbekistan's documents: what is read, and what is no sheet."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from gazette.rates.model import Rejected, Sheet, Unusable
from gazette.rates.sources.cbu import fetch, parse
from tests.support.fake_cbu import DECEMBER_18, document, full, row, rows

DAY = date(2025, 12, 18)


def test_a_sheet_has_the_date_the_order_and_the_digits_of_the_bank():
    sheet = parse(document(DAY, HUF="36.20", VND=("4.63", "-0.01", "10")))
    assert sheet.date == DAY
    assert list(sheet.rates) == ["USD", "EUR", "RUB", "HUF", "VND"]
    assert str(sheet.rates["HUF"].rate) == "36.20"
    assert sheet.rates["VND"].nominal == 10
    assert sheet.rates["VND"].per_unit == Decimal("0.463")
    assert sheet.rates["VND"].bank_change == Decimal("-0.01")


def test_numeric_codes_keep_their_zeros():
    assert parse(document(DAY, AUD="8360.35")).rates["AUD"].numeric == "036"


def test_names_come_in_four_languages_without_latin_letters_among_cyrillic_ones():
    names = parse(document(DAY)).rates["EUR"].names
    assert names == {"ru": "Евро", "uz": "EVRO", "uz-Cyrl": "ЕВРО", "en": "Euro"}
    assert names["uz-Cyrl"].isascii() is False
    assert parse(document(DAY, XDR="1.0")).rates["XDR"].names["uz"] == "SDR"


def test_the_day_is_asked_for_in_the_address_with_its_final_slash():
    asked = []
    fetch(lambda path: asked.append(path) or b"", DAY, DAY)
    assert asked == ["/en/arkhiv-kursov-valyut/json/all/2025-12-18/"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Bitrix</body></html>",
        b"[]",
        b"{}",
        b"null",
        b'"text"',
        b"[1]",
        b"[" * 100_000,
        DECEMBER_18[: len(DECEMBER_18) // 2],
        b"\xff\xfe",
        json.dumps([{"Ccy": "USD"}]).encode(),
        json.dumps([{**row("USD", "1"), "Date": "2025-12-18"}]).encode(),
        json.dumps([{**row("USD", "1"), "Date": "31.02.2025"}]).encode(),
        json.dumps([row("USD", "1"), row("EUR", "1", day=date(2025, 12, 17))]).encode(),
    ],
)
def test_what_is_no_sheet_is_unusable(body):
    with pytest.raises(Unusable):
        parse(body)


@pytest.mark.parametrize(
    "rate", ["0", "0.00", "abc", "-1", "+1", "1e5", "1,5", "", "NaN", "Infinity", "1.", "٣", "9" * 16]
)
def test_what_is_no_rate_is_left_out(rate):
    sheet = parse(document(DAY, USD=rate))
    assert "USD" not in sheet.rates
    assert [*sheet.left_out] == ["USD"]


def test_a_currency_with_two_rates_is_left_out_and_one_that_is_repeated_is_not():
    def parse_with(rate: str) -> Sheet:
        return parse(json.dumps([*rows(DAY), row("USD", rate)]).encode())

    assert parse_with("12060.00").left_out == {"USD": "USD stands there twice: 12059.78 and 12060.00"}
    assert parse_with("12059.78").left_out == {}


def test_a_row_of_another_day_is_left_out():
    """A bank that forgot a row: yesterday's figure must not get today's date."""
    stale = row("VES", "45.00", day=DAY - timedelta(1))
    assert parse(json.dumps([*rows(DAY), stale]).encode()).left_out == {"VES": "'VES' is dated '17.12.2025'"}


def test_an_answer_in_which_no_row_is_a_rate_is_rejected():
    with pytest.raises(Rejected, match="no text under Rate"):
        parse(json.dumps([{**row("USD", "1"), "Rate": 12059.78}]).encode())


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"Nominal": "0"}, "VES"),
        ({"Nominal": "x"}, "VES"),
        ({"Ccy": "ves"}, "'ves'"),
        ({"Ccy": "VESX"}, "'VESX'"),
        ({"Ccy": "B\ud800"}, "'B\\ud800'"),
        ({"Code": "A1"}, "VES"),
    ],
)
def test_what_is_no_currency_is_left_out_under_a_printable_name(change, name):
    [(named, reason)] = parse(json.dumps([*rows(DAY), {**row("VES", "1"), **change}]).encode()).left_out.items()
    assert (named, "no currency" in reason) == (name, True)


def test_a_difference_that_cannot_be_read_is_none():
    assert parse(document(DAY, USD=("1.00", "n/a"))).rates["USD"].bank_change is None


def test_the_order_of_rows_and_their_numbers_change_nothing_in_the_content():
    listed = rows(DAY)
    shuffled = [{**entry, "id": 99 - place} for place, entry in enumerate(reversed(listed))]
    assert parse(json.dumps(listed).encode()).hash == parse(json.dumps(shuffled).encode()).hash


def test_all_75_currencies_are_read():
    assert len(parse(full(DAY)).rates) == 75
