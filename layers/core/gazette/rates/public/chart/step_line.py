"""The line of a chart: steps, because a rate is in force until the next sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from operator import attrgetter

from gazette.rates.iso4217 import was_redenominated
from gazette.rates.keys import LONGEST_GAP
from gazette.rates.month_rate import MonthRate
from gazette.rates.public.chart.axes import Scale
from gazette.rates.public.series import Series

MAX_STEPS = 500
"""A longer line is drawn in columns: each column shows its lowest and highest value."""
COLUMNS = 320
"""Number of columns of a long line."""


class Step:
    """A rate, and the days on which it is in force, as ordinals: from `day` (inclusive) to `until` (exclusive).

    `sheet` is the date of the sheet. `low` and `high` differ from `value` only if the step was merged from several
    steps: then `value` is the value of the last step. The line has a gap before a `broken` step. `era` is the number of
    redenominations before the step.
    """

    __slots__ = ("broken", "day", "era", "held", "high", "low", "sheet", "until", "value")

    def __init__(self, day: int, until: int, value: Decimal, *, sheet: int, held: bool, broken: bool, era: int) -> None:
        self.day, self.until, self.value, self.sheet, self.held = day, until, value, sheet, held
        self.low = self.high = value
        self.broken, self.era = broken, era


def build_steps(series: Series, base: str) -> list[Step]:
    """The steps of a series. The first step does not begin before the range, also if its sheet is older.

    The line breaks if a sheet lacks the currency, if the currency or the bank's `base` was redenominated (known by ISO
    4217, or marked by an operator), and if the distance to the next sheet is longer than LONGEST_GAP, because that
    history is not stored yet.
    """
    steps: list[Step] = []
    start, after = series.start.toordinal(), series.end.toordinal() + 1
    days = [date.fromisoformat(sheet) for sheet, _ in series.sheets]
    era, before = 0, None
    ordinals = [day.toordinal() for day in days]
    for (_, text), day, following in zip(series.sheets, days, [*ordinals, after][1:], strict=True):
        if text is None:
            continue
        rate = MonthRate(text)
        known = before is not None and any(was_redenominated(money, before, day) for money in (series.currency, base))
        if known or (before is not None and rate.redenominated):
            era += 1
        before = day
        own = day.toordinal()
        until = min(following, own + LONGEST_GAP.days, after)
        if until <= start:
            continue
        begin = max(own, start)
        broken = not steps or steps[-1].until < begin or steps[-1].era != era
        value = Decimal(rate.per_unit)
        steps.append(Step(begin, until, value, sheet=own, held=rate.held, broken=broken, era=era))
    return steps


def find_extremes(steps: list[Step]) -> tuple[Step, Step]:
    """The first step with the lowest value, and the first step with the highest value."""
    return min(steps, key=attrgetter("value")), max(steps, key=attrgetter("value"))


def find_smallest_step(steps: list[Step]) -> Decimal:
    """The smallest step that the digits of these rates can show."""
    return min(Decimal(1).scaleb(-len(f"{step.value:f}".partition(".")[2])) for step in steps)


def downsample(steps: list[Step], start: int, end: int) -> list[Step]:
    """At most as many steps as the chart can show. Extremes remain. Holds and gaps shorter than a column are lost."""
    if len(steps) <= MAX_STEPS:
        return steps
    columns: dict[tuple[int, int], list[Step]] = {}
    for step in steps:
        columns.setdefault(((step.day - start) * COLUMNS // (end - start + 1), step.era), []).append(step)
    return [_merge(column) for column in columns.values()]


def _merge(column: list[Step]) -> Step:
    first, last = column[0], column[-1]
    held = all(step.held for step in column)
    sheet, broken, era = last.sheet, first.broken, first.era
    merged = Step(first.day, last.until, last.value, sheet=sheet, held=held, broken=broken, era=era)
    merged.low, merged.high = min(step.low for step in column), max(step.high for step in column)
    return merged


def draw_paths(steps: Iterable[Step], x: Scale, y: Scale) -> tuple[str, str]:
    """Path data of the rates that are not held, and of the held rates."""
    solid: list[str] = []
    held: list[str] = []
    current, pen = None, (0, 0)
    for step in steps:
        path = held if step.held else solid
        left, top = x(step.day), y(step.value)
        if step.broken:
            pen = (left, y(step.low))
            path.append(f"M{pen[0]} {pen[1]}")
        elif path is not current:
            path.append(f"M{pen[0]} {pen[1]}")
        path.extend(_write_moves(pen, left, [y(step.low), y(step.high), top], x(step.until)))
        current, pen = path, (x(step.until), top)
    return "".join(solid), "".join(held)


def draw_area(steps: Iterable[Step], x: Scale, y: Scale, bottom: int) -> str:
    """Path data of the area between the line, held rates included, and `bottom`."""
    path: list[str] = []
    pen = (0, 0)
    for step in steps:
        left, top = x(step.day), y(step.value)
        if step.broken:
            pen = (left, y(step.low))
            path.append(f"{f'V{bottom}Z' if path else ''}M{left} {bottom}V{pen[1]}")
        path.extend(_write_moves(pen, left, [y(step.low), y(step.high), top], x(step.until)))
        pen = (x(step.until), top)
    return f"{''.join(path)}V{bottom}Z" if path else ""


def _write_moves(pen: tuple[int, int], left: int, heights: list[int], right: int) -> Iterator[str]:
    """Path data: from the pen to the step, through the heights, and along the step."""
    if left != pen[0]:
        yield f"h{left - pen[0]}"
    height = pen[1]
    for next_height in heights:
        if next_height != height:
            yield f"v{next_height - height}"
            height = next_height
    if right != left:
        yield f"h{right - left}"
