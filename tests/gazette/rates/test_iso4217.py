"""Our table of currencies, held against a maintained one."""

from datetime import date

import pytest
from iso4217 import Currency

from gazette.rates.currency_names import LANGUAGES, NAMES
from gazette.rates.iso4217 import LAST_DAYS, MINOR_UNITS, NUMERIC, was_redenominated

NO_MONEY = {"XTS", "XXX", "XAD"}
"""For tests, for none, and a unit of account of the Arab Monetary Fund that no bank prints."""


def test_numbers_and_minor_units_of_all_money_of_today_are_those_of_the_standard():
    standard = {money.code: (f"{money.number:03}", money.exponent) for money in Currency if money.code not in NO_MONEY}
    ours = {code: (NUMERIC[code], MINOR_UNITS[code]) for code in MINOR_UNITS if code not in LAST_DAYS}
    assert ours == standard


def test_no_number_belongs_to_two_but_for_the_guilder_that_inherited_one():
    inherited = NUMERIC["XCG"], NUMERIC["ANG"]
    assert inherited[0] == inherited[1]
    assert len(set(NUMERIC.values())) == len(NUMERIC) - 1 == len(MINOR_UNITS) - 1


def test_an_end_is_a_day():
    assert all(date.fromisoformat(day).isoformat() == day for day in LAST_DAYS.values())


def test_names_are_in_all_languages_each_in_its_own_script():
    for code, names in NAMES.items():
        assert tuple(names) == LANGUAGES
        assert code in NUMERIC
        for lang, script in (("en", "LATIN"), ("uz", "LATIN"), ("ru", "CYRILLIC"), ("uz-Cyrl", "CYRILLIC")):
            assert scripts(names[lang]) == {script}, (code, lang)


def scripts(name: str) -> set[str]:
    from unicodedata import name as name_of

    return {name_of(letter).split()[0] for letter in name if letter.isalpha() and letter != "ʻ"}


ECB = (
    "USD JPY BGN CYP CZK DKK EEK GBP HUF LTL LVL MTL PLN ROL RON SEK SIT SKK CHF ISK NOK HRK RUB TRL TRY AUD BRL CAD "
    "CNY HKD IDR ILS INR KRW MXN MYR NZD PHP SGD THB ZAR EUR"
)
CBR = (
    "AUD AZN DZD GBP AMD BHD BYN BOB BRL HUF VND HKD GEL DKK AED USD EUR EGP INR IDR IRR KZT CAD QAR KGS CNY CUP MDL "
    "MNT NGN NZD NOK OMR PLN SAR RON XDR SGD TJS THB BDT TRY TMT UZS UAH CZK SEK CHF ETB RSD ZAR KRW JPY MMK RUB"
)


@pytest.mark.parametrize("codes", [ECB, CBR], ids=["ecb", "cbr"])
def test_all_that_a_bank_without_names_prints_has_one(codes):
    assert set(codes.split()) <= NAMES.keys()


def test_a_redenomination_is_between_its_two_days():
    assert was_redenominated("RUB", date(1997, 12, 31), date(1998, 1, 1))
    assert not was_redenominated("RUB", date(1998, 1, 1), date(1998, 1, 2))
