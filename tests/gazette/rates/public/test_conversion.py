"""Conversion through the bank's own money."""

import json
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gazette.errors import Invalid
from gazette.rates.public.conversion import convert, exchange_rate, parse_amount, render_conversion

CENT = Decimal("0.01")

USD, VND, KWD, UZS = Decimal("12059.78"), Decimal("0.463"), Decimal("39720.55"), Decimal(1)


@pytest.mark.parametrize(
    ("amount", "have", "want", "code", "result"),
    [
        ("100", USD, UZS, "UZS", "1205978.00"),
        ("1000000", UZS, USD, "USD", "82.92"),
        ("1000000", VND, UZS, "UZS", "463000.00"),
        ("1", UZS, KWD, "KWD", "0.000"),
        ("20", UZS, KWD, "KWD", "0.001"),
        ("1", USD, Decimal("76.38"), "JPY", "158"),
        ("0.005", UZS, UZS, "UZS", "0.01"),
        ("1", USD, Decimal("17000.00"), "XDR", "0.71"),
        ("999999999999999.9999999999", USD, UZS, "UZS", "12059780000000000000.00"),
    ],
)
def test_an_amount_is_rounded_once_half_up_to_the_minor_unit(amount, have, want, code, result):
    assert f"{convert(Decimal(amount), have, want, code):f}" == result


@pytest.mark.parametrize(
    ("have", "want", "shown"),
    [
        (USD, UZS, "12059.78000"),
        (UZS, USD, "0.00008292025228"),
        (USD, USD, "1.000000000"),
        (Decimal("99999.999999"), UZS, "100000.0000"),
    ],
)
def test_the_rate_has_ten_significant_digits(have, want, shown):
    assert f"{exchange_rate(have, want):f}" == shown


@given(
    st.decimals("0.01", "99999999", places=2),
    st.decimals("0.01", "50000", places=2),
    st.decimals("0.01", "50000", places=2),
)
def test_there_and_back_loses_at_most_what_rounding_takes(amount, have, want):
    there = convert(amount, have, want, "USD")
    back = convert(there, want, have, "EUR")
    assert abs(back - amount) <= Decimal("0.005") * want / have + Decimal("0.005")


class Quoted:
    """A sheet with two rates, as a bank quotes them."""

    day, carried, age_days = date(2026, 3, 18), False, 0

    def __init__(self, quotation: str, **per_unit: Decimal) -> None:
        self.bank, self.date, self._per_unit = (
            SimpleNamespace(id="any", quotation=quotation),
            date(2026, 3, 18),
            per_unit,
        )

    def per_unit(self, currency: str) -> Decimal:
        return self._per_unit.get(currency, Decimal(1))

    def is_held(self, currency: str) -> bool:
        return False


def converted(sheet: Quoted, have: str, want: str, amount: str) -> Decimal:
    return Decimal(json.loads(render_conversion(sheet, have, want, amount))["result"])


RATES = st.decimals("0.0001", "99999", places=4)


@given(st.sampled_from(["direct", "indirect"]), st.decimals("1", "99999999", places=2), RATES, RATES)
def test_there_and_back_is_the_amount_however_the_bank_quotes(quotation, amount, usd, eur):
    sheet = Quoted(quotation, USD=usd, EUR=eur)
    there = converted(sheet, "USD", "EUR", f"{amount:f}")
    assume(0 < there < 10**15)
    of_one = eur / usd if quotation == "direct" else usd / eur
    assert abs(converted(sheet, "EUR", "USD", f"{there:f}") - amount) <= Decimal("0.005") * (of_one + 1)


@given(st.decimals("1", "99999999", places=2), RATES, RATES)
def test_an_indirect_rate_is_what_one_unit_of_the_base_buys(amount, usd, eur):
    """No inverse is made of it: the same figures the other way round say the same thing."""
    text = f"{amount:f}"
    assert converted(Quoted("indirect", USD=usd), "GBP", "USD", text) == (amount * usd).quantize(CENT, ROUND_HALF_UP)
    assert converted(Quoted("indirect", USD=usd, EUR=eur), "USD", "EUR", text) == converted(
        Quoted("direct", USD=eur, EUR=usd), "USD", "EUR", text
    )


@given(st.decimals("0", "99999999", places=2), st.decimals("0.01", "50000", places=2))
def test_a_currency_in_itself_is_the_amount(amount, per_unit):
    assert convert(amount, per_unit, per_unit, "USD") == amount


@pytest.mark.parametrize(
    "text", ["", "-1", "+1", "1e5", "1,5", "abc", "NaN", ".5", "1.", " 1", "9" * 16, "1." + "1" * 11, "١"]
)
def test_what_is_no_plain_number_is_invalid(text):
    with pytest.raises(Invalid):
        parse_amount(text)
