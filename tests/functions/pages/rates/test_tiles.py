"""The main currencies above all else on the page of the official rates."""

from datetime import UTC, date, datetime

from tests.support import fake_cbr, fake_ecb
from tests.support.fake_cbu import DECEMBER_17, DECEMBER_18, document
from tests.support.html import attributes, text, texts


def test_have_name_rate_and_change_and_lead_to_the_history(publish, show):
    publish(DECEMBER_17, DECEMBER_18)
    shown = show("/ru/rates")
    assert texts(shown, ".tiles li")[0] == "USD · Доллар США 12 059,78 UZS −0,38 % (−46,00)"
    assert attributes(shown, ".tiles a", "href") == [
        f"/ru/rates?currency={code}#history" for code in ("USD", "EUR", "RUB")
    ]
    assert attributes(shown, ".tiles li", "class") == ["down"] * 3


def test_have_a_line_of_the_last_days_that_nobody_has_to_read(publish, show):
    publish(DECEMBER_18)
    assert show().query(".tiles svg") == [], "one rate is no line"
    publish(document(date(2025, 11, 28), EUR="14500.00"), DECEMBER_17)
    assert attributes(show(), ".tiles svg", "aria-hidden") == ["true"] * 3
    assert show().query(".tiles svg path")[0].attrs["d"].startswith("M")


def test_have_the_line_of_the_days_before_the_day_that_is_shown(publish, show):
    publish(document(date(2025, 10, 15)), document(date(2025, 10, 16), USD="12060.00"), DECEMBER_18)
    assert len(show(query="date=2025-10-20").query(".tiles svg")) == 3
    assert show().query(".tiles svg") == []


def test_say_that_a_rate_is_not_confirmed(publish, show):
    publish(DECEMBER_17, document(date(2025, 12, 18), USD="15000.00"))
    shown = show()
    assert texts(shown, ".tiles li")[0] == "USD · US Dollar 12,105.78 UZS not confirmed"
    assert "class" not in shown.query(".tiles li")[0].attrs


def test_say_of_which_money_they_are_where_a_bank_quotes_the_other_way_round(publish, show, clock):
    publish(fake_ecb.daily(), source="ecb")
    clock(datetime(2026, 3, 18, 18, tzinfo=UTC))
    assert text(show(query="source=ecb"), ".tiles .price small") == "For 1 EUR"


def test_are_those_of_the_bank(publish, show, clock):
    publish(fake_cbr.document(), source="cbr")
    clock(datetime(2026, 4, 25, 9, tzinfo=UTC))
    assert [name[:3] for name in texts(show(query="source=cbr"), ".tiles a")] == ["USD", "EUR"]
