"""The page of the official rates, over sheets that were stored as ingestion stores them."""

import json
import os
import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from functions.pages import handler as pages_handler
from functions.rates import handler as rates_handler
from gazette.pages.rates.figures import NARROW
from gazette.pages.rates.page import RatesPage
from gazette.rates.sources import bank
from gazette.rates.store.commands import SheetCommands
from gazette.rates.store.repository import RateRepository
from gazette.settings import Settings
from tests.conftest import http_event
from tests.support import fake_cbr, fake_ecb
from tests.support.fake_cbu import DECEMBER_17, DECEMBER_18, document, full
from tests.support.html import alternates, attributes, meta, page, text, texts
from tests.support.site_content import RATES_LINES, SITE

NOON = datetime(2025, 12, 18, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Sets the present moment; noon of 18 December in Tashkent to begin with."""

    def set_to(at):
        monkeypatch.setattr(pages_handler, "now", lambda: at)
        monkeypatch.setattr("gazette.http.responses.time.time", at.timestamp)

    set_to(NOON)
    return set_to


@pytest.fixture
def publish(dynamodb, stack):
    def store(*bodies, source="cbu"):
        table, one = SheetCommands(RateRepository(stack.physical("RatesTable"), dynamodb)), bank(source)
        for body in bodies:
            table.store(one, one.parse(body), raw="0" * 64, at=NOON)

    return store


@pytest.fixture
def show(get):
    """The page as a reader sees it."""

    def show(path="/en/rates", query="", status=200):
        answer = get(path, query=query)
        assert answer["statusCode"] == status, answer["body"]
        return page(answer)

    return show


def table(document, section):
    return [
        [" ".join(cell.to_text(separator=" ", strip=True).split()) for cell in row.query("th, td")]
        for row in document.query(f'section[aria-labelledby="{section}"] tbody tr')
    ]


def selected(document, field):
    return attributes(document, f"#{field} option[selected]", "value")


class TestSheet:
    def test_has_each_currency_with_its_name_nominal_rate_and_change(self, publish, show):
        publish(DECEMBER_17, DECEMBER_18)
        shown = show()
        assert text(shown, "h1") == "Official currency rates"
        assert text(shown, "#sheet") == "Rates for 18 December 2025"
        assert texts(shown, "#sheet ~ table thead th") == ["Currency", "Units", "Rate, UZS", "Change"]
        assert table(shown, "sheet") == [
            ["USD US Dollar", "1", "12059.78", "−46.00 −0.38%"],
            ["EUR Euro", "1", "14129.24", "−103.53 −0.73%"],
            ["RUB Russian Ruble", "1", "150.07", "−2.48 −1.63%"],
        ]

    def test_has_all_that_the_bank_prints_and_the_main_ones_first(self, publish, show):
        publish(document(date(2025, 12, 18), AUD="8000.00", VND=("4.63", "0", "10")), full(date(2025, 12, 19)))
        assert [row[0].split()[0] for row in table(show(), "sheet")] == ["USD", "EUR", "RUB", "AUD", "VND"]
        assert table(show(), "sheet")[-1] == ["VND Dong", "10", "4.63", "–"]
        assert len(table(show(query="date=2025-12-19"), "sheet")) == 75

    @pytest.mark.parametrize(
        ("lang", "heading", "dollar"),
        [
            ("ru", "Курсы на 18 декабря 2025", "USD Доллар США"),
            ("uz", "Kurslar: 2025-yil 18-dekabr", "USD AQSH dollari"),
            ("uz-Cyrl", "Курслар: 2025 йил 18 декабрь", "USD АҚШ доллари"),
        ],
    )
    def test_speaks_the_readers_language(self, publish, show, lang, heading, dollar):
        publish(DECEMBER_18)
        shown = show(f"/{lang}/rates")
        assert text(shown, "#sheet") == heading
        assert table(shown, "sheet")[0][0] == dollar

    def test_says_where_another_days_sheet_answers(self, publish, show):
        publish(DECEMBER_17, DECEMBER_18)
        shown = show(query="date=2025-12-20", status=422)
        assert text(shown, "#date-wrong").startswith("No rates are published for that day yet.")
        publish(document(date(2025, 12, 22)))
        assert texts(show(query="date=2025-12-21"), "p.notice") == [
            "There are no rates for 21 December 2025 itself: those for 18 December 2025 apply."
        ]

    def test_leads_to_the_coming_one_once_that_is_published(self, publish, show):
        publish(DECEMBER_17, DECEMBER_18, document(date(2025, 12, 19), USD="12060.78"))
        shown = show()
        assert text(shown, "#sheet") == "Rates for 18 December 2025"
        assert text(shown, ".notice h3") == "Published for 19 December 2025"
        assert texts(shown, ".notice li")[0] == "USD 12060.78 +0.01%"
        [path] = attributes(shown, ".notice a", "href")
        coming = show(query=urlsplit(path).query)
        assert texts(coming, ".notice") == [
            "These rates are published already and come into force on 19 December 2025."
        ]
        assert table(coming, "sheet")[0] == ["USD US Dollar", "1", "12060.78", "+1.00 +0.01%"]

    def test_is_the_next_one_from_the_banks_midnight_on(self, publish, show, clock):
        publish(DECEMBER_17, DECEMBER_18)
        clock(datetime(2025, 12, 17, 18, 59, 59, tzinfo=UTC))
        assert text(show(), "#sheet") == "Rates for 17 December 2025"
        clock(datetime(2025, 12, 17, 19, 0, 0, tzinfo=UTC))
        assert text(show(), "#sheet") == "Rates for 18 December 2025"

    def test_says_where_the_next_one_is_late(self, publish, show, clock):
        publish(DECEMBER_18)
        clock(datetime(2025, 12, 23, 7, tzinfo=UTC))
        assert texts(show(), ".notice") == [
            "The bank’s next rates are late. Those for 18 December 2025 are the last that we have."
        ]

    def test_shows_what_the_bank_printed_in_place_of_a_held_rate(self, publish, show):
        publish(DECEMBER_17, document(date(2025, 12, 18), USD="15000.00"))
        assert table(show(), "sheet")[0] == [
            "USD US Dollar Last confirmed rate; the bank’s new one, 15000.00, is not confirmed yet (+23.91%)",
            "1",
            "12105.78",
            "–",
        ]

    def test_says_that_the_bank_corrected_it(self, publish, show):
        publish(document(date(2025, 12, 18), USD="12059.87"), DECEMBER_18)
        assert texts(show(), ".notice") == ["The bank has corrected these rates since it first published them."]

    def test_is_none_where_the_bank_has_none(self, show):
        shown = show()
        assert "No rates have been published yet." in text(shown, "main")
        assert shown.query("form, table, .rates") == []


class TestConverter:
    def test_converts_as_the_api_does(self, publish, show):
        publish(DECEMBER_17, DECEMBER_18)
        shown = show()
        assert text(shown, ".result") == f"100 USD = 1{NARROW}205{NARROW}978.00 UZS".replace(NARROW, " ")
        assert text(shown, ".result + .label").startswith("1 USD = 12059.78 UZS. By the rates for 18 December 2025.")
        shown = show(query="amount=1000000&have=UZS&want=USD")
        assert text(shown, ".result").endswith("= 82.92 USD")

    def test_shows_the_banks_own_rate_with_its_digits_and_what_was_counted_without_zeros(self, publish, show):
        publish(document(date(2025, 12, 18), USD="12209.50", EUR="24419.00", KWD="123539250.78"))
        for query, shown in (
            ("", "1 USD = 12209.50 UZS."),
            ("have=KWD", "1 KWD = 123539250.78 UZS."),
            ("have=EUR&want=USD", "1 EUR = 2 USD."),
            ("have=UZS&want=UZS", "1 UZS = 1 UZS."),
            ("have=UZS", "1 UZS = 1 UZS."),
        ):
            assert text(show(query=query), ".result + .label").startswith(shown)

    @pytest.mark.parametrize(
        ("lang", "typed", "understood"),
        [
            ("en", "1,000.50", "1 000.50"),
            ("en", "1,5", "1.5"),
            ("ru", "1 000,50", "1 000.50"),
            ("ru", "1,000", "1.000"),
            ("uz", "1\N{NO-BREAK SPACE}000", "1 000"),
        ],
    )
    def test_takes_an_amount_as_people_write_it_and_repeats_what_it_took(self, publish, show, lang, typed, understood):
        publish(DECEMBER_18)
        assert text(show(f"/{lang}/rates", f"amount={typed}"), ".result").startswith(f"{understood} USD = ")

    @pytest.mark.parametrize("amount", ["much", "-5", "1e5", "1.000.000", "1234567890123456", "<b>"])
    def test_tells_at_the_field_what_is_no_amount(self, publish, show, amount):
        publish(DECEMBER_18)
        shown = show(query=f"amount={amount}", status=422)
        field = shown.query_one("#amount")
        assert (field.attrs["value"], field.attrs["aria-describedby"]) == (amount, "amount-wrong")
        assert text(shown, "#amount-wrong").startswith("Please enter a number")
        assert shown.query(".result") == []
        assert len(table(shown, "sheet")) == 3

    def test_leads_to_the_same_the_other_way_round(self, publish, show):
        publish(DECEMBER_18)
        path = attributes(
            show(query="amount=2&have=EUR&want=USD&date=2025-12-18"), '.label a[href$="#convert"]', "href"
        )
        shown = show(query=urlsplit(path[0]).query)
        assert (selected(shown, "have"), selected(shown, "want")) == (["USD"], ["EUR"])
        assert text(shown, ".result").startswith("2 USD = ")

    def test_says_where_it_took_the_last_confirmed_rate(self, publish, show):
        publish(DECEMBER_17, document(date(2025, 12, 18), USD="15000.00"))
        assert "not confirmed yet (USD)" in text(show(), ".result + .label")

    def test_names_the_banks_own_money_too(self, publish, show):
        publish(DECEMBER_18)
        assert texts(show("/ru/rates"), "#want option")[-1] == "UZS – Узбекский сум"

    def test_offers_no_currency_that_the_sheet_has_not(self, publish, show, clock):
        publish(document(date(2025, 12, 18), AUD="8000.00"))
        assert "AUD" in attributes(show(), "#have option", "value")
        publish(DECEMBER_17)
        clock(NOON - timedelta(1))
        assert "AUD" not in attributes(show(), "#have option", "value")
        assert text(show(query="have=AUD", status=422), "#have-wrong").startswith("The bank has no rate")


class TestHistory:
    @pytest.fixture(autouse=True)
    def _week(self, publish):
        moved = [document(date(2025, 12, day), USD=f"{12000 + day}.00") for day in (10, 11, 12, 15, 16)]
        publish(document(date(2025, 11, 17), USD="11900.00"), *moved, DECEMBER_17, DECEMBER_18)

    def test_lists_the_published_days_of_a_month_newest_first(self, show):
        shown = show()
        assert text(shown, "#history") == "History: US Dollar"
        assert texts(shown, "#history ~ table thead th") == ["Day", "UZS for 1 USD", "Change"]
        days = table(shown, "history")
        assert days[0] == ["18 December 2025", "12059.78", "−46.00 −0.38%"]
        assert days[-2] == ["11 December 2025", "12011.00", "+1.00 +0.01%"]
        assert len(days) == 7

    def test_counts_the_first_days_change_from_the_day_before_the_range(self, show):
        days = table(show(query="from=2025-12-15&to=2025-12-16"), "history")
        assert days == [
            ["16 December 2025", "12016.00", "+1.00 +0.01%"],
            ["15 December 2025", "12015.00", "+3.00 +0.02%"],
        ]

    def test_counts_no_change_of_what_is_not_confirmed(self, show, publish, clock):
        publish(document(date(2025, 12, 19), USD="15000.00"), document(date(2025, 12, 22), USD="15000.00"))
        clock(NOON + timedelta(4))
        days = table(show(query="from=2025-12-18"), "history")
        assert days[:2] == [["22 December 2025", "15000.00", "–"], ["19 December 2025 not confirmed", "12059.78", "–"]]

    def test_counts_no_change_across_a_sheet_that_lacks_the_currency(self, show, publish, clock):
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

    def test_counts_no_change_where_zeros_were_struck_off_the_banks_own_money(self, show, publish, clock):
        """The ruble lost three zeros on 1 January 1998."""
        printed = {date(1997, 12, 31): "5960,0000", date(1998, 1, 1): "5,9600", date(1998, 1, 6): "5,9620"}
        publish(*(fake_cbr.document(day, USD=(rate, "1")) for day, rate in printed.items()), source="cbr")
        clock(datetime(1998, 1, 6, 9, tzinfo=UTC))
        assert table(show(query="source=cbr&from=1997-12-31"), "history") == [
            ["6 January 1998", "5.9620", "+0.0020 +0.03%"],
            ["1 January 1998", "5.9600", "–"],
            ["31 December 1997", "5960.0000", "–"],
        ]

    def test_tells_in_words_what_the_chart_shows(self, show):
        [chart] = show(query="from=2025-12-10").query("img.chart")
        assert chart.attrs["alt"] == (
            "Chart: US Dollar, UZS for 1 USD. 10 December 2025: 12010.00. 18 December 2025: 12059.78. "
            "Lowest: 12010.00 (10 December 2025). Highest: 12105.78 (17 December 2025)."
        )

    def test_offers_ranges_and_marks_the_one_that_is_shown(self, show):
        links = show().query('nav[aria-label="Range"] a')
        asked = [parse_qs(urlsplit(link.attrs["href"]).query) for link in links]
        assert [one["from"] for one in asked] == [["2025-11-18"], ["2025-09-18"], ["2024-12-18"], ["2015-12-18"]]
        assert ["aria-current" in link.attrs for link in links] == [True, False, False, False]
        for one in asked:
            show(query=f"from={one['from'][0]}")

    def test_names_the_files_of_exactly_this_range(self, show):
        csv, as_json = attributes(show(query="from=2025-12-10&currency=EUR"), "#history ~ .label a", "href")
        assert csv == f"{as_json}&format=csv"
        assert as_json == "/v1/rates/EUR?from=2025-12-10&to=2025-12-18&source=cbu"

    @pytest.mark.parametrize(
        ("query", "field", "told"),
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
    def test_tells_at_the_field_what_means_nothing_and_shows_the_rest(self, show, query, field, told):
        shown = show(query=query, status=422)
        assert text(shown, f"#{field}-wrong").startswith(told)
        assert table(shown, "sheet")[0][2] == "12059.78"

    def test_shows_what_was_in_force_where_no_day_has_a_sheet_of_its_own(self, show):
        shown = show(query="from=2025-12-13&to=2025-12-14")
        assert table(shown, "history") == [["12 December 2025", "12012.00", "–"]]
        assert text(shown, "#history ~ .notice") == (
            "There are no rates for 13 December 2025 itself: those for 12 December 2025 apply."
        )

    @pytest.mark.parametrize(
        "query", ["from=2025-12-13&to=2025-12-14", "from=2025-12-14&to=2025-12-17", "", "from=2025-12-18"]
    )
    def test_says_of_the_chart_what_the_chart_shows(self, show, query, monkeypatch, context):
        """The picture counts carried days too, so its words do."""
        [chart] = show(query=query).query("img.chart")
        monkeypatch.setattr(rates_handler, "now", lambda: NOON)
        address = urlsplit(chart.attrs["src"])
        event = http_event("GET /v1/rates/{currency}/chart.svg", params={"currency": "USD"}, query=address.query)
        drawn = rates_handler.handler(event, context)["body"].partition("<desc")[2].partition("</desc>")[0]
        last = re.search(r" to (\d+ December 2025)\.", drawn)[1]
        for said in re.findall(r"[\d.]+\d \(.+?\)", drawn):
            assert said in chart.attrs["alt"]
        assert f" {last}: {re.search(r'rate is ([0-9.]+)', drawn)[1]}." in chart.attrs["alt"]

    def test_says_of_the_chart_that_its_last_rate_is_not_confirmed(self, show, publish, clock):
        publish(document(date(2025, 12, 19), USD="15000.00"))
        clock(NOON + timedelta(1))
        assert "19 December 2025: 12059.78 (not confirmed)." in show().query("img.chart")[0].attrs["alt"]

    def test_says_so_where_no_rate_was_in_force(self, show):
        shown = show(query="from=2025-11-13&to=2025-11-14")
        assert shown.query(".chart") == []
        assert "There is no rate of this currency for these days." in text(shown, "main")

    def test_keeps_a_currency_that_is_no_money_any_more(self, show, publish):
        publish(document(date(2025, 12, 16), BGN="7000.00"), document(date(2025, 12, 16), BGN="7000.01"))
        shown = show(query="currency=BGN")
        assert "BGN" in attributes(shown, "#currency option", "value")
        assert "The bank’s last rate is that for 16 December 2025." in text(shown, "section .notice")

    def test_shows_a_year_of_days_at_most(self, show, monkeypatch):
        monkeypatch.setattr("gazette.pages.rates.history.MOST", 3)
        shown = show()
        assert len(table(shown, "history")) == 3
        assert text(shown, "#history ~ table caption") == "The newest 3 of 7 days; the files have all of them."


class TestAddress:
    def test_has_the_line_of_the_header_of_today_whatever_is_asked_for(self, publish, show):
        publish(DECEMBER_17, DECEMBER_18)
        for query in ("", "date=2025-12-17"):
            shown = show(query=query)
            assert text(shown, ".rates p") == "Currency rates from 18/12/2025"
            assert texts(shown, ".rates li") == RATES_LINES

    def test_is_linked_from_the_header_and_the_foot_of_every_page(self, publish, get):
        publish(DECEMBER_18)
        front = page(get("/ru"))
        assert attributes(front, ".rates p a", "href") == ["/ru/rates"]
        assert attributes(front, "body > footer a", "href") == ["/ru", "/ru/rates"]

    def test_tells_search_engines_one_address_a_language_whatever_is_asked_for(self, publish, show):
        publish(DECEMBER_18)
        shown = show("/ru/rates", "currency=EUR&amount=5")
        assert attributes(shown, 'link[rel="canonical"]', "href") == [f"{SITE}/ru/rates"]
        assert alternates(shown) == {
            **{lang: f"{SITE}/{lang}/rates" for lang in ("en", "ru", "uz", "uz-Cyrl")},
            "x-default": f"{SITE}/en/rates",
        }
        assert text(shown, "title") == "Официальные курсы валют на 18 декабря 2025 – Gazette"
        assert "Центральный банк Узбекистана" in meta(shown)["description"]

    def test_keeps_what_was_asked_for_in_the_other_languages_and_in_each_form(self, publish, show):
        publish(DECEMBER_17, DECEMBER_18)
        query = "date=2025-12-17&currency=EUR&from=2025-12-17&amount=5&have=EUR&want=RUB"
        shown = show(query=query)
        assert attributes(shown, ".masthead nav a", "href")[1] == f"/ru/rates?{query}"
        for form in shown.query("main form"):
            fields = [field.attrs["name"] for field in form.query("input, select")]
            assert sorted(fields) == sorted({*fields, "date", "currency", "from", "amount", "have", "want"})
            assert form.attrs.get("method", "get") == "get"

    def test_moves_who_writes_the_language_in_other_letters(self, get):
        answer = get("/uz-cyrl/rates")
        assert (answer["statusCode"], answer["headers"]["location"]) == (301, "/uz-Cyrl/rates")
        assert get("/xx/rates")["statusCode"] == 404

    def test_without_a_language_is_that_of_the_sites_first(self, get):
        answer = get("/rates")
        assert (answer["statusCode"], answer["headers"]["location"]) == (301, "/en/rates")

    def test_is_not_kept_past_the_banks_midnight(self, publish, get, clock):
        publish(DECEMBER_18)
        assert get("/en/rates")["headers"]["cache-control"].startswith("public, max-age=30, s-maxage=60")
        clock(datetime(2025, 12, 18, 18, 59, 50, tzinfo=UTC))
        assert get("/en/rates")["headers"]["cache-control"] == "public, max-age=10, s-maxage=10"

    def test_is_not_kept_where_something_is_wrong(self, publish, get):
        publish(DECEMBER_18)
        answer = get("/en/rates", query="amount=x")
        assert answer["headers"]["cache-control"] == "no-store"
        assert answer["headers"]["content-security-policy"]

    def test_says_whose_rates_they_are_where_there_is_one_bank(self, publish, show, monkeypatch):
        publish(DECEMBER_18)
        settings = Settings({**os.environ, "RATE_SOURCES": "cbu"})
        monkeypatch.setattr(pages_handler, "rates_page", RatesPage(settings, pages_handler.readers))
        shown = show()
        assert shown.query('nav[aria-label="Bank"]') == []
        assert text(shown, "main > .label") == "Central Bank of Uzbekistan"


class TestBanks:
    def test_can_be_chosen_where_there_are_several_the_first_of_them_first(self, publish, show):
        publish(DECEMBER_18)
        links = show(query="currency=RUB").query('nav[aria-label="Bank"] a')
        assert [(link.to_text(), link.attrs["href"], "aria-current" in link.attrs) for link in links] == [
            ("Central Bank of Uzbekistan", "/en/rates", True),
            ("European Central Bank", "/en/rates?source=ecb", False),
            ("Bank of Russia", "/en/rates?source=cbr", False),
        ]

    def test_that_quote_the_other_way_round_are_shown_and_counted_so(self, publish, show, clock):
        publish(DECEMBER_18)
        publish(fake_ecb.daily(fake_ecb.MARCH_17, USD="1.1400"), fake_ecb.daily(), source="ecb")
        clock(datetime(2026, 3, 18, 18, tzinfo=UTC))
        shown = show(query="source=ecb&amount=115&have=USD&want=EUR")
        assert texts(shown, "#sheet ~ table thead th") == ["Currency", "For 1 EUR", "Change"]
        assert [cell.removesuffix("+0.88%").strip() for cell in table(shown, "sheet")[0][1:]] == ["1.1500", "+0.0100"]
        assert text(shown, ".result").endswith("= 100.00 EUR")
        assert texts(shown, "#history ~ table thead th")[1] == "USD for 1 EUR"
        assert attributes(shown, 'link[rel="canonical"]', "href") == [f"{SITE}/en/rates?source=ecb"]
        assert text(shown, ".rates p") == "Currency rates from 18/12/2025"

    def test_with_nominals_print_them(self, publish, show, clock):
        publish(fake_cbr.document(), source="cbr")
        clock(datetime(2026, 4, 25, 9, tzinfo=UTC))
        shown = show("/ru/rates", "source=cbr&have=UZS&want=RUB&amount=1000000")
        row = next(row for row in table(shown, "sheet") if row[0].startswith("UZS"))
        assert row[1:] == ["10000", "62.8322", "–"]
        assert text(shown, ".result").endswith("= 6 283.22 RUB")
        assert shown.query(".rates") == []
