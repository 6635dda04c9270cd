"""Schedules of the local server."""

from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest

from cli.local.events.async_invocation import create_async_invokers
from cli.local.events.schedules import convert_to_crontab, create_schedules, generate_times
from tests.support.waiting import eventually

START = datetime(2026, 3, 27, 9, 59, tzinfo=UTC)  # a Friday


def first(expression, zone, count, start=START):
    return [at.astimezone(UTC).strftime("%a %d %H:%M") for at in islice(generate_times(expression, zone, start), count)]


@pytest.mark.parametrize(
    ("expression", "zone", "moments"),
    [
        ("cron(0/10 15-23 * * ? *)", "Asia/Tashkent", ["Fri 27 10:00", "Fri 27 10:10", "Fri 27 10:20"]),
        ("cron(5 0,7,9 * * ? *)", "Asia/Tashkent", ["Fri 27 19:05", "Sat 28 02:05", "Sat 28 04:05"]),
        ("cron(0/10 15-18 ? * MON-FRI *)", "Europe/Berlin", ["Fri 27 14:00", "Fri 27 14:10", "Fri 27 14:20"]),
        ("cron(0/15 11-18 * * ? *)", "Europe/Moscow", ["Fri 27 10:00", "Fri 27 10:15", "Fri 27 10:30"]),
        ("cron(0 8 * * ? *)", "Asia/Tashkent", ["Sat 28 03:00", "Sun 29 03:00", "Mon 30 03:00"]),
        ("cron(0 8 ? * 1 *)", "UTC", ["Sun 29 08:00", "Sun 05 08:00", "Sun 12 08:00"]),
        ("cron(0 8 ? * 2-6 *)", "UTC", ["Mon 30 08:00", "Tue 31 08:00", "Wed 01 08:00"]),
        ("cron(0 8 ? * 6L *)", "UTC", ["Fri 24 08:00", "Fri 29 08:00", "Fri 26 08:00"]),
        ("cron(0 8 ? * 2#1 *)", "UTC", ["Mon 06 08:00", "Mon 04 08:00", "Mon 01 08:00"]),
        ("cron(0 8 L * ? *)", "UTC", ["Tue 31 08:00", "Thu 30 08:00", "Sun 31 08:00"]),
        ("cron(0 8 1 1 ? 2027)", "UTC", ["Fri 01 08:00"]),
        ("rate(1 minute)", "UTC", ["Fri 27 09:59", "Fri 27 10:00", "Fri 27 10:01"]),
        ("rate(12 hours)", "UTC", ["Fri 27 09:59", "Fri 27 21:59", "Sat 28 09:59"]),
    ],
)
def test_an_expression_names_its_moments_in_its_zone(expression, zone, moments):
    assert first(expression, zone, len(moments)) == moments


def test_summer_time_moves_a_local_hour():
    start = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert first("cron(0 16 * * ? *)", "Europe/Berlin", 2, start) == ["Sat 28 15:00", "Sun 29 14:00"]


@pytest.mark.parametrize(
    "expression", ["cron(0 8 * * *)", "cron(0 8 15W * ? *)", "every minute", "at(2026-01-01T00:00:00)"]
)
def test_what_is_not_understood_is_an_error(expression):
    with pytest.raises(ValueError, match="cron"):
        next(generate_times(expression, "UTC", START))


def test_weekdays_count_from_zero_in_a_crontab():
    assert convert_to_crontab("0/5 8 ? * 1,7 *") == "0-59/5 8 * * 0,6"
    assert convert_to_crontab("0 8 ? * MON-FRI 2026-2027") == "0 8 * * MON-FRI 0 2026-2027"


def test_every_schedule_of_the_template_is_understood(stack):
    made = [properties for _, properties in stack.of_type("AWS::Scheduler::Schedule")]
    assert made
    for properties in made:
        zone = properties.get("ScheduleExpressionTimezone", "UTC")
        assert next(generate_times(properties["ScheduleExpression"], zone, START)) >= START


def test_a_schedule_that_is_due_gives_its_function_its_input_once(small, functions):
    from tests.cli.local.functions.event import handler

    handler.events.clear()
    [hourly] = create_schedules(small, create_async_invokers(small, functions, None), START)
    hourly.run(START)
    assert hourly.due == START + timedelta(minutes=1)
    hourly.run(START + timedelta(hours=5))
    assert hourly.due == START + timedelta(hours=5, minutes=1)
    assert eventually(lambda: handler.events) == [{"source": "clock"}]
