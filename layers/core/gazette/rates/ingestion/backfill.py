"""A backfill: the job of walking back through a bank's history, one call a second, and taking in what is found."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gazette.errors import Invalid
from gazette.jobs.model import Job
from gazette.rates.bank import Bank
from gazette.rates.ingestion import bank_client
from gazette.rates.ingestion.history_crawler import NOTHING, HistoryCrawler
from gazette.rates.ingestion.run import Ingestion, Outcome
from gazette.rates.store.repository import RateRepository
from gazette.rates.validation.guards import EARLIEST
from gazette.times import parse_timestamp, timestamp

KIND: Literal["rates.backfill"] = "rates.backfill"
PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
"""Between two calls to a bank that does not answer: the first, and each further one is twice the one before. A day
without a sheet is asked for once more after the first: a page of maintenance may come with 200."""
LISTED = 100
"""Sheets with held rates that a job names in the end."""


class StartBackfill(BaseModel):
    """The event that begins a backfill. Both ends are included; without `to` it begins with the bank's today. One that
    was stopped goes on; one that is done is done `again` only where that is said. `fewer` as in a run by hand."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str = Field(pattern="^[a-z]{2,12}$")
    first: date = Field(alias="from")
    last: date | None = Field(None, alias="to")
    fewer: bool = False
    again: bool = False
    seconds: float | None = Field(None, ge=0, le=900)

    def job(self, today: date) -> Job:
        """The job of this wish, not begun yet; `Invalid` for a range that is none."""
        last = self.last or today
        if last > today:
            raise Invalid.at("#/to", f"{last} lies in the future: the bank's today is {today}.")
        if self.first < EARLIEST:
            raise Invalid.at("#/from", f"{self.first} is too early: no bank has sheets before {EARLIEST}.")
        if self.first > last:
            raise Invalid.at("#/from", f"{self.first} is later than {last}.")
        end = self.last.isoformat() if self.last else "today"
        what = {"source": self.source, "from": self.first.isoformat(), "to": last.isoformat(), "fewer": self.fewer}
        return Job(
            "/".join((KIND, self.source, self.first.isoformat(), end, *(["fewer"] if self.fewer else []))),
            lane=f"rates/{self.source}",
            what=what,
            state=HistoryCrawler(last).state(),
            total=(last - self.first).days + 1,
            unit="days",
        )


class ResumeBackfill(BaseModel):
    """The event that has a backfill gone on with, for so many `seconds` or for as long as the function lives: by hand,
    or from the event bus (jobs/events.py), which names the `kind` too."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["rates.backfill"] = KIND
    job: str = Field(pattern=rf"^{KIND}/", max_length=200)
    seconds: float | None = Field(None, ge=0, le=900)


class Backfill:
    """What one worker does of it. `outcomes` are the days of the `bank` that it asked for.

    Its state is a walk's, with `called_at`, the moment of the last call; once it is done, `held` are the sheets of the
    range that hold rates now, the latest first: most are held only when the sheet before them arrives.
    """

    def __init__(
        self,
        bank: Bank,
        ingestion: Ingestion,
        table: RateRepository,
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.bank, self._ingestion, self._table = bank, ingestion, table
        self._clock, self._sleep = clock, sleep
        self.outcomes: list[Outcome] = []

    def step(self, job: Job) -> Job:
        """One call: for the next day, or, when there was nothing for long, for one that the bank is known to have.
        Before the first, what others left unsettled is settled."""
        if not self.outcomes:
            self._table.settle(self.bank)
        walk = HistoryCrawler.of(job.state)
        self._keep_away(job.state.get("called_at"))
        if walk.nothing >= NOTHING:
            return self._look_round(job, walk)
        outcome = self._ask(walk.day)
        if outcome.silent:
            return self._wait(job, walk, outcome.reason)
        walk = walk.after(outcome)
        return self._put_off(job, walk, outcome.reason) if walk.put_off else self._on(job, walk)

    def _on(self, job: Job, walk: HistoryCrawler) -> Job:
        first, last = (date.fromisoformat(job.what[end]) for end in ("from", "to"))
        if walk.over(first):
            return self._done(job, walk, "")
        return job.goes_on(self._state(walk), min(job.total, (last - walk.day).days))

    def _look_round(self, job: Job, walk: HistoryCrawler) -> Job:
        """Whether the bank has nothing before the earliest sheet, or has nothing to say at all just now."""
        outcome = self._ask(walk.found or self.bank.today(self._clock()))
        if outcome.silent:
            return self._wait(job, walk, outcome.reason)
        if outcome.outcome == "failed":
            return self._wait(job, walk.before_the_gap(), f"no sheet for {outcome.asked} either: {outcome.reason}")
        begins = f"the bank has no sheet before {walk.found}" if walk.found else "the bank has no sheet in this range"
        return self._done(job, walk.before_the_gap(), begins)

    def _done(self, job: Job, walk: HistoryCrawler, reason: str) -> Job:
        found = self._table.held(self.bank, walk.found or walk.day, date.fromisoformat(job.what["to"]))
        held = [{"date": day.isoformat(), "currencies": codes} for day, codes in islice(found, LISTED)]
        return job.is_done({**self._state(walk), "held": held}, reason)

    def _wait(self, job: Job, walk: HistoryCrawler, reason: str) -> Job:
        pause = min(PAUSE * 2 ** min(walk.silent, 10), LONGEST_PAUSE)
        return job.waits(self._state(walk.unanswered()), timestamp(self._clock() + pause), reason)

    def _put_off(self, job: Job, walk: HistoryCrawler, reason: str) -> Job:
        return job.waits(self._state(walk), timestamp(self._clock() + PAUSE), reason)

    def _ask(self, day: date) -> Outcome:
        self.outcomes.append(self._ingestion.day(day))
        return self.outcomes[-1]

    def _state(self, walk: HistoryCrawler) -> dict[str, Any]:
        return {**walk.state(), "called_at": self._clock().isoformat()}

    def _keep_away(self, called_at: str | None) -> None:
        """Wait until a second after the last call of the worker before this one; later, the client sees to it."""
        if called_at and not self.outcomes:
            since = (self._clock() - parse_timestamp(called_at)).total_seconds()
            self._sleep(min(bank_client.SPACING, max(0.0, bank_client.SPACING - since)))
