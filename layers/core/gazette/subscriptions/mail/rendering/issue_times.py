"""When the issues of a list are planned, from the cron expression of its schedule, and the sentences that say so."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gazette.subscriptions.public.channels import describe_list

_SIMPLE = re.compile(
    r"cron\((?P<minute>[0-5]?\d) (?P<hour>[01]?\d|2[0-3]) (?:[?*] \* (?P<day>[?*]|[1-7]|[A-Za-z]{3})) \*\)", re.ASCII
)
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
"""Names of the days 1 to 7 of a cron expression of EventBridge."""


class IssueTime(NamedTuple):
    """`clock` is `08:00` in the site's time zone. `weekday` is 0 for Monday, None for every day."""

    clock: str
    weekday: int | None = None


def parse_issue_time(expression: str) -> IssueTime | None:
    """The time of `cron(0 8 * * ? *)` or `cron(0 9 ? * SAT *)`; None for an expression that says more."""
    simple = _SIMPLE.fullmatch(expression.strip())
    if simple is None:
        return None
    clock, day = f"{int(simple['hour']):02d}:{int(simple['minute']):02d}", simple["day"].upper()
    if day in "?*":
        return IssueTime(clock)
    number = int(day) - 1 if day.isdigit() else _DAYS.index(day) if day in _DAYS else None
    return None if number is None else IssueTime(clock, (number - 1) % len(_DAYS))


def describe_first_mail(
    lang: str, lists: Sequence[str], times: Mapping[str, IssueTime | None], words: Mapping[str, Any], zone: str
) -> str:
    """When the first mail of the lists comes: at the times of their issues if all have one, else with the next issue.
    `zone` is the name of the time zone."""
    issues = [name for name in lists if name != "breaking"]
    known = [(name, time) for name in issues if (time := times.get(name))]
    sentences = [
        words["issues"].format(
            list=describe_list(lang, name)["title"],
            day=words["daily"] if time.weekday is None else words["weekdays"][time.weekday],
            time=time.clock,
            zone=zone,
        )
        for name, time in known
    ]
    if len(known) < len(issues):
        sentences = [words["text"]]
    return " ".join([*sentences, *([words["breaking"]] if "breaking" in lists else [])])
