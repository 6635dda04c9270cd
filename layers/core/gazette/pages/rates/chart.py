"""The chart of a currency as a part of the page: its texts have the page's own size, the line fills the room.

The template draws it. Places of texts, of the lines of the grid and of the dot are percents of the whole chart. The
line has coordinates of its own, from 0 to PLOT, and the browser stretches it to the room beside and above the labels.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from gazette.pages.rates.number_format import NumberFormat
from gazette.rates.percent import percent_change
from gazette.rates.public.chart import axes, step_line
from gazette.rates.public.chart.axes import Scale
from gazette.rates.public.chart.step_line import Step
from gazette.rates.public.series import Series
from gazette.words.dates import Dates

PLOT = 1000
"""Width and height of the line's own coordinates."""
TOP, WIDTH, HEIGHT = 9, 90, 79
"""The room of the line, in percent of the chart: the labels of values are right of it, those of days below it."""
EDGE = 3
"""A day nearer to the left edge, in percent, has its label behind it, not below its middle."""


def build_chart_values(series: Series, steps: list[Step], lang: str, numbers: NumberFormat) -> dict[str, Any]:
    """The values of `rates/chart.html`: the drawing, and the figures below it and in its text. `steps` is not empty."""
    start, end = series.start.toordinal(), series.end.toordinal()
    low, high, values = _build_value_axis(steps)
    x, y = Scale(start, end + 1, 0, PLOT), Scale(low, high, PLOT, 0)
    shown = step_line.downsample(steps, start, end)
    line, held = step_line.draw_paths(shown, x, y)
    days = axes.choose_day_labels(series.start, series.end, Dates(lang))
    return {
        "top": TOP,
        "width": WIDTH,
        "height": HEIGHT,
        "bottom": TOP + HEIGHT,
        "plot": PLOT,
        "line": line,
        "held_line": held,
        "area": step_line.draw_area(shown, x, y, PLOT),
        "grid": [(_place(y(value), TOP, HEIGHT), numbers.number(f"{value:f}")) for value in values],
        "days": [_build_day_label(x(day.toordinal()), label) for day, label in days],
        "dot": (_place(x(steps[-1].until), 0, WIDTH), _place(y(steps[-1].value), TOP, HEIGHT)),
        **_describe(steps, numbers),
    }


def _build_value_axis(steps: list[Step]) -> tuple[Decimal, Decimal, list[Decimal]]:
    """Lowest and highest value of the chart, and the values with a label."""
    lowest, highest = step_line.find_extremes(steps)
    tick = step_line.find_smallest_step(steps)
    low, high = axes.compute_value_bounds(lowest.value, highest.value, tick)
    return low, high, axes.list_round_values(low, high, tick)


def _build_day_label(x: int, label: str) -> dict[str, str]:
    """The label of a day, and its place."""
    place = _place(x, 0, WIDTH)
    return {"x": place, "text": label, "anchor": "start" if float(place) < EDGE else "middle"}


def _place(coordinate: int, start: int, length: int) -> str:
    """A coordinate of the line in percent of the chart, where the line begins at `start` and has a `length`."""
    return f"{start + coordinate * length / PLOT:.2f}"


def _describe(steps: list[Step], numbers: NumberFormat) -> dict[str, Any]:
    """The figures of the chart, for readers and for its text."""
    (lowest, highest), first, last = step_line.find_extremes(steps), steps[0], steps[-1]
    return {
        "since": date.fromordinal(first.day),
        "first": numbers.number(f"{first.value:f}"),
        "until": date.fromordinal(last.until - 1),
        "last": numbers.number(f"{last.value:f}"),
        "held": last.held,
        "change": _compute_change(first, last, numbers),
        "lowest": numbers.number(f"{lowest.value:f}"),
        "lowest_day": date.fromordinal(lowest.day),
        "highest": numbers.number(f"{highest.value:f}"),
        "highest_day": date.fromordinal(highest.day),
    }


def _compute_change(first: Step, last: Step, numbers: NumberFormat) -> str | None:
    """The change over the whole line in percent; None if there is one rate only, and if it would compare a held rate,
    or two kinds of money."""
    if first is last or first.held or last.held or first.era != last.era:
        return None
    return numbers.percent(f"{percent_change(last.value - first.value, first.value):f}")
