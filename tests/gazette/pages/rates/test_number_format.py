"""Numbers as each language writes them, with the bank's digits."""

import pytest

from gazette.pages.rates.number_format import NumberFormat, strip_zeros

SPACE = "\N{NO-BREAK SPACE}"
WRITTEN = {
    "en": ("1,205,978.00", "−46.00", "+0.26%"),
    "ru": (f"1{SPACE}205{SPACE}978,00", "−46,00", f"+0,26{SPACE}%"),
    "uz": (f"1{SPACE}205{SPACE}978,00", "−46,00", "+0,26%"),
    "uz-Cyrl": (f"1{SPACE}205{SPACE}978,00", "−46,00", "+0,26%"),
}
"""As in CLDR 48, but for the minus, which is the typographic one."""


@pytest.mark.parametrize("lang", WRITTEN)
def test_a_number_has_the_marks_of_its_language(lang):
    numbers = NumberFormat(lang)
    assert (numbers.number("1205978.00"), numbers.change("-46.00"), numbers.percent("0.26")) == WRITTEN[lang]


@pytest.mark.parametrize(
    ("plain", "written"), [("0.0058", "0.0058"), ("10", "10"), ("999.90", "999.90"), ("1000", "1,000")]
)
def test_a_number_keeps_its_digits(plain, written):
    assert NumberFormat("en").number(plain) == written


def test_no_change_has_no_sign():
    assert NumberFormat("en").change("0.00") == "0.00"


@pytest.mark.parametrize("lang", WRITTEN)
@pytest.mark.parametrize("plain", ["1205978.00", "0.5", "100", "1000.5"])
def test_what_a_language_writes_it_reads(lang, plain):
    numbers = NumberFormat(lang)
    assert numbers.parse(numbers.number(plain)) == plain


@pytest.mark.parametrize(
    ("lang", "typed", "plain"),
    [
        ("en", "1,5", "1.5"),
        ("en", "1,000", "1000"),
        ("ru", "1,000", "1.000"),
        ("ru", "1\N{NARROW NO-BREAK SPACE}000.50", "1000.50"),
        ("uz", " 12 000 ", "12000"),
        ("de-AT", "1,000.5", "1000.5"),  # the words of this language are the English ones
        ("en", "1.000,50", "1000.50"),
        ("ru", "1,000,000.5", "1000000.5"),
        ("en", "1'000.50", "1000.50"),
        ("ru", "1’000", "1000"),
        ("en", "1'000'000,5", "1000000.5"),
        ("en", "0,001", "0.001"),
        ("en", "000,500", "000.500"),
        ("en", "0.100.000", "0.100.000"),
        ("uz", "1.000.000", "1000000"),
        ("ru", ",5", "0.5"),
        ("en", "5.", "5"),
        ("en", "1.00.000", "1.00.000"),
        ("en", "1.000.50", "1.000.50"),
        ("en", "much", "much"),
    ],
)
def test_an_amount_is_read_as_people_type_it(lang, typed, plain):
    assert NumberFormat(lang).parse(typed) == plain


def test_a_calculated_figure_loses_zeros_after_its_point_only():
    assert [strip_zeros(text) for text in ("1.500", "2.00", "100")] == ["1.5", "2", "100"]
