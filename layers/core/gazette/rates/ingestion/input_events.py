"""Events that the RateIngestion function accepts: a run, the start of a backfill, and its resumption."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from gazette.errors import Invalid
from gazette.jobs.model import Job
from gazette.rates.ingestion.history_crawler import HistoryCrawler
from gazette.rates.validation.guards import EARLIEST
from gazette.schemas.base import StrictModel

ALL_SOURCES = "all"
"""The source of a run for all banks."""
KIND: Literal["rates.backfill"] = "rates.backfill"


class RunEvent(StrictModel):
    """A run for one bank or, with the source `all`, for each bank whose next sheet is due.

    Without `dates` it is the scheduled run: the coming days, and today again. The source `all` allows no other member.
    `fewer` accepts sheets that lost more than a tenth of their currencies: use it if the bank has dropped them.
    """

    source: str = Field(pattern="^[a-z]{2,12}$")
    dates: list[Annotated[date, Field(ge=EARLIEST)]] = Field(default_factory=list, max_length=60)
    fewer: bool = False

    @model_validator(mode="after")
    def _require_one_bank(self) -> Self:
        if self.source == ALL_SOURCES and (self.dates or self.fewer):
            raise ValueError(f"dates and fewer are for one bank, not for {ALL_SOURCES}")
        return self


class StartBackfill(StrictModel):
    """Starts a backfill of the days from `from` to `to`, both included; without `to`, up to the bank's today.

    Resumes the job of that range if it was stopped. A job that is done starts again only with `again`. `fewer` is
    as in `RunEvent`, `seconds` as in `ResumeBackfill`.
    """

    source: str = Field(pattern="^[a-z]{2,12}$")
    first: date = Field(alias="from")
    last: date | None = Field(None, alias="to")
    fewer: bool = False
    again: bool = False
    seconds: float | None = Field(None, ge=0, le=900)

    def to_job(self, today: date) -> Job:
        """The job of this range, not started yet. Raises `Invalid` for an impossible range."""
        last = self.last or today
        if last > today:
            raise Invalid.at("#/to", f"{last} lies in the future: the bank's today is {today}.")
        if self.first < EARLIEST:
            raise Invalid.at("#/from", f"{self.first} is too early: no bank has sheets before {EARLIEST}.")
        if self.first > last:
            raise Invalid.at("#/from", f"{self.first} is later than {last}.")
        end = self.last.isoformat() if self.last else "today"
        return Job(
            "/".join((KIND, self.source, self.first.isoformat(), end, *(["fewer"] if self.fewer else []))),
            concurrency_key=f"rates/{self.source}",
            parameters={
                "source": self.source,
                "from": self.first.isoformat(),
                "to": last.isoformat(),
                "fewer": self.fewer,
            },
            state=HistoryCrawler(last).to_state(),
            total=(last - self.first).days + 1,
            unit="days",
        )


class ResumeBackfill(StrictModel):
    """Continues a backfill for some `seconds`, or for as long as the function has time.

    An operator or the event bus sends it. Events of the bus (jobs/events.py) also have the `kind`.
    """

    kind: Literal["rates.backfill"] = KIND
    job: str = Field(pattern=rf"^{KIND}/", max_length=200)
    seconds: float | None = Field(None, ge=0, le=900)


def parse_event(event: dict[str, Any]) -> RunEvent | StartBackfill | ResumeBackfill:
    """The model of an event, or of the `detail` of a bus event. Raises pydantic's `ValidationError`."""
    event = event.get("detail", event)
    if "from" in event:
        return StartBackfill.model_validate(event)
    if "job" in event:
        return ResumeBackfill.model_validate(event)
    return RunEvent.model_validate(event)
