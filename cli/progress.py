"""Shows the progress of a job: a bar on a terminal, else a line every 30 seconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from gazette.jobs.model import Job

LINE_INTERVAL = 30.0
"""Seconds between two lines."""
SPEED_PERIOD = 120.0
"""Seconds. The remaining time is estimated from the speed in this period."""


def show_progress(
    states: Iterable[Job], describe: Callable[[Job], str], count_steps: Callable[[Job], int], *, with_end: bool = False
) -> Job:
    """Show each state of a job and return the last. `count_steps` is the number of finished steps, for the speed.

    `with_end` adds a line of 100 %, for a command that prints no result of its own behind it.
    """
    console = Console(highlight=False)
    return (
        _bar(states, describe, count_steps, console)
        if console.is_terminal
        else _lines(states, describe, with_end=with_end)
    )


def _bar(
    states: Iterable[Job], describe: Callable[[Job], str], count_steps: Callable[[Job], int], console: Console
) -> Job:
    columns = (
        BarColumn(bar_width=24),
        TaskProgressColumn(),
        TextColumn("{task.description}", markup=False),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=console, speed_estimate_period=SPEED_PERIOD) as progress:
        speed = Speed(time.monotonic)
        task = None
        for job in states:
            if task is None:
                task = progress.add_task(describe(job), total=job.total, completed=job.done, speed="")
            progress.update(task, completed=job.done, description=describe(job), speed=speed.after(count_steps(job)))
    return job


def _lines(states: Iterable[Job], describe: Callable[[Job], str], *, with_end: bool) -> Job:
    next_line = 0.0
    for job in states:
        if time.monotonic() >= next_line and job.total and not job.ended:
            print(f"{100 * job.done // (job.total or 1):3} %  {describe(job)}", flush=True)
            next_line = time.monotonic() + LINE_INTERVAL
    if with_end and next_line and job.status == "done":
        print(f"100 %  {describe(job)}", flush=True)
    return job


class Speed:
    """Steps per second since the first call."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._first: tuple[float, int] | None = None

    def after(self, steps: int) -> str:
        """The speed as text; empty until there was a step."""
        now = self._monotonic()
        start, first = self._first = self._first or (now, steps)
        return f"{(steps - first) / (now - start):.1f} a second" if steps > first and now > start else ""
