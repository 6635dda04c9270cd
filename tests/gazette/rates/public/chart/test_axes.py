"""Round values and days one would name, for whatever is drawn."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gazette.rates.public.chart import axes
from gazette.words.dates import Dates

RATES = st.decimals("0.00000001", "200000000", allow_nan=False, places=8)


TICKS = st.integers(-8, 0).map(Decimal(1).scaleb)


@given(RATES, RATES, TICKS)
def test_values_are_a_few_round_ones_within_the_picture_and_none_finer_than_a_tick(one, other, tick):
    one, other = (max(rate.quantize(tick), tick) for rate in (one, other))
    low, high = axes.compute_value_bounds(min(one, other), max(one, other), tick)
    values = axes.list_round_values(low, high, tick)
    assert 2 <= len(values) <= 8
    assert low <= values[0] <= values[-1] <= high
    [step] = {after - before for before, after in pairwise(values)}
    assert step.normalize().as_tuple().digits in {(1,), (2,), (5,)}
    assert step >= tick
    assert len({value.as_tuple().exponent for value in values}) == 1
    assert not any(value % step for value in values)


@given(st.dates(date(1994, 7, 1), date(2040, 1, 1)), st.integers(0, 3653))
def test_days_are_a_few_within_the_range(start, length):
    end = start + timedelta(length)
    days = axes.choose_day_labels(start, end, Dates("en"))
    assert 1 <= len(days) <= 8
    assert [day for day, _ in days] == sorted(day for day, _ in days)
    assert start <= days[0][0] <= days[-1][0] <= end
    assert len({name for _, name in days}) == len(days)


def test_a_month_has_its_mondays_a_year_its_months_ten_years_their_years():
    def names(start: date, end: date) -> list[str]:
        return [name for _, name in axes.choose_day_labels(start, end, Dates("en"))]

    assert names(date(2025, 11, 19), date(2025, 12, 18)) == ["24 Nov", "1 Dec", "8 Dec", "15 Dec"]
    assert names(date(2024, 12, 19), date(2025, 12, 18)) == [
        f"{month} 2025" for month in ("Jan", "Mar", "May", "Jul", "Sep", "Nov")
    ]
    assert names(date(2015, 12, 18), date(2025, 12, 18)) == ["2016", "2018", "2020", "2022", "2024"]
    assert names(date(2025, 12, 18), date(2025, 12, 18)) == ["18 Dec"]


def test_a_scale_places_its_ends_and_a_single_value_in_the_middle():
    scale = axes.Scale(Decimal(1), Decimal(3), 3000, 1000)
    assert [scale(Decimal(value)) for value in (1, 2, 3)] == [3000, 2000, 1000]
    assert axes.Scale(5, 5, 0, 1000)(5) == 500
