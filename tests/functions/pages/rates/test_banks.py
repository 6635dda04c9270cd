"""The page of the official rates with several banks."""

from datetime import UTC, datetime

from tests.functions.pages.rates.conftest import table
from tests.support import fake_cbr, fake_ecb
from tests.support.fake_cbu import DECEMBER_18
from tests.support.html import attributes, text, texts
from tests.support.site_content import SITE


def test_can_be_chosen_where_there_are_several_the_first_of_them_first(publish, show):
    publish(DECEMBER_18)
    links = show(query="currency=RUB").query('nav[aria-label="Bank"] a')
    assert [(link.to_text(), link.attrs["href"], "aria-current" in link.attrs) for link in links] == [
        ("Central Bank of Uzbekistan", "/en/rates", True),
        ("European Central Bank", "/en/rates?source=ecb", False),
        ("Bank of Russia", "/en/rates?source=cbr", False),
    ]


def test_that_quote_the_other_way_round_are_shown_and_counted_so(publish, show, clock):
    publish(DECEMBER_18)
    publish(fake_ecb.daily(fake_ecb.MARCH_17, USD="1.1400"), fake_ecb.daily(), source="ecb")
    clock(datetime(2026, 3, 18, 18, tzinfo=UTC))
    shown = show(query="source=ecb&amount=115&have=USD&want=EUR")
    assert texts(shown, ".money thead th") == ["Currency", "For 1 EUR", "Change", "%"] * 2
    assert table(shown, "sheet")[0][1:] == ["1.1500", "+0.0100", "+0.88%"]
    assert text(shown, ".result").endswith("= 100.00 EUR")
    assert texts(shown, "section[aria-labelledby=history] thead th")[1] == "USD for 1 EUR"
    assert attributes(shown, 'link[rel="canonical"]', "href") == [f"{SITE}/en/rates?source=ecb"]
    assert text(shown, ".strip h2 a") == "Currency rates from 18/12/2025"


def test_with_nominals_print_them(publish, show, clock):
    publish(fake_cbr.document(), source="cbr")
    clock(datetime(2026, 4, 25, 9, tzinfo=UTC))
    shown = show("/ru/rates", "source=cbr&have=UZS&want=RUB&amount=1000000")
    row = next(row for row in table(shown, "sheet") if row[0].startswith("UZS"))
    assert row == ["UZS Узбекский сум · 10 000", "10 000", "62,8322", "–", "–"]
    assert text(shown, ".result").endswith("= 6 283,22 RUB")
    assert shown.query(".strip") == []
