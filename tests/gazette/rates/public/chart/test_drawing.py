"""What holds of every picture: its size, its words, and that nothing in it is taken for markup."""

import re
from copy import copy
from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.rates.public.chart import step_line
from gazette.rates.public.chart.drawing import draw
from gazette.rates.public.series import Series
from gazette.rates.sources import load_bank
from gazette.words import list_languages, load_words

START = date(2016, 11, 24)
LONGEST = 3654


def series(texts: list[str | None], currency: str = "USD") -> Series:
    """A series with a sheet a day."""
    days = [START + timedelta(place) for place in range(len(texts))]
    found = Series(currency, days[0], days[-1], [])
    found.sheets = [(day.isoformat(), text) for day, text in zip(days, texts, strict=True)]
    return found


@pytest.mark.parametrize(
    "pattern",
    [
        ["1.00", "200000000.99*"],  # held every other day
        ["12059.78", None],  # missing every other day
        ["0.00000001", "199999999.99999999", "5.12345678*", None],
    ],
)
@pytest.mark.parametrize("length", [step_line.MAX_STEPS, step_line.MAX_STEPS + 1, LONGEST])
@pytest.mark.parametrize("lang", list_languages())
def test_no_picture_is_larger_than_20_kb(pattern, length, lang):
    texts = (pattern * length)[:length]
    picture = draw(series(texts), load_bank("cbu"), lang)
    assert len(picture.encode()) <= 20_000
    ElementTree.fromstring(picture)  # noqa: S314 (our own)


@given(st.integers(step_line.MAX_STEPS + 1, 2000), st.data())
def test_thinning_loses_no_extreme_and_ends_where_the_line_ends(length, data):
    dip, peak = (data.draw(st.integers(0, length - 1)) for _ in range(2))
    rates = ["5.00"] * length
    rates[dip], rates[peak] = "1.00", "9.00"
    whole = step_line.build_steps(series(rates), "UZS")
    thin = step_line.downsample(whole, START.toordinal(), START.toordinal() + length - 1)
    assert len(thin) <= step_line.COLUMNS
    assert min(step.low for step in thin) == min(map(Decimal, rates))
    assert max(step.high for step in thin) == Decimal("9.00")
    assert (thin[-1].value, thin[-1].until) == (whole[-1].value, whole[-1].until)
    assert [step.until for step in thin[:-1]] == [step.day for step in thin[1:]]


@pytest.mark.parametrize("place", range(100, 106))
def test_an_extreme_of_one_day_is_drawn_wherever_in_its_column_it_lies(place):
    rates = ["5.00"] * 2000
    rates[place], rates[place + 1000] = "1.00", "9.00"
    thin = step_line.downsample(
        step_line.build_steps(series(rates), "UZS"), START.toordinal(), START.toordinal() + 1999
    )
    assert (min(step.low for step in thin), max(step.high for step in thin)) == (Decimal("1.00"), Decimal("9.00"))


def test_a_redenomination_breaks_even_the_thinnest_line():
    """The bolivar lost five zeros on 20 August 2018."""
    days = (date(2018, 8, 20) - START).days
    whole = step_line.build_steps(series(["100000.00"] * days + ["1.00"] * days, "VES"), "UZS")
    thin = step_line.downsample(whole, START.toordinal(), START.toordinal() + 2 * days - 1)
    assert [step.broken for step in thin].count(True) == 2
    assert not [step for step in thin if step.low != step.high]


def test_a_redenomination_of_the_banks_own_currency_breaks_the_line():
    """The ruble lost three zeros on 1 January 1998."""
    found = Series("USD", date(1997, 12, 31), date(1998, 1, 2), [])
    found.sheets = [("1997-12-31", "5960"), ("1998-01-01", "5.96"), ("1998-01-02", "5.962")]
    assert [step.broken for step in step_line.build_steps(found, "RUB")] == [True, True, False]
    [path] = re.findall('class="line" d="([^"]+)"', draw(found, load_bank("cbr"), "en"))
    assert path.count("M") == 2


def test_a_redenomination_that_an_operator_has_marked_breaks_the_line():
    found = Series("VES", date(2026, 4, 1), date(2026, 4, 3), [])
    found.sheets = [("2026-04-01", "90.00"), ("2026-04-02", "529.00!"), ("2026-04-03", "530.00")]
    steps = step_line.build_steps(found, "UZS")
    assert [(f"{step.value:f}", step.broken) for step in steps] == [
        ("90.00", True),
        ("529.00", True),
        ("530.00", False),
    ]


def test_names_are_text_and_never_markup():
    odd = copy(load_bank("cbu"))
    odd.names = {"en": 'Bank <script>alert("1")</script> & Sons'}
    picture = draw(series(["1.00"]), odd, "en")
    root = ElementTree.fromstring(picture)  # noqa: S314 (our own)
    assert "<script" not in picture
    assert odd.names["en"] in root[0].text


def test_an_indirect_rate_is_named_the_other_way_round():
    """The European Central Bank quotes dollars for one euro."""
    ecb = copy(load_bank("cbu"))
    ecb.base, ecb.quotation = "EUR", "indirect"
    picture = draw(series(["1.1716"]), ecb, "en")
    assert ">USD for 1 EUR</text>" in picture
    assert '<title id="title">EUR in USD: official rate' in picture


@pytest.mark.parametrize("lang", list_languages())
def test_what_is_stale_says_so_beside_the_value_and_in_words(lang):
    words = load_words(lang)["chart"]
    for stale in ("late", "old"):
        picture = draw(series(["1.00", "2.00*"]), load_bank("cbu"), lang, stale=stale)
        assert f"<tspan>{words['confirmed']}, {words['outdated']}</tspan> 2.00</text>" in picture
        assert f"{words['held']} {words[stale]}</desc>" in picture
    fresh = draw(series(["1.00", "2.00*"]), load_bank("cbu"), lang)
    assert not any(words[word] in fresh for word in ("outdated", "late", "old"))
