"""The page of rates in a browser: all currencies on a phone and on a desk, by day and by night, without script."""

from datetime import date, timedelta

import pytest

from gazette.pages.rates.chart import HEIGHT, TOP, WIDTH
from gazette.rates.sources import load_bank
from gazette.times import now
from tests.support.fake_cbu import full
from tests.web.test_site_browser import check_accessibility, check_large_text, failing

TODAY = load_bank("cbu").today(now())


@pytest.fixture(scope="module")
def week():
    """What the table holds after the sheets of a week: filled by the first test, copied for the others."""
    return []


@pytest.fixture(autouse=True)
def _published(content, week):
    """A week of 75 currencies, and the sheet of tomorrow."""
    if week:
        content.restore("RatesTable", week)
        return
    days = [TODAY - timedelta(6 - place) for place in range(8)]
    content.sheets(*(full(day, step) for step, day in enumerate(days)))
    week.extend(content.items("RatesTable"))


@pytest.mark.parametrize("path", ["/en/rates?currency=KWD", "/uz/rates?date=tomorrow&amount=much&currency=x"])
def test_is_accessible_to_everyone(visit, path):
    check_accessibility(visit(path))
    failing(visit, 422)


@pytest.mark.parametrize("lang", ["en", "ru", "uz", "uz-Cyrl"])
def test_fits_the_screen(visit, lang):
    page = visit(f"/{lang}/rates?currency=EUR")
    for width in (320, 360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_fits_a_phone_with_text_of_twice_the_size(visit):
    check_large_text(visit("/ru/rates", width=360))


def test_shows_the_chart_of_the_range(visit):
    page = visit("/en/rates")
    chart = page.get_by_role("img", name="Chart: US Dollar, UZS for 1 USD.")
    for width, font in ((360, 12), (1280, 13)):
        page.set_viewport_size({"width": width, "height": 800})
        box, line = chart.bounding_box(), chart.locator(".area").bounding_box()
        assert line["x"] + line["width"] == pytest.approx(box["x"] + box["width"] * WIDTH / 100, abs=1)
        assert line["y"] + line["height"] == pytest.approx(box["y"] + box["height"] * (TOP + HEIGHT) / 100, abs=1)
        assert chart.locator("text").first.evaluate("(it) => parseFloat(getComputedStyle(it).fontSize)") == font


def test_shows_on_a_phone_converter_and_chart_first_and_the_long_list_on_demand(visit):
    page = visit("/en/rates", width=360)
    places = [page.locator(place).bounding_box()["y"] for place in (".tiles", "#convert", ".chart", ".money >> nth=0")]
    assert places == sorted(places)
    row = page.locator(".others tr", has_text="VND")
    assert not row.is_visible()
    page.get_by_text("All 75 currencies").click()
    assert row.is_visible()
    assert [cell.is_visible() for cell in row.locator("td").all()] == [False, True, False, True]


def test_shows_converter_and_chart_beside_each_other_on_a_wide_screen(visit):
    page = visit("/en/rates")
    chart, converter = (page.locator(place).bounding_box() for place in (".chart", ".panel >> nth=0"))
    assert converter["x"] > chart["x"] + chart["width"]
    assert converter["y"] < chart["y"] < converter["y"] + converter["height"]


def test_converts_and_swaps_without_script_and_keeps_the_day(visit):
    page = visit(f"/en/rates?date={TODAY - timedelta(2)}", java_script_enabled=False)
    page.get_by_label("Amount").fill("1,000.50")
    page.get_by_label("From", exact=True).select_option("EUR")
    page.get_by_role("button", name="Convert").click()
    assert f"date={TODAY - timedelta(2)}" in page.url
    assert page.url.endswith("#convert")
    assert page.locator(".result").inner_text().startswith("1,000.50 EUR =")
    assert page.locator(".result b").inner_text().startswith("14,007,")
    page.get_by_role("link", name="Swap the currencies").click()
    assert page.get_by_label("From", exact=True).input_value() == "UZS"
    assert page.locator(".result").inner_text().endswith(" EUR")


def test_leads_from_a_currency_of_the_sheet_to_its_history_and_its_ranges(visit):
    page = visit("/en/rates")
    page.get_by_text("All 75 currencies").click()
    page.locator(".others").get_by_role("link", name="KWD").click()
    page.get_by_role("heading", name="History: Kuwaiti Dinar").wait_for()
    page.get_by_role("link", name="Quarter").click()
    page.locator("a[aria-current=true]", has_text="Quarter").wait_for()
    assert "currency=KWD" in page.url


def test_leads_with_the_keyboard_from_the_header_to_the_converter(visit):
    page = visit("/en")
    for _ in range(9):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Official currency rates").wait_for()
    page.get_by_label("Amount").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    page.wait_for_url("**#convert")
    assert page.locator(".result").inner_text().startswith("7 USD =")


def test_prints_all_currencies_and_the_chart_without_forms(visit):
    page = visit("/en/rates")
    page.emulate_media(media="print")
    for printed in (".money", ".chart", ".result", ".others tr"):
        assert page.locator(printed).last.is_visible()
    for hidden in ("form", "nav", ".strip", "summary"):
        assert not page.locator(hidden).first.is_visible()


def test_lets_a_day_be_chosen_that_has_a_sheet(visit):
    page = visit("/en/rates")
    assert page.get_by_label("Day", exact=True).get_attribute("max") == (TODAY + timedelta(1)).isoformat()
    page.get_by_label("Day", exact=True).fill((TODAY - timedelta(3)).isoformat())
    page.locator("section[aria-labelledby=sheet]").get_by_role("button", name="Show").click()
    assert f"date={TODAY - timedelta(3)}" in page.url
    assert date.fromisoformat(page.get_by_label("Day", exact=True).input_value()) == TODAY - timedelta(3)
