"""Confirmation of a rate by another bank's sheet."""

from datetime import date, timedelta

import pytest

from gazette.rates.review.cross_rate import BankSheet, confirm_rate
from gazette.rates.sources import load_bank
from gazette.rates.store.sheets import StoredSheet
from tests.support import fake_cbr, fake_ecb
from tests.support.fake_cbu import document
from tests.support.rate_table import override_request

DAY = date(2026, 4, 2)


def bank_sheet(source, body, before=None, *requests):
    """A bank's sheet with some overrides, evaluated against the sheet before it."""
    of = load_bank(source)

    def stored(sheet):
        return StoredSheet.new(of, sheet, None, raw="", seen_at="")

    sheet = stored(of.parse(body))
    for request in requests:
        sheet = sheet.with_override(request.to_override(sheet.sheet.rates[request.currency]))
    former = stored(of.parse(before)).evaluate(None, of)[0] if before else None
    return BankSheet(of, sheet.evaluate(former, of)[0])


def soums(tmt="3469.17", day=DAY, **rates):
    return bank_sheet("cbu", document(day, TMT=tmt, **rates), document(day - timedelta(1), TMT="4037.68"))


def rubles(day=DAY, **rates):
    """Of 10000 soums 66.5500 rubles: of a manat at 23.0000 it makes 3456.05 soums."""
    return bank_sheet("cbr", fake_cbr.document(day, **{"TMT": ("23,0000", "1"), "UZS": ("66,5500", "10000"), **rates}))


def euros(day=DAY, **rates):
    return bank_sheet("ecb", fake_ecb.daily(day, **rates))


def test_the_cross_rate_is_the_quotient_of_two_rates_of_the_other_bank():
    assert confirm_rate(soums(), "TMT", rubles()) == "3469.17 within 0.4 % of 3456.05 by cbr's sheet of 2026-04-02"


def test_the_other_banks_own_currency_has_a_price_too():
    """Its rouble costs 10000 / 66.55 soums."""
    held = bank_sheet("cbu", document(DAY, RUB="150.53"), document(DAY - timedelta(1), RUB="100.00"))
    assert confirm_rate(held, "RUB", rubles()) == "150.53 within 0.2 % of 150.26 by cbr's sheet of 2026-04-02"


def test_nominals_of_both_banks_count():
    held = bank_sheet("cbu", document(DAY, AMD=("3239.10", "0", "100")), document(DAY - timedelta(1), AMD="20.00"))
    assert confirm_rate(held, "AMD", rubles(AMD=("21,5500", "100"))) == (
        "3239.10 within 0.1 % of 3238.17 by cbr's sheet of 2026-04-02"
    )


@pytest.mark.parametrize(
    ("rate", "is_confirmed"), [("1015.00", True), ("1015.01", False), ("985.00", True), ("984.99", False)]
)
def test_up_to_one_and_a_half_percent_of_the_others_rate_is_near(rate, is_confirmed):
    other = rubles(TMT=("10,0000", "1"), UZS=("100,0000", "10000"))
    assert bool(confirm_rate(soums(rate), "TMT", other)) is is_confirmed


def test_without_the_first_banks_own_currency_a_main_currency_is_the_common_one():
    """By Frankfurt a euro is 1.15 dollars, and by Tashkent a dollar 12142.10 soums."""
    held = bank_sheet(
        "cbu",
        document(DAY, EUR="14079.98", USD="12142.10"),
        document(DAY - timedelta(1), EUR="10000.00", USD="12194.21"),
    )
    assert held.stored.held == ["EUR"]
    assert confirm_rate(held, "EUR", euros()) == "14079.98 within 0.9 % of 13963.42 by ecb's sheet of 2026-04-02"


def test_a_held_rate_is_no_common_currency():
    before = document(DAY - timedelta(1), GBP="10000.00", USD="9000.00", EUR="10000.00")
    held = bank_sheet("cbu", document(DAY, GBP="16162.52", USD="12142.10"), before)
    assert held.stored.held == ["EUR", "GBP", "USD"]
    assert confirm_rate(held, "GBP", euros()) == ""
    released = bank_sheet(
        "cbu", document(DAY, GBP="16162.52", USD="12142.10"), before, override_request("EUR", held=False)
    )
    assert confirm_rate(released, "GBP", euros()).startswith("16162.52 within 1.2 % of 16354.61")


def test_a_currency_is_not_compared_through_itself():
    before = document(DAY - timedelta(1), USD="9000.00", EUR="10000.00")
    held = bank_sheet("cbu", document(DAY, USD="12142.10"), before)
    assert confirm_rate(held, "USD", euros()) == ""


def test_banks_with_opposite_quotations_confirm_each_other():
    """By Moscow a dollar is 75.5273 rubles and a euro 88.2826: a euro is 1.1689 dollars."""
    held = bank_sheet("ecb", fake_ecb.daily(DAY, USD="1.1700"), fake_ecb.daily(DAY - timedelta(1), USD="1.0500"))
    assert held.stored.held == ["USD"]
    assert confirm_rate(held, "USD", rubles()) == "1.1700 within 0.1 % of 1.1689 by cbr's sheet of 2026-04-02"
    yuan = bank_sheet(
        "cbr", fake_cbr.document(DAY, CNY=("11,0270", "1")), fake_cbr.document(DAY - timedelta(1), CNY=("9,0000", "1"))
    )
    assert confirm_rate(yuan, "CNY", euros(CNY="7.9000")) != ""
    assert confirm_rate(yuan, "CNY", euros(CNY="6.8060")) == ""


@pytest.mark.parametrize(("age", "is_confirmed"), [(0, True), (4, True), (5, False)])
def test_a_sheet_of_four_days_ago_still_confirms(age, is_confirmed):
    assert bool(confirm_rate(soums(), "TMT", rubles(DAY - timedelta(age)))) is is_confirmed


def test_a_bank_without_the_currency_confirms_nothing():
    assert confirm_rate(soums(), "TMT", euros()) == ""
    assert confirm_rate(soums(), "TMT", rubles(TMT=None)) == ""


def test_two_banks_that_hold_the_same_jump_confirm_each_other():
    """A devaluation jumps everywhere: guards hold it at each bank, though both printed the truth."""
    before = fake_cbr.document(DAY - timedelta(1), UZS=("140,0000", "10000"), TMT=("23,0000", "1"))
    other = bank_sheet("cbr", fake_cbr.document(DAY, UZS=("66,5500", "10000"), TMT=("23,0000", "1")), before)
    assert other.stored.held == ["UZS"]
    held = bank_sheet("cbu", document(DAY, TMT="3469.17"), document(DAY - timedelta(1), TMT="1640.00"))
    assert confirm_rate(held, "TMT", other) != ""


def test_a_rate_that_an_operator_holds_at_the_other_bank_confirms_nothing():
    before = fake_cbr.document(DAY - timedelta(1), UZS=("66,5500", "10000"), TMT=("23,0000", "1"))
    after = fake_cbr.document(DAY, UZS=("66,5500", "10000"), TMT=("23,0000", "1"))
    assert confirm_rate(soums(), "TMT", bank_sheet("cbr", after, before))
    assert confirm_rate(soums(), "TMT", bank_sheet("cbr", after, before, override_request("TMT", held=True))) == ""
    assert confirm_rate(soums(), "TMT", bank_sheet("cbr", after, before, override_request("UZS", held=True))) == ""
