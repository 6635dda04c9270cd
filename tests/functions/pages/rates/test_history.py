"""The history of a currency on the page of the official rates."""

import json
import re
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.rates import handler as rates_handler
from tests.functions.pages.rates.conftest import NOON, chart_words, table
from tests.support import fake_cbr
from tests.support.aws import clear_tables
from tests.support.events import http_event
from tests.support.fake_cbu import DECEMBER_17, DECEMBER_18, document, full
from tests.support.html import attributes, text, texts
from tests.support.rate_table import RateTable
from tests.support.stored_once import StoredOnce

WEEK = StoredOnce("RatesTable")


@pytest.fixture(autouse=True)
def _week(publish):
    moved = [document(date(2025, 12, day), USD=f"{12000 + day}.00") for day in (10, 11, 12, 15, 16)]
    sheets = [document(date(2025, 11, 17), USD="11900.00"), *moved, DECEMBER_17, DECEMBER_18]
    WEEK(lambda: publish(*sheets))


def test_lists_the_published_days_of_a_month_newest_first(show):
    shown = show()
    assert text(shown, "#history") == "History: US Dollar"
    assert texts(shown, "section[aria-labelledby=history] thead th") == ["Day", "UZS for 1 USD", "Change"]
    days = table(shown, "history")
    assert days[0] == ["18 December 2025", "12,059.78", "−46.00 −0.38%"]
    assert days[-2] == ["11 December 2025", "12,011.00", "+1.00 +0.01%"]
    assert len(days) == 7


def test_ends_with_the_last_sheet_of_a_bank_that_has_published_nothing_for_a_month(show, clock):
    """A local server without network has only the bundled sheets."""
    clock(NOON + timedelta(200))
    days = table(show(), "history")
    assert (days[0][0], days[-1][0], len(days)) == ("18 December 2025", "10 December 2025", 7)
    assert attributes(show(), "#date", "value") == ["2025-12-18"]
    euro = show(query="currency=EUR")
    assert table(euro, "history")[0][0] == "18 December 2025"
    assert chart_words(euro).startswith("Chart: Euro, UZS for 1 EUR. ")
    assert " 18 December 2025: 14,129.24. " in chart_words(euro)
    assert attributes(euro, "#from, #to", "value") == ["2025-11-18", "2025-12-18"]
    assert table(show(query="from=2026-06-01&to=2026-07-01"), "history") == [], "a range that the reader asks for stays"


def test_its_ranges_then_end_with_that_sheet_too(show, clock):
    clock(NOON + timedelta(200))
    for link in show().query('nav[aria-label="Range"] a'):
        query = urlsplit(link.attrs["href"]).query
        chosen = show(query=query).query_one('nav[aria-label="Range"] [aria-current]')
        assert urlsplit(chosen.attrs["href"]).query == query


def test_counts_the_first_days_change_from_the_day_before_the_range(show):
    days = table(show(query="from=2025-12-15&to=2025-12-16"), "history")
    assert days == [
        ["16 December 2025", "12,016.00", "+1.00 +0.01%"],
        ["15 December 2025", "12,015.00", "+3.00 +0.02%"],
    ]


@pytest.mark.parametrize(
    ("rate", "change"), [("15000.00", "0.00 0.00%"), ("12070.00", "+10.22 +0.08%"), ("20000.00", "–")]
)
def test_counts_no_change_of_what_is_not_confirmed(show, publish, clock, rate, change):
    """The next sheet confirms the jump, takes it back, or jumps again: its change is that of the sheet."""
    publish(document(date(2025, 12, 19), USD="15000.00"), document(date(2025, 12, 22), USD=rate))
    clock(NOON + timedelta(4))
    shown = show(query="from=2025-12-18")
    assert change_in_sheet(table(shown, "sheet")[0]) == change
    assert table(shown, "history")[0][-1] == change
    assert table(shown, "history")[1] == ["19 December 2025 not confirmed", "12,059.78", "–"]


def test_counts_the_change_from_a_rate_that_an_operator_holds_later(show, publish, clock, dynamodb, stack):
    publish(document(date(2025, 12, 19), USD="12500.00"), document(date(2025, 12, 22), USD="12510.00"))
    RateTable(dynamodb, stack.physical("RatesTable")).override(date(2025, 12, 19), currency="USD", held=True)
    clock(NOON + timedelta(4))
    shown = show(query="from=2025-12-18")
    assert change_in_sheet(table(shown, "sheet")[0]) == table(shown, "history")[0][-1] == "+10.00 +0.08%"
    assert table(shown, "history")[1] == ["19 December 2025 not confirmed", "12,059.78", "–"]


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["", "100.00", "104.00", "150.00", "15.00/10", "10.10/10"]), min_size=1, max_size=5))
def test_has_the_changes_of_the_sheets(show, publish, clock, rates):
    clear_tables()
    rates = ["100.00", *rates]
    days = [date(2025, 12, 12) + timedelta(ahead) for ahead in range(len(rates))]
    printed = [{"TMT": (figure, "0", nominal or "1")} for figure, _, nominal in (rate.partition("/") for rate in rates)]
    publish(
        *(document(day, **(rate if rate["TMT"][0] else {})) for day, rate in zip(days, printed, strict=True)),
        fewer=True,
    )
    clock(datetime.combine(days[-1], time(7), UTC))
    history = table(show(query="currency=TMT&from=2025-12-12"), "history")
    sheets = [table(show(query=f"date={day}"), "sheet") for day in reversed(days)]
    in_sheets = [row[-1] for rows in sheets for row in rows if row[0].startswith("TMT")]
    assert [read_percent(row[-1]) for row in history] == in_sheets


