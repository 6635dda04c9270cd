"""The area below a line that breaks."""

from decimal import Decimal

from gazette.rates.public.chart.axes import Scale
from gazette.rates.public.chart.step_line import Step, draw_area


def step(day, until, value, *, broken=False):
    return Step(day, until, Decimal(value), sheet=day, held=False, broken=broken, era=0)


def test_each_part_of_a_broken_line_has_its_own_area():
    x, y = Scale(0, 10, 0, 100), Scale(0, 10, 100, 0)
    parts = [step(0, 2, 5, broken=True), step(2, 4, 8), step(6, 10, 3, broken=True)]
    assert draw_area(parts, x, y, 100) == "M0 100V50h20v-30h20V100ZM60 100V70h40V100Z"
    assert draw_area([], x, y, 100) == ""
