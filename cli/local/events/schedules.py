"""EventBridge Scheduler: runs the template's schedules in their time zones."""

import json
import re
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from croniter import croniter

from cli.local.events.async_invocation import AsyncInvoker
from cli.local.stack import ACCOUNT, Stack
from gazette.times import timestamp

_CRON = re.compile(r"cron\((.+)\)")
_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
SCHEDULED_TIME = "<aws.scheduler.scheduled-time>"
"""A keyword of an input, which Scheduler replaces.
https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html"""
_MAXIMA = (59, 23, 31, 12)
"""Greatest minute, hour, day and month: the end of `start/step`."""


def convert_to_crontab(expression: str) -> str:
    """Convert AWS's six fields (`0/10 15-23 * * ? *`) to crontab format, which counts weekdays from 0.

    Raises ValueError for `W` (nearest weekday): no schedule needs it.
    """
    fields = expression.split()
    if len(fields) != 6 or "W" in "".join(fields[2]):
        raise ValueError(f"unsupported cron expression: {expression}")
    *times, weekday, year = fields
    fields_before_weekday = [_start_and_step(field, last) for field, last in zip(times, _MAXIMA, strict=True)]
    cron = " ".join([*fields_before_weekday, _weekday(weekday)]).replace("?", "*")
    return cron if year == "*" else f"{cron} 0 {year}"


def _start_and_step(field: str, last: int) -> str:
    return re.sub(r"(^|,)(\d+)/(\d+)", rf"\g<1>\g<2>-{last}/\g<3>", field)


def _weekday(field: str) -> str:
    """AWS: 1 is Sunday, `6L` the last Friday, `6#3` the third. Crontab: 0 is Sunday, `L5`, `5#3`."""
    field = re.sub(r"(?<![#\d])[1-7](?=$|[-,/#L])", lambda match: str(int(match[0]) - 1), field)
    return re.sub(r"(\d)L", r"L\1", field)


@dataclass
class Schedule:
    """One schedule: its target, event and times. `due` is the next time."""

    target: AsyncInvoker
    event: Any
    times: Iterator[datetime]
    due: datetime

    def run(self, now: datetime) -> None:
        """Invoke the target if due: once, even if several times were missed."""
        if self.due <= now:
            self.target.start(json.loads(json.dumps(self.event).replace(SCHEDULED_TIME, timestamp(self.due))))
            while self.due <= now:
                self.due = next(self.times)


def generate_times(expression: str, zone: str, start: datetime) -> Iterator[datetime]:
    """The times of an expression from a start on. A rate begins at the start itself. Raises ValueError."""
    rate = _RATE.fullmatch(expression)
    if rate:
        step = timedelta(**{f"{rate[2]}s": int(rate[1])})
        due = start
        while True:
            yield due
            due += step
    cron = _CRON.fullmatch(expression)
    if cron is None:
        raise ValueError(f"neither cron(…) nor rate(…): {expression}")
    iterator = croniter(convert_to_crontab(cron[1]), start.astimezone(ZoneInfo(zone)))
    while True:
        yield iterator.get_next(datetime)


def create_schedules(stack: Stack, targets: dict[str, AsyncInvoker], now: datetime) -> list[Schedule]:
    """The enabled schedules of the template."""
    enabled = []
    for logical_id, properties in stack.of_type("AWS::Scheduler::Schedule"):
        if properties.get("State", "ENABLED") != "ENABLED":
            continue
        zone = properties.get("ScheduleExpressionTimezone", "UTC")
        due_times = generate_times(properties["ScheduleExpression"], zone, now)
        target = properties["Target"]
        event = json.loads(target["Input"]) if "Input" in target else _default_event(stack, logical_id, now)
        enabled.append(Schedule(targets[target["Arn"]], event, due_times, next(due_times)))
    return enabled


def _default_event(stack: Stack, logical_id: str, now: datetime) -> dict[str, Any]:
    """The event of a target without an `Input`."""
    name = stack.physical(logical_id)
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": ACCOUNT,
        "time": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": stack.region,
        "resources": [f"arn:aws:scheduler:{stack.region}:{ACCOUNT}:schedule/default/{name}"],
        "detail": "{}",
    }


class ScheduleRunner:
    """Runs schedules until it is stopped. It checks every second, so that it catches up when the machine wakes."""

    def __init__(self, schedules: list[Schedule]) -> None:
        self._schedules = schedules
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="schedules", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join(2)

    def _run(self) -> None:
        while not self._stopped.is_set():
            now = datetime.now(UTC)
            for schedule in self._schedules:
                schedule.run(now)
            self._stopped.wait(1)
