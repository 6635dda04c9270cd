"""The address of the page of the official rates: languages, links, search engines, caching."""

import os
from datetime import UTC, datetime

from functions.pages import handler as pages_handler
from gazette.settings import Settings
from tests.support.fake_cbu import DECEMBER_17, DECEMBER_18
from tests.support.html import alternates, attributes, meta, page, text, texts
from tests.support.site_content import RATES_LINES, SITE


def test_has_the_line_of_the_header_of_today_whatever_is_asked_for(publish, show):
    publish(DECEMBER_17, DECEMBER_18)
    for query in ("", "date=2025-12-17"):
        shown = show(query=query)
        assert text(shown, ".strip h2") == "Currency rates from 18/12/2025"
        assert texts(shown, ".strip li") == RATES_LINES


def test_is_linked_from_the_header_and_the_foot_of_every_page(publish, get):
    publish(DECEMBER_18)
    front = page(get("/ru"))
    assert attributes(front, ".strip h2 a", "href") == ["/ru/rates"]
    assert "/ru/rates" in attributes(front, "body > footer a", "href")


def test_has_one_canonical_address_a_language_for_every_query(publish, show):
    publish(DECEMBER_18)
    shown = show("/ru/rates", "currency=EUR&amount=5")
    assert attributes(shown, 'link[rel="canonical"]', "href") == [f"{SITE}/ru/rates"]
    assert alternates(shown) == {
        **{lang: f"{SITE}/{lang}/rates" for lang in ("en", "ru", "uz", "uz-Cyrl")},
        "x-default": f"{SITE}/en/rates",
    }
    assert text(shown, "title") == "Официальные курсы валют на 18 декабря 2025 – Gazette"
    assert "Центральный банк Узбекистана" in meta(shown)["description"]


def test_keeps_what_was_asked_for_in_the_other_languages_and_in_each_form(publish, show):
    publish(DECEMBER_17, DECEMBER_18)
    query = "date=2025-12-17&currency=EUR&from=2025-12-17&amount=5&have=EUR&want=RUB"
    shown = show(query=query)
    assert attributes(shown, ".languages a", "href")[1] == f"/ru/rates?{query}"
    for form in shown.query("main form"):
        fields = [field.attrs["name"] for field in form.query("input, select")]
        assert sorted(fields) == sorted({*fields, "date", "currency", "from", "amount", "have", "want"})
        assert form.attrs.get("method", "get") == "get"


def test_an_amount_means_the_same_in_the_other_languages(publish, show):
    publish(DECEMBER_18)
    shown = show(query="amount=1%2C000.50")
    assert attributes(shown, ".languages a", "href")[1] == "/ru/rates?amount=1000.50"


def test_moves_who_writes_the_language_in_other_letters(get):
    answer = get("/uz-cyrl/rates")
    assert (answer["statusCode"], answer["headers"]["location"]) == (301, "/uz-Cyrl/rates")
    assert get("/xx/rates")["statusCode"] == 404


def test_without_a_language_is_that_of_the_sites_first(get):
    answer = get("/rates", query="amount=5&have=EUR")
    assert (answer["statusCode"], answer["headers"]["location"]) == (301, "/en/rates?amount=5&have=EUR")


def test_is_not_kept_past_the_banks_midnight(publish, get, clock):
    publish(DECEMBER_18)
    assert get("/en/rates")["headers"]["cache-control"].startswith("public, max-age=30, s-maxage=60")
    clock(datetime(2025, 12, 18, 18, 59, 50, tzinfo=UTC))
    assert get("/en/rates")["headers"]["cache-control"] == "public, max-age=10, s-maxage=10"


def test_is_not_kept_where_something_is_wrong(publish, get):
    publish(DECEMBER_18)
    answer = get("/en/rates", query="amount=x")
    assert answer["headers"]["cache-control"] == "no-store"
    assert answer["headers"]["content-security-policy"]


def test_says_whose_rates_they_are_where_there_is_one_bank(publish, show, monkeypatch):
    publish(DECEMBER_18)
    settings = Settings({**os.environ, "RATE_SOURCES": "cbu"})
    monkeypatch.setattr(pages_handler.site, "settings", settings)
    shown = show()
    assert shown.query('nav[aria-label="Bank"]') == []
    assert text(shown, "main .page-head + .meta") == "Central Bank of Uzbekistan"
