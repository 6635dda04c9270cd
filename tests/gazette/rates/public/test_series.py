"""The days of a currency from the months that hold them, held against carrying forward as one would do it by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.dynamodb.items import serialize
from gazette.rates.keys import get_month_series
from gazette.rates.model import Rate, Sheet
from gazette.rates.public.series import Series, build_series_query
from gazette.rates.sources import load_bank
from gazette.rates.store.months import Month
from gazette.rates.store.sheets import StoredSheet
from gazette.rates.validation.jump import Figure

CBU = load_bank("cbu")
ORIGIN = date(2025, 11, 1)


def months(rates: dict[date, str | None]) -> dict[str, Month]:
    """Months of sheets on these days, with a rate of TMT or without any."""
    made: dict[str, Month] = {}
    for day, rate in rates.items():
        rows = [Rate("USD", numeric="840", nominal="1", rate=Decimal("12000.00"))]
        rows += [Rate("TMT", numeric="934", nominal="1", rate=Decimal(rate))] if rate else []
        stored = StoredSheet.new(CBU, Sheet(day, rows), None, raw="", seen_at="")
        made.setdefault(day.isoformat()[:7], Month("cbu", day.isoformat()[:7], [])).put(stored)
    return made


def read(rates: dict[date, str | None], start: date, end: date, currency: str = "TMT") -> Series:
    """What a Query as `series_query` makes it finds among these months."""
    query = build_series_query("table", "cbu", currency, start, end)
    series, last = (query["ExpressionAttributeValues"][name]["S"] for name in (":series", ":month"))
    kept = [
        item
        for month in months(rates).values()
        for item in map(serialize, month.changed_items())
        if item["series"]["S"] == series
    ]
    found = sorted((item for item in kept if item["date"]["S"] <= last), key=lambda item: item["date"]["S"])
    return Series(currency, start, end, found[::-1][: query["Limit"]])


def shown(series: Series, *, fill: bool) -> list[tuple[str, str, str]]:
    return [(point.date, point.per_unit, point.sheet) for point in series.points(fill)]


@st.composite
def histories(draw: st.DrawFn) -> dict[date, str | None]:
    """Sheets with gaps of days, months and years between them; some lack the currency."""
    day, rates = ORIGIN, {}
    for gap in draw(st.lists(st.sampled_from([1, 1, 1, 3, 4, 27, 33, 64, 400, 1100]), max_size=14)):
        day += timedelta(gap)
        rates[day] = draw(st.sampled_from(["3429.43", "3430.10", "3500.00", None]))
    return rates


@given(histories(), st.integers(-40, 2500), st.integers(0, 500))
def test_a_filled_range_is_what_carrying_forward_by_hand_gives(rates, offset, length):
    start = ORIGIN + timedelta(offset)
    expected = []
    for ahead in range(length + 1):
        day = start + timedelta(ahead)
        before = [sheet for sheet in rates if sheet <= day]
        if before and (rate := rates[max(before)]):
            expected.append((day.isoformat(), rate, max(before).isoformat()))
    series = read(rates, start, start + timedelta(length))
    assert shown(series, fill=True) == expected
    own = [point for point in expected if point[0] == point[2]]
    assert shown(series, fill=False) == own


@given(histories(), st.integers(-40, 2500), st.integers(0, 500))
def test_a_range_is_its_days_one_by_one(rates, offset, length):
    days = [ORIGIN + timedelta(offset + ahead) for ahead in range(0, length + 1, max(1, length // 20))]
    whole = {point[0]: point for point in shown(read(rates, days[0], days[-1]), fill=True)}
    for day in days:
        expected = [whole[day.isoformat()]] if day.isoformat() in whole else []
        assert shown(read(rates, day, day), fill=True) == expected


def test_a_held_rate_is_held_on_the_days_that_it_is_carried_to():
    sheet = Sheet(date(2025, 12, 30), [Rate("TMT", numeric="934", nominal="1", rate=Decimal("120.00"))])
    stored = StoredSheet.new(CBU, sheet, None, raw="", seen_at="")
    stored.evaluated.last_good["TMT"] = Figure(Decimal("100.00"), 1)
    month = Month("cbu", "2025-12", [])
    month.put(stored)
    items = [
        item for item in map(serialize, month.changed_items()) if item["series"]["S"] == get_month_series("cbu", "TMT")
    ]
    points = Series("TMT", date(2025, 12, 30), date(2026, 1, 1), items).points(fill=True)
    assert [(point.date, point.per_unit, point.held, point.carried) for point in points] == [
        ("2025-12-30", "100.00", True, False),
        ("2025-12-31", "100.00", True, True),
        ("2026-01-01", "100.00", True, True),
    ]


def test_the_query_reaches_to_the_month_before_and_asks_for_one_currency():
    query = build_series_query("rates", "cbu", "USD", date(2025, 12, 31), date(2026, 2, 1))
    assert query["Limit"] == 4
    assert query["ExpressionAttributeValues"] == {
        ":series": {"S": get_month_series("cbu", "USD")},
        ":month": {"S": "2026-02"},
    }
    assert query["ExpressionAttributeNames"]["#currency"] == "USD"


@pytest.mark.parametrize(
    ("days", "start", "end", "whole"),
    [
        ((15, 16, 17, 18, 19), 15, 19, True),
        ((12, 15), 13, 15, True),  # a weekend
        ((15, 17, 18), 15, 18, False),  # a Tuesday that a backfill may bring
        ((15, 16), 15, 18, False),
        ((18, 19), 18, 21, True),
        ((18, 19), 18, 22, False),
        ((16, 17), 15, 17, False),  # nothing is in force on the first day
        ((), 15, 17, False),
    ],
)
def test_a_range_is_whole_where_the_calendar_explains_each_day_without_a_sheet(days, start, end, whole):
    rates = {date(2025, 12, day): "1.00" for day in days}
    assert read(rates, date(2025, 12, start), date(2025, 12, end)).is_complete(CBU) is whole
