"""The values of the chart on the page: places in percent, the line in its own coordinates, the figures below."""

import re
from datetime import date, timedelta

import pytest

from gazette.pages.rates import chart
from gazette.pages.rates.number_format import NumberFormat
from gazette.rates.public.chart.step_line import build_steps
from gazette.rates.public.series import Series

FIRST = date(2025, 12, 1)


def build(*rates, days=10, lang="en"):
    """The values for rates of consecutive days, the newest ones in force until the last of `days`."""
    texts = ";".join(f"{day:02} {rate}" for day, rate in enumerate(rates, 1))
    item = {
        "date": {"S": "2025-12"},
        "days": {"S": " ".join(f"{day:02}" for day in range(1, len(rates) + 1))},
        "rates": {"M": {"USD": {"S": texts}}},
    }
    series = Series("USD", FIRST, FIRST + timedelta(days - 1), [item])
    return chart.build_chart_values(series, build_steps(series, "UZS"), lang, NumberFormat(lang))


def test_the_line_fills_its_room_to_the_last_day_on_which_a_rate_is_in_force():
    values = build("100.00", "110.00", days=2)
    assert values["line"].startswith("M0 ")
    assert sum(map(int, re.findall(r"h(\d+)", values["line"]))) == chart.PLOT
    assert values["dot"][0] == f"{chart.WIDTH:.2f}"


def test_the_area_reaches_from_the_line_to_the_axis():
    values = build("100.00", "110.00", days=2)
    start, moves = re.fullmatch(r"M0 (\d+)(.+)", values["line"]).groups()
    assert values["area"] == f"M0 {chart.PLOT}V{start}{moves}V{chart.PLOT}Z"


def test_the_labels_of_values_are_in_their_order_within_the_room_and_in_the_language():
    grid = build("12059.78", "12900.50", lang="ru")["grid"]
    places = [float(place) for place, _ in grid]
    assert places == sorted(places, reverse=True)
    assert chart.TOP <= places[-1] < places[0] <= chart.TOP + chart.HEIGHT
    assert "12\N{NO-BREAK SPACE}200" in [label for _, label in grid]


def test_a_day_at_the_left_edge_has_its_label_behind_it():
    days = build("100.00", "110.00", days=5)["days"]
    assert [(day["x"], day["anchor"]) for day in days][:2] == [("0.00", "start"), ("18.00", "middle")]


def test_a_held_rate_has_a_line_of_its_own_and_no_change():
    values = build("100.00", "100.00*", days=2)
    assert values["held_line"].startswith(f"M{chart.PLOT // 2} ")
    assert (values["held"], values["change"]) == (True, None)


def test_the_change_is_that_from_the_first_rate_to_the_last():
    assert build("100.00", "90.00", "101.50")["change"] == "+1.50%"


@pytest.mark.parametrize("rates", [("100.00",), ("100.00*", "101.00"), ("1000.00", "10.00!")])
def test_there_is_no_change_of_one_rate_from_a_rate_on_hold_or_from_other_money(rates):
    assert build(*rates)["change"] is None
