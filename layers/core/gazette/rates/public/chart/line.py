"""The line of a chart: steps, because a rate holds until the next sheet. Lean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from gazette.rates.iso4217 import redenominated
from gazette.rates.keys import REMEMBERED
from gazette.rates.public.chart.axes import Scale
from gazette.rates.public.series import Series

MOST = 500
"""Steps that are drawn one by one; of more, each column of the picture shows what lies in it from lowest to highest."""
COLUMNS = 320


class Step:
    """Days on which a rate is in force, as ordinals: from `day` on, until before `until`; `sheet` is that of its sheet.
    `low` and `high` differ from `value`, the last one, only where several steps were made one. `broken` where no line
    leads to it; `era` counts the redenominations before it."""

    __slots__ = ("broken", "day", "era", "held", "high", "low", "sheet", "until", "value")

    def __init__(self, day: int, until: int, value: Decimal, *, sheet: int, held: bool, broken: bool, era: int) -> None:
        self.day, self.until, self.value, self.sheet, self.held = day, until, value, sheet, held
        self.low = self.high = value
        self.broken, self.era = broken, era


def steps(series: Series, base: str) -> list[Step]:
    """All of them; the first may begin with the range. The line breaks where a sheet lacks the currency, where zeros
    were struck off it or `base`, the bank's own money, and where no sheet follows for longer than one is remembered:
    that history is not stored yet."""
    found: list[Step] = []
    start, after = series.start.toordinal(), series.end.toordinal() + 1
    days = [date.fromisoformat(sheet) for sheet, _ in series.sheets]
    era, before = 0, None
    ordinals = [day.toordinal() for day in days]
    for (_, text), day, following in zip(series.sheets, days, [*ordinals, after][1:], strict=True):
        if text is None:
            continue
        if before is not None and any(redenominated(money, before, day) for money in (series.currency, base)):
            era += 1
        before = day
        own = day.toordinal()
        until = min(following, own + REMEMBERED.days, after)
        if until <= start:
            continue
        begun = max(own, start)
        broken = not found or found[-1].until < begun or found[-1].era != era
        value = Decimal(text.rstrip("*"))
        found.append(Step(begun, until, value, sheet=own, held=text.endswith("*"), broken=broken, era=era))
    return found


def extremes(steps: list[Step]) -> tuple[Step, Step]:
    """The first with the lowest value, and the first with the highest."""
    return min(steps, key=_value), max(steps, key=_value)


def _value(step: Step) -> Decimal:
    return step.value


def thinned(steps: list[Step], start: int, end: int) -> list[Step]:
    """As many steps as can be told apart. No extreme is lost; what is held, or missing, for less than a column is."""
    if len(steps) <= MOST:
        return steps
    columns: dict[tuple[int, int], list[Step]] = {}
    for step in steps:
        columns.setdefault(((step.day - start) * COLUMNS // (end - start + 1), step.era), []).append(step)
    return [_merged(column) for column in columns.values()]


def _merged(column: list[Step]) -> Step:
    first, last = column[0], column[-1]
    held = all(step.held for step in column)
    sheet, broken, era = last.sheet, first.broken, first.era
    merged = Step(first.day, last.until, last.value, sheet=sheet, held=held, broken=broken, era=era)
    merged.low, merged.high = min(step.low for step in column), max(step.high for step in column)
    return merged


def paths(steps: Iterable[Step], x: Scale, y: Scale) -> tuple[str, str]:
    """Path data of what the bank said, and of what was held."""
    said: list[str] = []
    held: list[str] = []
    drawing, at = None, (0, 0)
    for step in steps:
        path = held if step.held else said
        left, top = x(step.day), y(step.value)
        if step.broken:
            at = (left, y(step.low))
            path.append(f"M{at[0]} {at[1]}")
        elif path is not drawing:
            path.append(f"M{at[0]} {at[1]}")
        path.extend(_moves(at, left, [y(step.low), y(step.high), top], x(step.until)))
        drawing, at = path, (x(step.until), top)
    return "".join(said), "".join(held)


def _moves(at: tuple[int, int], left: int, heights: list[int], right: int) -> Iterator[str]:
    """From where the pen is to the step, over its heights, and along it."""
    if left != at[0]:
        yield f"h{left - at[0]}"
    height = at[1]
    for next_height in heights:
        if next_height != height:
            yield f"v{next_height - height}"
            height = next_height
    if right != left:
        yield f"h{right - left}"
