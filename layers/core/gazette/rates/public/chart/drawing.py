"""The chart as one SVG, with a light and a dark colour scheme of its own, for narrow and for wide screens."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from hashlib import sha256
from html import escape

from gazette.rates.bank import Bank
from gazette.rates.public.chart import axes, step_line
from gazette.rates.public.chart.axes import Scale
from gazette.rates.public.chart.step_line import Step
from gazette.rates.public.series import Series
from gazette.words import find_nearest, load_words
from gazette.words.dates import Dates

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gazette.rates.public.history import StaleEnd

TYPE = "image/svg+xml"
WIDTH, HEIGHT = 7200, 3800
"""Units of the picture, ten to a pixel at its natural size, so that all coordinates are whole numbers."""
TOP, BOTTOM, RIGHT, BASELINE = 840, 3300, 7070, 3590
TITLE, SUBTITLE = 235, 535
"""Baselines of the two lines of text at the top: unit and bank on the left, last value and its day on the right."""
DOT = 65
DIGIT, GAP = 128, 90
"""Width of a digit in the largest font size, and the space between an axis and its values."""
MIN_LEFT = 480
"""Minimum space on the left of the lines: half of the first day's label needs it."""
DENSE = 150
"""The line is thinner if it has so many steps."""
STYLE = (
    "svg{color-scheme:light dark;--paper:#fdfcf9;--ink:#1d1b18;--quiet:#625d55;--rule:#dcd7cc;--accent:#0a6069;"
    'font:130px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums}'
    "@media(prefers-color-scheme:dark)"
    "{svg{--paper:#161717;--ink:#e3dfd7;--quiet:#a29c92;--rule:#37383a;--accent:#76c7cd}}"
    "@media(min-width:960px){svg{font-size:108px}}"
    "@media(max-width:680px){svg{font-size:150px}}"
    "@media(max-width:560px){svg{font-size:175px}}"
    "@media(max-width:440px){svg{font-size:215px}.odd{display:none}}"
    ".paper{fill:var(--paper)}text{fill:var(--quiet)}"
    ".line,.held,.grid,.axis{fill:none;vector-effect:non-scaling-stroke}"
    ".grid{stroke:var(--rule)}.axis{stroke:var(--quiet)}"
    ".line,.held{stroke:var(--accent);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}"
    ".dense{stroke-width:1.5}.held{stroke-dasharray:2 5}"
    ".dot{fill:var(--accent);stroke:var(--paper);stroke-width:25}"
    ".hollow{fill:var(--paper);stroke:var(--accent);stroke-width:40}"
    ".unit,.value{fill:var(--ink);font-weight:600}tspan{fill:var(--quiet);font-weight:400}"
)
POLICY = f"default-src 'none'; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'"
"""Content-Security-Policy of the picture: a browser may apply this style and load nothing."""


def draw(series: Series, bank: Bank, lang: str, *, stale: StaleEnd = "") -> str:
    """The SVG of a series in a language. For a series without rates it has a text instead of the line.

    If the last value is `stale`, it has a note: the bank's next sheet is `late`, or its own one is too `old`.
    """
    return "".join(Chart(series, bank, lang, stale=stale).draw_elements())


