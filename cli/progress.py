"""How far a job is, shown to whoever waits for it: a bar on a terminal, elsewhere a line now and then."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from gazette.jobs.model import Job

PAUSE = 30.0
"""Seconds between two lines."""
REMEMBERED = 120.0
"""Seconds from which the time left is reckoned."""


def shown(seen: Iterable[Job], told: Callable[[Job], str], steps: Callable[[Job], int]) -> Job:
    """The job at its end, as the last of those `seen`. `told` says where it is, `steps` how many it has done."""
    console = Console(highlight=False)
    return _bar(seen, told, steps, console) if console.is_terminal else _lines(seen, told)


def _bar(seen: Iterable[Job], told: Callable[[Job], str], steps: Callable[[Job], int], console: Console) -> Job:
    columns = (
        BarColumn(bar_width=24),
        TaskProgressColumn(),
        TextColumn("{task.description}", markup=False),
        TextColumn("{task.fields[pace]}"),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=console, speed_estimate_period=REMEMBERED) as progress:
        pace = Pace(time.monotonic)
        task = None
        for job in seen:
            if task is None:
                task = progress.add_task(told(job), total=job.total, completed=job.done, pace="")
            progress.update(task, completed=job.done, description=told(job), pace=pace.after(steps(job)))
    return job


def _lines(seen: Iterable[Job], told: Callable[[Job], str]) -> Job:
    due = 0.0
    for job in seen:
        if time.monotonic() >= due and not job.ended:
            print(f"{100 * job.done // (job.total or 1):3} %  {told(job)}", flush=True)
            due = time.monotonic() + PAUSE
    return job


class Pace:
    """Steps a second since the first look."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._first: tuple[float, int] | None = None

    def after(self, steps: int) -> str:
        """As text; empty until there is something to say."""
        now = self._clock()
        begun, already = self._first = self._first or (now, steps)
        return f"{(steps - already) / (now - begun):.1f} a second" if steps > already and now > begun else ""
