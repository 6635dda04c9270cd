"""Rate limits of confirmation mails."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazette.subscriptions.mail.limits.rate_limits import (
    PER_ADDRESS,
    PER_MAILBOX,
    RateLimit,
    count_for_site,
    limit_caller,
)
from gazette.subscriptions.repository import SubscriberRepository
from tests.support.subscribers import TABLE

START = datetime(2026, 11, 24, 7, tzinfo=UTC)
DAY = 24 * 60


@pytest.fixture
def subscribers(dynamodb):
    return SubscriberRepository(TABLE, dynamodb)


def count(subscribers: SubscriberRepository, limit: RateLimit, key: str, minute: float) -> bool:
    """Count one more mail, some minutes after the start; whether the limit allows it."""
    at = START + timedelta(minutes=minute)
    forms = (False, True) if limit.first_pause else (False,)
    return any(not subscribers.commit({"limit": limit.count(TABLE, key, at, paused=form)}) for form in forms)


def test_an_address_waits_a_quarter_of_an_hour_then_twice_as_long_each_time(subscribers):
    minutes = [0, 1, 14, 15, 16, 44, 45, 104, 105, 224, 225, *range(240, DAY, 60), DAY - 1]
    assert [minute for minute in minutes if count(subscribers, PER_ADDRESS, "a", minute)] == [0, 15, 45, 105, 225]


def test_after_a_day_without_mails_the_first_pause_is_short_again(subscribers):
    minutes = [0, 15, DAY + 15, DAY + 29, DAY + 30]
    assert [minute for minute in minutes if count(subscribers, PER_ADDRESS, "a", minute)] == [0, 15, DAY + 15, DAY + 30]


@pytest.mark.parametrize(("limit", "most", "window"), [(PER_MAILBOX, 10, DAY), (limit_caller(10), 10, 60)])
def test_a_mailbox_and_a_client_network_may_cause_ten_mails(subscribers, limit, most, window):
    assert [count(subscribers, limit, "a", 0) for _ in range(most + 1)] == [True] * most + [False]
    assert not count(subscribers, limit, "a", window - 1)
    assert count(subscribers, limit, "a", window)
    assert count(subscribers, limit, "b", 0)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gaps=st.lists(st.sampled_from([0, 1, 14, 15, 31, 60, 120, 240, 700, 1440]), min_size=1, max_size=25))
def test_an_address_gets_at_most_five_mails_in_any_24_hours(subscribers, gaps):
    key = str(gaps)
    minute, sent = 0, []
    for gap in gaps:
        minute += gap
        if count(subscribers, PER_ADDRESS, key, minute):
            sent.append(minute)
    for position, last in enumerate(sent):
        assert sum(last - DAY < other <= last for other in sent[: position + 1]) <= 5
        assert position == 0 or last - sent[position - 1] >= 15


def test_the_site_has_a_limit_in_each_hour_of_the_clock(subscribers):
    def count_at(minute: int) -> bool:
        at = START + timedelta(minutes=minute)
        return not subscribers.commit({"limit": count_for_site(TABLE, 3, at)})

    assert [count_at(minute) for minute in (0, 20, 40, 59, 60)] == [True, True, True, False, True]


def test_counters_expire_with_their_window(subscribers):
    assert count(subscribers, limit_caller(10), "a", 0)
    assert subscribers.get("limit/caller", "a")["expires_at"] == START.timestamp() + 3600
