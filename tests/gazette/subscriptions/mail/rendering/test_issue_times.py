"""When the issues of a list are planned."""

import pytest

from gazette.subscriptions.mail.rendering.issue_times import IssueTime, parse_issue_time


@pytest.mark.parametrize(
    ("expression", "time"),
    [
        ("cron(0 8 * * ? *)", IssueTime("08:00")),
        ("cron(30 17 ? * * *)", IssueTime("17:30")),
        ("cron(0 9 ? * SAT *)", IssueTime("09:00", 5)),
        ("cron(5 9 ? * 1 *)", IssueTime("09:05", 6)),
        ("cron(0 9 ? * mon *)", IssueTime("09:00", 0)),
        ("cron(0 9 ? * MON-FRI *)", None),
        ("cron(0 9 ? * XYZ *)", None),
        ("cron(0 9 1 * ? *)", None),
        ("cron(0 8,20 * * ? *)", None),
        ("cron(0/30 8 * * ? *)", None),
        ("rate(1 day)", None),
        ("", None),
    ],
)
def test_a_simple_schedule_names_a_day_and_a_time(expression, time):
    assert parse_issue_time(expression) == time
