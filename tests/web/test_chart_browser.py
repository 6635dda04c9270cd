"""The chart in a browser: on a phone and on a wide screen, by day and by night, and under its own policy."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe

from gazette.rates.public.chart.drawing import draw
from gazette.rates.sources import load_bank
from tests.gazette.rates.public.chart.test_layout import FIRSTS, LAST, font_size, series
from tests.support.rate_history import generate_sheets, put_sheets

CHART = "/v1/rates/USD/chart.svg?from=2025-11-19&to=2025-12-18"
FONT = """() => {
  const shown = [...document.querySelectorAll("svg text")].filter((it) => getComputedStyle(it).display !== "none");
  const sizes = shown.map((it) => parseFloat(getComputedStyle(it).fontSize));
  return { sizes, odd: shown.some((it) => it.matches(".odd")) };
}"""


@pytest.fixture
def show(browser):
    """Puts a picture into a page as wide as itself: so an image of that width draws it."""
    contexts = []

    def show(width: int, scheme: str = "light"):
        contexts.append(browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme))
        page = contexts[-1].new_page()

        def put(picture: str):
            page.set_content(
                '<!doctype html><html lang="en"><title>Rates</title>'
                "<style>body { margin: 0 } svg { width: 100%; height: auto }</style>"
                f"<main><h1>Rates</h1>{picture}</main>"
            )
            return page

        return put

    yield show
    for context in contexts:
        context.close()


def test_a_browser_applies_the_font_size_of_each_width(show):
    """Whether all labels can be read at these sizes: tests/gazette/rates/public/chart/test_layout.py."""
    page = show(1200)(draw(series("USD", FIRSTS[2]), load_bank("cbu"), "en"))
    for width in (320, 440, 441, 560, 561, 680, 681, 959, 960, 1200):
        page.set_viewport_size({"width": width, "height": 800})
        font = page.evaluate(FONT)
        size, sparse = font_size(width)
        assert set(font["sizes"]) == {size}, width
        assert font["odd"] is not sparse, width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_to_everyone(show, scheme):
    found = Axe().run(show(1200, scheme)(draw(series("USD", FIRSTS[2]), load_bank("cbu"), "en")))
    assert found.violations_count == 0, found.generate_report()


@pytest.fixture
def _printed(dynamodb, stack):
    put_sheets(
        dynamodb, stack.physical("RatesTable"), load_bank("cbu"), generate_sheets(date(2025, 11, 1), LAST, ["USD"])
    )


@pytest.mark.usefixtures("_printed")
@pytest.mark.parametrize(("scheme", "paper"), [("light", "rgb(253, 252, 249)"), ("dark", "rgb(22, 23, 23)")])
def test_its_own_style_is_applied_under_its_own_policy(visit, scheme, paper):
    """The browser reports a style that the policy refuses on the console, which fails the test."""
    page = visit(CHART, color_scheme=scheme)
    assert page.evaluate("getComputedStyle(document.querySelector('.paper')).fill") == paper


@pytest.mark.usefixtures("_printed")
def test_its_policy_lets_no_script_run_and_nothing_be_loaded(visit):
    page = visit(CHART)
    page.evaluate(
        """() => {
          const script = document.createElementNS("http://www.w3.org/2000/svg", "script");
          script.textContent = "window.ran = true";
          document.documentElement.append(script);
        }"""
    )
    assert page.evaluate("window.ran ?? false") is False
    assert page.evaluate("fetch('/v1/health').then(() => true, () => false)") is False
    assert len([text for text in visit.complaints if "Content Security Policy" in text]) >= 2
    visit.complaints.clear()