def read_percent(change):
    """The percent of a change, which is for the nominal in a sheet and for one unit in the history."""
    return change.partition(" ")[2] or change


def change_in_sheet(row):
    """The change of a row of the sheet as a row of the history has it."""
    return "–" if row[-2] == "–" else f"{row[-2]} {row[-1]}"


def test_counts_no_change_across_a_sheet_that_lacks_the_currency(show, publish, clock):
    sheets = [full(date(2025, 12, day), day) for day in (19, 22, 23, 24)]
    sheets[1] = json.dumps([row for row in json.loads(sheets[1]) if row["Ccy"] != "AUD"]).encode()
    publish(*sheets)
    clock(NOON + timedelta(6))
    days = table(show(query="currency=AUD&from=2025-12-18"), "history")
    assert [(day, change) for day, _, change in days] == [
        ("24 December 2025", "+0.01 +0.01%"),
        ("23 December 2025", "–"),
        ("19 December 2025", "–"),
    ]


def test_counts_no_change_across_a_redenomination_of_the_banks_own_currency(show, publish, clock):
    """The ruble lost three zeros on 1 January 1998."""
    printed = {date(1997, 12, 31): "5960,0000", date(1998, 1, 1): "5,9600", date(1998, 1, 6): "5,9620"}
    publish(*(fake_cbr.document(day, USD=(rate, "1")) for day, rate in printed.items()), source="cbr")
    clock(datetime(1998, 1, 6, 9, tzinfo=UTC))
    assert table(show(query="source=cbr&from=1997-12-31"), "history") == [
        ["6 January 1998", "5.9620", "+0.0020 +0.03%"],
        ["1 January 1998", "5.9600", "–"],
        ["31 December 1997", "5,960.0000", "–"],
    ]


def test_counts_no_change_across_a_redenomination_that_an_operator_has_marked(show, publish, clock, dynamodb, stack):
    publish(*(document(date(2025, 12, day), VES=rate) for day, rate in ((22, "90.00"), (23, "529.00"), (24, "530.00"))))
    table_of_rates = RateTable(dynamodb, stack.physical("RatesTable"))
    table_of_rates.override(date(2025, 12, 23), currency="VES", held=None, redenominated=True)
    clock(NOON + timedelta(6))
    days = table(show(query="currency=VES&from=2025-12-22"), "history")
    assert [(rate, change) for _, rate, change in days] == [("530.00", "+1.00 +0.19%"), ("529.00", "–"), ("90.00", "–")]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_no_day_of_the_calendar_is_an_error_of_the_service(show, day):
    show(query=f"date={day}&from={day}&to={day}", status=422)


def test_takes_a_day_that_has_begun_in_another_zone(show, clock):
    clock(datetime(2025, 12, 18, 15, tzinfo=UTC))
    shown = show(query="date=2025-12-19&from=2025-12-19")
    assert attributes(shown, "#to", "value") == ["2025-12-19"], "the last day is not before the first"
    shown = show(query="date=2025-12-19&from=2025-12-19&to=2025-12-19")
    assert attributes(shown, "#to", "max") == ["2025-12-19"], "a form that has the day can be sent again"
    assert "There are no rates for 19 December 2025 itself" in text(shown, ".rates > .notice")


def test_describes_the_chart_in_words(show):
    assert chart_words(show(query="from=2025-12-10")) == (
        "Chart: US Dollar, UZS for 1 USD. 10 December 2025: 12,010.00. 18 December 2025: 12,059.78. "
        "Lowest: 12,010.00 (10 December 2025). Highest: 12,105.78 (17 December 2025)."
    )


def test_offers_ranges_and_marks_the_one_that_is_shown(show):
    links = show().query('nav[aria-label="Range"] a')
    asked = [parse_qs(urlsplit(link.attrs["href"]).query) for link in links]
    assert [one["from"] for one in asked] == [["2025-11-18"], ["2025-09-18"], ["2024-12-18"], ["2015-12-18"]]
    assert ["aria-current" in link.attrs for link in links] == [True, False, False, False]
    for one in asked:
        show(query=f"from={one['from'][0]}")


def test_says_in_figures_what_the_chart_shows(show):
    assert facts(show(query="from=2025-12-10")) == {
        "Now": "12,059.78",
        "Change since 10 December": "+0.41%",
        "Lowest, 10 December": "12,010.00",
        "Highest, 17 December": "12,105.78",
    }
    past = facts(show(query="from=2025-12-10&to=2025-12-17"))
    assert past["17 December 2025"] == "12,105.78", "the end of past days is not now"
    assert "Lowest, 17 November 2025" in facts(show(query="from=2015-12-18"))


