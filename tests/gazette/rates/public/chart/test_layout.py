"""No label of a chart covers another one or is cut off, at any width and in any language.

The geometry is calculated here: the places are those of the SVG, the font sizes those of its style, the letters those
of tests/support/glyph_widths.py. So the result is the same on every machine, whatever fonts it has.
"""

import re
from datetime import date
from itertools import combinations
from xml.etree import ElementTree

import pytest

from gazette.rates.public.chart.drawing import HEIGHT, STYLE, WIDTH, draw
from gazette.rates.public.series import Series
from gazette.rates.sources import load_bank
from gazette.words import list_languages
from tests.support.glyph_widths import BOLD, advance
from tests.support.rate_history import generate_sheets

SVG = "{http://www.w3.org/2000/svg}"
LAST = date(2025, 12, 18)
FIRSTS = (LAST, date(2025, 12, 12), date(2025, 11, 19), date(2025, 9, 18), date(2024, 12, 19), date(2022, 12, 19))
RATES = [(sheet.date.isoformat(), sheet.rates["USD"].rate) for sheet in generate_sheets(FIRSTS[-1], LAST, ["USD"])]
SHEETS = {
    "USD": [(day, f"{rate}") for day, rate in RATES],
    "IRR": [(day, f"{rate / 10**8}") for day, rate in RATES],
    "KWD": [(day, f"{rate * 10**4}") for day, rate in RATES],
    "HRK": [],
}

SMALLEST = 9
"""Pixels of a font that can be read."""
ASCENT, DESCENT = 0.78, 0.24
"""Of the letters, in em: capitals with a mark above them, and tails."""


def font_size(width: int) -> tuple[int, bool]:
    """Units of the font in a picture of so many pixels, and whether every second day is left out."""
    size, sparse = int(re.search(r"font:(\d+)px", STYLE)[1]), False
    rules = re.findall(r"@media\((min|max)-width:(\d+)px\)\{svg\{font-size:(\d+)px\}(\.odd\{display:none\})?", STYLE)
    for limit, pixels, units, hides in rules:
        if width >= int(pixels) if limit == "min" else width <= int(pixels):
            size, sparse = int(units), sparse or bool(hides)
    return size, sparse


class Label:
    """The box of a text, in units of the picture."""

    def __init__(self, element: ElementTree.Element, size: int) -> None:
        self.text = "".join(element.itertext())
        bold = BOLD if element.get("class") in ("unit", "value") else 1
        light = "".join(part.text for part in element.iter(f"{SVG}tspan"))
        width = (advance(self.text) * bold - advance(light) * (bold - 1)) * size
        start = {"start": 0.0, "middle": 0.5, "end": 1.0}[element.get("text-anchor")]
        baseline = int(element.get("y")) + size * float(element.get("dy", "0em").removesuffix("em"))
        self.left = int(element.get("x")) - start * width
        self.right = self.left + width
        self.top, self.bottom = baseline - ASCENT * size, baseline + DESCENT * size

    def is_inside(self) -> bool:
        return self.left >= 0 and self.right <= WIDTH and self.top >= 0 and self.bottom <= HEIGHT

    def covers(self, other: "Label") -> bool:
        beside = self.right <= other.left or other.right <= self.left
        return not beside and self.top < other.bottom and other.top < self.bottom


def labels(picture: str, width: int) -> list[Label]:
    """The labels of a picture that is shown so many pixels wide."""
    size, sparse = font_size(width)
    root = ElementTree.fromstring(picture)  # noqa: S314 (our own)
    return [Label(text, size) for text in root.iter(f"{SVG}text") if not (sparse and text.get("class") == "odd")]


def series(currency: str, first: date) -> Series:
    """A series whose last rate is held: then there is most to say."""
    found = Series(currency, first, LAST, [])
    found.sheets = [(day, rate) for day, rate in SHEETS[currency] if day >= first.isoformat()]
    found.sheets[-1:] = [(day, f"{rate}*") for day, rate in found.sheets[-1:]]
    return found


@pytest.mark.parametrize("currency", SHEETS)
def test_every_label_can_be_read(currency):
    pictures = {
        (lang, first): draw(series(currency, first), load_bank("cbu"), lang, stale="late")
        for lang in list_languages()
        for first in FIRSTS
    }
    for width in (320, 360, 440, 441, 560, 561, 608, 680, 681, 959, 960, 1200):
        assert font_size(width)[0] * width / WIDTH >= SMALLEST
        for shown, picture in pictures.items():
            found = labels(picture, width)
            assert [label.text for label in found if not label.is_inside()] == [], (width, shown)
            covered = [(one.text, other.text) for one, other in combinations(found, 2) if one.covers(other)]
            assert covered == [], (width, shown)


def test_a_label_that_is_too_long_would_be_found():
    odd = draw(series("USD", LAST), load_bank("cbu"), "en").replace(">18 Dec 2025<", f">{'18 Dec 2025 ' * 8}<")
    found = labels(odd, 320)
    assert [label.text for label in found if not label.is_inside()]
    assert any(one.covers(other) for one, other in combinations(found, 2))