class Chart:
    def __init__(self, series: Series, bank: Bank, lang: str, *, stale: StaleEnd) -> None:
        self._series, self._lang, self._stale = series, lang, stale
        words = load_words(lang)
        self._words, self._unit, self._dates = words["chart"], words["rates"]["unit"], Dates(lang)
        self._steps = step_line.build_steps(series, bank.base)
        priced, money = (series.currency, bank.base) if bank.quotation == "direct" else (bank.base, series.currency)
        self._names = {"of": priced, "money": money, "bank": bank.names[find_nearest(lang, bank.names)]}
        low, high, self._values = self._build_value_axis()
        self._left = max([MIN_LEFT, *(len(f"{value:f}") * DIGIT + GAP for value in self._values)])
        self._x = Scale(series.start.toordinal(), series.end.toordinal() + 1, self._left, RIGHT)
        self._y = Scale(low, high, BOTTOM, TOP)

    def draw_elements(self) -> Iterator[str]:
        """The elements of the SVG in their order."""
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH // 10}" height="{HEIGHT // 10}" '
            f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="title desc" '
            f'lang="{escape(self._lang)}" xml:lang="{escape(self._lang)}">'
        )
        yield f'<title id="title">{escape(self._words["title"].format(**self._names))}</title>'
        yield f'<desc id="desc">{escape(self._build_summary())}</desc>'
        yield f"<style>{STYLE}</style>"
        yield f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}"/>'
        yield _draw_text(0, TITLE, self._unit.format(**self._names), "start", 'class="unit"')
        yield _draw_text(0, SUBTITLE, self._names["bank"], "start")
        yield from self._draw_axes()
        yield from (
            self._draw_line()
            if self._steps
            else [_draw_text(WIDTH // 2, HEIGHT // 2, self._describe_no_rates(), "middle")]
        )
        yield "</svg>"

    def _build_value_axis(self) -> tuple[Decimal, Decimal, list[Decimal]]:
        """Lowest and highest value of the chart, and the values with a label."""
        if not self._steps:
            return Decimal(0), Decimal(1), []
        lowest, highest = step_line.find_extremes(self._steps)
        tick = step_line.find_smallest_step(self._steps)
        low, high = axes.compute_value_bounds(lowest.value, highest.value, tick)
        return low, high, axes.list_round_values(low, high, tick)

    def _draw_axes(self) -> Iterator[str]:
        heights = [(self._y(value), f"{value:f}") for value in self._values]
        yield f'<path class="grid" d="{"".join(f"M{self._left} {height}H{RIGHT}" for height, _ in heights)}"/>'
        for height, label in heights:
            yield _draw_text(self._left - GAP, height, label, "end", 'dy=".35em"')
        labels = [
            (self._x(day.toordinal()), label)
            for day, label in axes.choose_day_labels(self._series.start, self._series.end, self._dates)
        ]
        marks = "".join(f"M{place} {BOTTOM}v60" for place, _ in labels)
        yield f'<path class="axis" d="M{self._left} {BOTTOM}H{RIGHT}{marks}"/>'
        for number, (place, label) in enumerate(labels):
            yield _draw_text(place, BASELINE, label, "end" if place > RIGHT - 300 else "middle", _get_odd_class(number))

    def _draw_line(self) -> Iterator[str]:
        start, end = self._series.start.toordinal(), self._series.end.toordinal()
        solid, held = step_line.draw_paths(step_line.downsample(self._steps, start, end), self._x, self._y)
        for name, path in (("line dense" if len(self._steps) >= DENSE else "line", solid), ("held", held)):
            if path:
                yield f'<path class="{name}" d="{path}"/>'
        last = self._steps[-1]
        dot = "dot hollow" if last.held or self._stale else "dot"
        yield f'<circle class="{dot}" cx="{self._x(last.until)}" cy="{self._y(last.value)}" r="{DOT}"/>'
        yield (
            f'<text class="value" x="{RIGHT + DOT}" y="{TITLE}" text-anchor="end">'
            f"{self._draw_note(last)}{last.value:f}</text>"
        )
        yield _draw_text(RIGHT + DOT, SUBTITLE, self._dates.short_date(date.fromordinal(last.sheet)), "end")

    def _draw_note(self, last: Step) -> str:
        """The note before the last value: it is held, or out of date."""
        notes = ((last.held, self._words["confirmed"]), (bool(self._stale), self._words["outdated"]))
        words = ", ".join(word for applies, word in notes if applies)
        return words and f"<tspan>{escape(words)}</tspan> "

    def _build_summary(self) -> str:
        """What the line shows, in words, for readers who do not see it."""
        if not self._steps:
            return self._describe_no_rates()
        low, high = step_line.find_extremes(self._steps)
        summary = self._words["summary"].format(
            **self._names,
            **self._format_ends(),
            value=f"{self._steps[-1].value:f}",
            low=f"{low.value:f}",
            low_day=self._dates.day(date.fromordinal(low.day)),
            high=f"{high.value:f}",
            high_day=self._dates.day(date.fromordinal(high.day)),
        )
        notes = (
            (any(step.held for step in self._steps), self._words["held"]),
            (self._stale == "late", self._words["late"]),
            (self._stale == "old", self._words["old"]),
        )
        return " ".join([summary, *(text for applies, text in notes if applies)])

    def _describe_no_rates(self) -> str:
        text: str = self._words["nothing"].format(**self._format_ends())
        return text

    def _format_ends(self) -> dict[str, str]:
        return {"first": self._dates.day(self._series.start), "last": self._dates.day(self._series.end)}


def _get_odd_class(number: int) -> str:
    """Class of every second label: the style hides them in a narrow picture."""
    return 'class="odd"' if number % 2 else ""


def _draw_text(x: int, y: int, text: str, anchor: str, attributes: str = "") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}"{attributes and " " + attributes}>{escape(text)}</text>'