def facts(shown):
    return dict(zip(texts(shown, ".facts dt"), texts(shown, ".facts dd"), strict=True))


@pytest.mark.parametrize(
    ("query", "is_open"),
    [("", False), ("currency=EUR", False), ("from=2025-12-10", True), ("to=18.12.2025", True), ("currency=XYZ", True)],
)
def test_opens_the_form_of_days_for_who_used_it(show, query, is_open):
    shown = show(query=query, status=422 if query.startswith(("to", "currency=XYZ")) else 200)
    assert ("open" in shown.query("section[aria-labelledby=history] details")[0].attrs) is is_open


def test_names_the_files_of_exactly_this_range(show):
    csv, as_json = attributes(
        show(query="from=2025-12-10&currency=EUR"), "section[aria-labelledby=history] > .meta a", "href"
    )
    assert csv == f"{as_json}&format=csv"
    assert as_json == "/v1/rates/EUR?from=2025-12-10&to=2025-12-18&source=cbu"


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("from=2025-12-18&to=2025-12-17", "from", "The first day is after the last."),
        ("from=2025-12-19", "from", "This day is still to come."),
        ("from=2029-01-01&to=2030-01-01", "from", "This day is still to come."),
        ("from=2029-01-01&to=2030-01-01", "to", "This day is still to come."),
        ("to=2025-12-19", "to", "This day is still to come."),
        ("from=2015-12-17", "from", "At most ten years"),
        ("from=yesterday", "from", "This is not a day."),
        ("to=18.12.2025", "to", "This is not a day."),
        ("currency=XYZ", "currency", "The bank has no rate"),
        ("currency=dollar", "currency", "The bank has no rate"),
        ("date=1990-01-01", "date", "There are no rates for that day or before it."),
        ("date=2025-02-30", "date", "This is not a day."),
        ("source=xyz", "source", "That bank’s rates are not kept here."),
    ],
)
def test_marks_an_invalid_field_and_shows_the_rest(show, query, field, message):
    shown = show(query=query, status=422)
    assert text(shown, f"#{field}-wrong").startswith(message)
    assert table(shown, "sheet")[0][2] == "12,059.78"


def test_shows_what_was_in_force_where_no_day_has_a_sheet_of_its_own(show):
    shown = show(query="from=2025-12-13&to=2025-12-14")
    assert table(shown, "history") == [["12 December 2025", "12,012.00", "–"]]
    assert text(shown, "section[aria-labelledby=history] > .notice") == (
        "There are no rates for 13 December 2025 itself: those for 12 December 2025 apply."
    )


@pytest.mark.parametrize(
    "query", ["from=2025-12-13&to=2025-12-14", "from=2025-12-14&to=2025-12-17", "", "from=2025-12-18"]
)
def test_says_of_the_chart_what_the_chart_shows(show, query, monkeypatch, context):
    """The chart of the API, of the same days: both count carried days too."""
    shown = show(query=query)
    monkeypatch.setattr(rates_handler, "now", lambda: NOON)
    address = urlsplit(attributes(shown, "section[aria-labelledby=history] > .meta a", "href")[1])
    event = http_event("GET /v1/rates/{currency}/chart.svg", params={"currency": "USD"}, query=address.query)
    drawn = rates_handler.handler(event, context)["body"].partition("<desc")[2].partition("</desc>")[0]
    last = re.search(r" to (\d+ December 2025)\.", drawn)[1]
    said = chart_words(shown).replace(",", "")
    for extreme in re.findall(r"[\d.]+\d \(.+?\)", drawn):
        assert extreme in said
    assert f" {last}: {re.search(r'rate is ([0-9.]+)', drawn)[1]}." in said


def test_says_of_the_chart_that_its_last_rate_is_not_confirmed(show, publish, clock):
    publish(document(date(2025, 12, 19), USD="15000.00"))
    clock(NOON + timedelta(1))
    assert "19 December 2025: 12,059.78 (not confirmed)." in chart_words(show())


def test_says_so_where_no_rate_was_in_force(show):
    shown = show(query="from=2025-11-13&to=2025-11-14")
    assert shown.query(".chart, .facts") == []
    assert "There is no rate of this currency for these days." in text(shown, "main")


def test_keeps_a_currency_that_is_no_money_any_more(show, publish):
    publish(document(date(2025, 12, 16), BGN="7000.00"), document(date(2025, 12, 16), BGN="7000.01"))
    shown = show(query="currency=BGN")
    assert "BGN" in attributes(shown, "#currency option", "value")
    assert "The bank’s last rate is that for 16 December 2025." in text(shown, "section .notice")


def test_shows_a_year_of_days_at_most(show, monkeypatch):
    monkeypatch.setattr("gazette.pages.rates.history.MAX_ROWS", 3)
    shown = show()
    assert len(table(shown, "history")) == 3
    assert (
        text(shown, "section[aria-labelledby=history] caption") == "The newest 3 of 7 days; the files have all of them."
    )
