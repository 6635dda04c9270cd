"""The rule of summer time, held against the time zone database."""

from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from gazette.rates.sources.common.central_european_time import CentralEuropeanTime

OURS, BERLIN = CentralEuropeanTime(), ZoneInfo("Europe/Berlin")
SINCE, UNTIL = datetime.fromisoformat("1996-01-01"), datetime.fromisoformat("2037-12-31")


def same(ours: datetime, theirs: datetime) -> bool:
    return all(
        getattr(ours, what)() == getattr(theirs, what)() for what in ("utcoffset", "dst", "tzname", "timestamp")
    ) and (ours.replace(tzinfo=None), ours.fold) == (theirs.replace(tzinfo=None), theirs.fold)


@given(st.datetimes(SINCE, UNTIL))
def test_every_moment_is_what_the_database_says(moment):
    moment = moment.replace(tzinfo=UTC)
    assert same(moment.astimezone(OURS), moment.astimezone(BERLIN))


@given(st.datetimes(SINCE, UNTIL), st.sampled_from((0, 1)))
def test_every_time_of_the_clock_is_what_the_database_says(clock, fold):
    assert same(clock.replace(tzinfo=OURS, fold=fold), clock.replace(tzinfo=BERLIN, fold=fold))


def test_the_changes_of_each_year_are_those_of_the_database():
    """Each half hour of the nights in which a last Sunday can begin; chance seldom meets one."""
    for year, month, day in product(range(SINCE.year, UNTIL.year + 1), (3, 10), range(25, 32)):
        for half in range(-2, 8):
            moment = datetime(year, month, day, tzinfo=UTC) + timedelta(minutes=30 * half)
            assert same(moment.astimezone(OURS), moment.astimezone(BERLIN)), moment
            clock = moment.replace(tzinfo=None)
            for fold in (0, 1):
                ours, theirs = (clock.replace(tzinfo=zone, fold=fold) for zone in (OURS, BERLIN))
                assert same(ours, theirs), (clock, fold)
