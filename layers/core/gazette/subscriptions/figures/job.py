"""The job that counts: one pass over the table for all days that have no figures yet.

Its state has the place in the table and the counts so far, so that another worker continues. A pass that was missed is
made up by the next one, as far back as marks of letters are kept.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from gazette.jobs.model import Job
from gazette.subscriptions.figures.counting import Counter
from gazette.subscriptions.figures.repository import FiguresRepository
from gazette.times import timestamp

KIND = "subscribers.figures"
MAX_DAYS = 28
"""Marks are kept for 30 days."""
PAGES_IN_STEP = 20
"""A step has to end within the lease of a minute. A page takes a tenth of a second."""


@dataclass(frozen=True)
class FiguresJob:
    """`zone` is the time zone of the site, in which days begin."""

    figures: FiguresRepository
    zone: str

    def build(self, at: datetime) -> Job | None:
        """The job of the days that are over and have no figures; None if there is no such day.

        The first pass of a site counts one day.
        """
        yesterday = at.astimezone(ZoneInfo(self.zone)).date() - timedelta(days=1)
        newest = self.figures.list_newest(1)
        first = date.fromisoformat(newest[0]["part"]) + timedelta(days=1) if newest else yesterday
        first = max(first, yesterday - timedelta(days=MAX_DAYS - 1))
        days = [(first + timedelta(days=number)).isoformat() for number in range((yesterday - first).days + 1)]
        if not days:
            return None
        return Job(f"{KIND}/{days[-1]}", concurrency_key=KIND, parameters={"days": days}, unit="items")

    def step(self, job: Job, at: datetime) -> Job:
        """Count some pages. The last step stores the figures; repeated, it stores the same."""
        days: list[str] = job.parameters["days"]
        state: dict[str, Any] = job.state
        counter = Counter(frozenset(days), self.zone, state.get("counts", {}), state.get("sizes", {}))
        after, done = state.get("after"), job.done
        for _ in range(PAGES_IN_STEP):
            items, after = self.figures.scan(after)
            counter.add(items)
            done += len(items)
            if after is None:
                break
        state = {"after": after, "counts": counter.counts, "sizes": counter.sizes}
        if after is not None:
            return job.advance(state, done)
        for day in days:
            self.figures.put(day, counter.build_figures(day, is_last=day == days[-1]), timestamp(at))
        return replace(job, total=done).finish({}, f"{len(days)} days")
