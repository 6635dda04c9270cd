"""The chart in a browser: on a phone and on a wide screen, by day and by night, and under its own policy."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe

from gazette.rates.public.chart.drawing import draw
from gazette.rates.public.series import Series
from gazette.rates.sources import bank
from gazette.words import written_languages
from tests.support.rate_history import generate_sheets, put_sheets

CHART = "/v1/rates/USD/chart.svg?from=2025-11-19&to=2025-12-18"
LAST = date(2025, 12, 18)
FIRSTS = (LAST, date(2025, 12, 12), date(2025, 11, 19), date(2025, 9, 18), date(2024, 12, 19), date(2022, 12, 19))
TEXTS = """() => {
  const frame = document.querySelector("svg").getBoundingClientRect();
  const seen = [...document.querySelectorAll("svg text")].filter((text) => getComputedStyle(text).display !== "none");
  return seen.map((text) => {
    const { left, right, top, bottom } = text.getBoundingClientRect();
    return {
      said: text.textContent, left, right, top, bottom, kind: text.getAttribute("class") ?? "",
      inside: left >= frame.left - 1 && right <= frame.right + 1 && top >= frame.top - 1 && bottom <= frame.bottom + 1,
      size: parseFloat(getComputedStyle(text).fontSize) * frame.width / 7200,
    };
  });
}"""
GENERATED = [*generate_sheets(FIRSTS[-1], LAST, ["USD"])]
SHEETS = {
    "USD": [(sheet.date.isoformat(), f"{sheet.rates['USD'].rate}") for sheet in GENERATED],
    "IRR": [(sheet.date.isoformat(), f"{sheet.rates['USD'].rate / 10**8}") for sheet in GENERATED],
    "KWD": [(sheet.date.isoformat(), f"{sheet.rates['USD'].rate * 10**4}") for sheet in GENERATED],
    "HRK": [],
}


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


def series(currency: str, first: date) -> Series:
    """What is held on its last day has most to say."""
    found = Series(currency, first, LAST, [])
    found.sheets = [(day, rate) for day, rate in SHEETS[currency] if day >= first.isoformat()]
    found.sheets[-1:] = [(day, f"{rate}*") for day, rate in found.sheets[-1:]]
    return found


def overlap(one: dict, other: dict) -> bool:
    beside = one["right"] <= other["left"] or other["right"] <= one["left"]
    return not beside and one["top"] < other["bottom"] and other["top"] < one["bottom"]


@pytest.mark.parametrize("width", [320, 360, 560, 608, 1200])
@pytest.mark.parametrize("currency", SHEETS)
def test_every_text_can_be_read(show, width, currency):
    put = show(width)
    for lang in written_languages():
        for first in FIRSTS:
            texts = put(draw(series(currency, first), bank("cbu"), lang, stale=True)).evaluate(TEXTS)
            assert not [text["said"] for text in texts if not text["inside"]], (lang, first)
            assert min(text["size"] for text in texts) >= 9
            together = [(a["said"], b["said"]) for a in texts for b in texts if a is not b and overlap(a, b)]
            assert not together, (lang, first)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_to_everyone(show, scheme):
    found = Axe().run(show(1200, scheme)(draw(series("USD", FIRSTS[2]), bank("cbu"), "en")))
    assert found.violations_count == 0, found.generate_report()


@pytest.fixture
def _printed(dynamodb, stack):
    put_sheets(dynamodb, stack.physical("RatesTable"), bank("cbu"), generate_sheets(date(2025, 11, 1), LAST, ["USD"]))


@pytest.mark.usefixtures("_printed")
@pytest.mark.parametrize(("scheme", "paper"), [("light", "rgb(253, 252, 249)"), ("dark", "rgb(22, 23, 23)")])
def test_its_own_style_is_applied_under_its_own_policy(visit, scheme, paper):
    """A style that the policy refused would be told on the console, which fails the test."""
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
