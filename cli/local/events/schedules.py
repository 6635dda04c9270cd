"""EventBridge Scheduler: the template's schedules, in their time zones, on this machine's clock."""

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

from cli.local.events.async_invocation import Background
from cli.local.stack import ACCOUNT, Stack

_CRON = re.compile(r"cron\((.+)\)")
_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_LAST = (59, 23, 31, 12)
"""The greatest minute, hour, day and month: where `start/step` ends."""


def crontab(expression: str) -> str:
    """AWS's six fields (`0/10 15-23 * * ? *`) in crontab's form, which counts weekdays from 0 and has the year last.

    `W` (the nearest weekday) is a ValueError: nothing here needs it.
    """
    fields = expression.split()
    if len(fields) != 6 or "W" in "".join(fields[2]):
        raise ValueError(f"this cron expression is not understood here: {expression}")
    *times, weekday, year = fields
    first = [_start_and_step(field, last) for field, last in zip(times, _LAST, strict=True)]
    made = " ".join([*first, _weekday(weekday)]).replace("?", "*")
    return made if year == "*" else f"{made} 0 {year}"


def _start_and_step(field: str, last: int) -> str:
    return re.sub(r"(^|,)(\d+)/(\d+)", rf"\g<1>\g<2>-{last}/\g<3>", field)


def _weekday(field: str) -> str:
    """AWS: 1 is Sunday, `6L` the last Friday, `6#3` the third. Crontab: 0 is Sunday, `L5`, `5#3`."""
    field = re.sub(r"(?<![#\d])[1-7](?=$|[-,/#L])", lambda match: str(int(match[0]) - 1), field)
    return re.sub(r"(\d)L", r"L\1", field)


@dataclass
class Schedule:
    """When, and what happens then. `due` is an aware time."""

    target: Background
    event: Any
    times: Iterator[datetime]
    due: datetime

    def run(self, now: datetime) -> None:
        """Start what is due, once however much time was slept through."""
        if self.due <= now:
            self.target.start(self.event)
            while self.due <= now:
                self.due = next(self.times)


def times(expression: str, zone: str, start: datetime) -> Iterator[datetime]:
    """The moments of an expression from a start on. A rate begins at the start itself."""
    rate = _RATE.fullmatch(expression)
    if rate:
        step = timedelta(**{f"{rate[2]}s": int(rate[1])})
        moment = start
        while True:
            yield moment
            moment += step
    cron = _CRON.fullmatch(expression)
    if cron is None:
        raise ValueError(f"neither cron(…) nor rate(…): {expression}")
    following = croniter(crontab(cron[1]), start.astimezone(ZoneInfo(zone)))
    while True:
        yield following.get_next(datetime)


def schedules(stack: Stack, targets: dict[str, Background], now: datetime) -> list[Schedule]:
    """Those of the template that are on."""
    made = []
    for logical_id, properties in stack.of_type("AWS::Scheduler::Schedule"):
        if properties.get("State", "ENABLED") != "ENABLED":
            continue
        zone = properties.get("ScheduleExpressionTimezone", "UTC")
        moments = times(properties["ScheduleExpression"], zone, now)
        target = properties["Target"]
        event = json.loads(target["Input"]) if "Input" in target else _plain_event(stack, logical_id, now)
        made.append(Schedule(targets[target["Arn"]], event, moments, next(moments)))
    return made


def _plain_event(stack: Stack, logical_id: str, now: datetime) -> dict[str, Any]:
    """What a target without an `Input` is given."""
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


class Clock:
    """Runs schedules until it is stopped. It looks each second, so that a machine that slept catches up at once."""

    def __init__(self, made: list[Schedule]) -> None:
        self._schedules = made
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
