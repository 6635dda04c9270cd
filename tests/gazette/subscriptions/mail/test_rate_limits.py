from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazette.subscriptions.mail.rate_limits import PER_ADDRESS, PER_CALLER, PER_MAILBOX, RateLimit, site_update
from gazette.subscriptions.repository import SubscriberRepository
from tests.support.subscribers import TABLE

START = datetime(2026, 11, 24, 7, tzinfo=UTC)


@pytest.fixture
def table(dynamodb):
    return SubscriberRepository(TABLE, dynamodb)


def allowed(table: SubscriberRepository, ceiling: RateLimit, key: str, minutes: float) -> bool:
    """Whether one more mail is allowed that long after the start; it is counted then."""
    at = START + timedelta(minutes=minutes)
    forms = (False, True) if ceiling.pause else (False,)
    return any(table.write_one(ceiling.update(table.update, key, at, resumed=form)) for form in forms)


def test_an_address_waits_a_quarter_of_an_hour_then_twice_as_long_each_time(table):
    asked = [0, 1, 14, 15, 16, 44, 45, 104, 105, 224, 225, *range(240, 24 * 60, 60), 24 * 60 - 1]
    assert [minute for minute in asked if allowed(table, PER_ADDRESS, "a", minute)] == [0, 15, 45, 105, 225]


def test_after_a_day_of_quiet_the_first_pause_is_short_again(table):
    day = 24 * 60
    assert [allowed(table, PER_ADDRESS, "a", minute) for minute in (0, 15, day + 15, day + 29, day + 30)] == [
        True,
        True,
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(("ceiling", "most", "window"), [(PER_MAILBOX, 10, 24 * 60), (PER_CALLER, 10, 60)])
def test_a_mailbox_and_a_caller_have_ten(table, ceiling, most, window):
    assert [allowed(table, ceiling, "a", 0) for _ in range(most + 1)] == [True] * most + [False]
    assert not allowed(table, ceiling, "a", window - 1)
    assert allowed(table, ceiling, "a", window)
    assert allowed(table, ceiling, "b", 0)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gaps=st.lists(st.sampled_from([0, 1, 14, 15, 31, 60, 120, 240, 700, 1440]), min_size=1, max_size=25))
def test_no_24_hours_ever_hold_more_than_five_mails_to_an_address(table, gaps):
    key = str(gaps)
    minute, sent = 0, []
    for gap in gaps:
        minute += gap
        if allowed(table, PER_ADDRESS, key, minute):
            sent.append(minute)
    for position, last in enumerate(sent):
        assert sum(last - 24 * 60 < other <= last for other in sent[: position + 1]) <= 5
        assert position == 0 or last - sent[position - 1] >= 15


def test_the_site_has_its_own_number_in_each_hour(table):
    def one_more(minutes: int) -> bool:
        return table.write_one(site_update(table.update, 3, START + timedelta(minutes=minutes)))

    assert [one_more(minute) for minute in (0, 20, 40, 59, 60)] == [True, True, True, False, True]


def test_counters_end_by_themselves(table):
    assert allowed(table, PER_CALLER, "a", 0)
    assert table.get("limit/caller", "a")["expires_at"] == START.timestamp() + 3600
