"""Which days a bank works on, and for which day it then publishes."""

from datetime import date, timedelta

import pytest
from dateutil.easter import easter as easter_of_dateutil

from gazette.rates.sources.common.calendar import WorkingDays, easter, next_day, next_weekday, same_day


def test_easter_is_when_dateutil_has_it():
    assert [easter(year) for year in range(1583, 2500)] == [easter_of_dateutil(year) for year in range(1583, 2500)]


@pytest.mark.parametrize(
    ("published", "for_days"),
    [
        ("2025-12-18", ("2025-12-18", "2025-12-19", "2025-12-19")),  # Thursday
        ("2025-12-19", ("2025-12-19", "2025-12-20", "2025-12-22")),  # Friday
        ("2025-12-20", ("2025-12-20", "2025-12-21", "2025-12-22")),  # a Saturday that is worked
    ],
)
def test_what_is_published_on_a_day_is_for_that_day_the_next_or_the_next_weekday(published, for_days):
    day = date.fromisoformat(published)
    assert tuple(rule(day).isoformat() for rule in (same_day, next_day, next_weekday)) == for_days


def test_weekends_and_holidays_are_free():
    works = WorkingDays(frozenset({(5, 1)}), easter=(-2, 1), days_off=frozenset({"2026-05-27"}))
    free = [day for day in _days("2026-03-30", "2026-06-01") if day.weekday() < 5 and not works(day)]
    assert [day.isoformat() for day in free] == ["2026-04-03", "2026-04-06", "2026-05-01", "2026-05-27"]
    assert not any(works(day) for day in _days("2026-03-30", "2026-06-01") if day.weekday() >= 5)


def test_holidays_on_a_weekend_move_to_monday_where_they_move_at_all():
    holidays = frozenset({(1, 3), (1, 4), (3, 8), (5, 9)})  # in 2026: Saturday, Sunday; Sunday; Saturday
    moving, staying = WorkingDays(holidays, move=True), WorkingDays(holidays)
    mondays = [date(2026, 1, 5), date(2026, 3, 9), date(2026, 5, 11)]
    assert [moving(day) for day in mondays] == [True, False, False]
    assert all(map(staying, mondays))
    assert moving(date(2026, 3, 10))


def _days(first: str, last: str) -> list[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [start + timedelta(ahead) for ahead in range((end - start).days + 1)]
