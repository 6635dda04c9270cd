"""Backfill jobs that tests open and work on, of a bank that is a dictionary of days."""

from datetime import UTC, date, datetime, timedelta

from gazette.jobs.model import Job
from gazette.jobs.repository import JobRepository
from gazette.jobs.worker import run_job
from gazette.rates.ingestion.backfill import BackfillWorker
from gazette.rates.ingestion.bank_ingestion import BankIngestion
from gazette.rates.ingestion.input_events import StartBackfill
from gazette.rates.ingestion.raw_bodies import RawBodies
from gazette.rates.sources import load_bank
from gazette.rates.store.commands import SheetCommands
from gazette.rates.store.repository import RateRepository
from tests.support.crash_injection import CrashInjector
from tests.support.fake_cbu import document
from tests.support.rate_table import RateTable

AT = datetime(2021, 3, 1, 12, tzinfo=UTC)
TODAY = date(2021, 3, 1)
TUESDAYS = [date(2021, 1, 19) + timedelta(week * 7) for week in range(4)]
WEEKDAYS = [date(2021, 2, 15) + timedelta(day) for day in range(15) if day % 7 < 5]
CALENDAR = [*TUESDAYS, *WEEKDAYS]
"""Weekly sheets until February 2021, and then one each working day, as the Central Bank of Uzbekistan had them."""


class Archive:
    """The bank. `answers` replace the sheets of the days asked for: a body, an error to raise, or a list of such, one
    for each call."""

    def __init__(self, sheets: dict[date, bytes]) -> None:
        self.sheets = sheets
        self.answers: dict[date, object] = {}
        self.asked: list[date] = []
        self.broken_after: int | None = None

    def get(self, path: str) -> bytes:
        day = date.fromisoformat(path.strip("/").rsplit("/", 1)[1])
        self.asked.append(day)
        if self.broken_after is not None and len(self.asked) > self.broken_after:
            return b"<html>"
        answer = self.answers.get(day)
        if isinstance(answer, list):
            answer = answer.pop(0) if answer else None
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, bytes) else self._sheet(day)

    def _sheet(self, day: date) -> bytes:
        days = [published for published in self.sheets if published <= day]
        return self.sheets[max(days)] if days else b"[]"


class Backfills:
    """Opens and works on backfill jobs. `clock` advances by a second at each call."""

    def __init__(self, archive: Archive, aws: CrashInjector, rates: str, jobs: str, bucket: str) -> None:
        self.archive, self.at, self.slept = archive, AT, []
        self.jobs = JobRepository(jobs, aws.dynamodb)
        self._commands = SheetCommands(RateRepository(rates, aws.dynamodb))
        self._bodies = RawBodies(bucket, aws.s3)

    def clock(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    def open(self, first: date, last: date | None = None, **options: bool) -> Job:
        event = StartBackfill.model_validate({"source": "cbu", "from": first, "to": last, **options})
        return self.jobs.open(event.to_job(TODAY), self.at, again=event.again)

    def work(self, job: Job, calls: int = 1000) -> Job:
        """Makes at most so many calls to the bank; the job as it is then."""
        steps = iter([True] * calls)
        worker = BackfillWorker(self._open_bank, self._commands, clock=self.clock, sleep=self.slept.append)
        self.results = worker.results
        run_job(self.jobs, job.id, worker.step, clock=self.clock, has_time=lambda: next(steps, False))
        return self.jobs.get(job.id, self.at)

    def finish(self, job: Job) -> Job:
        """Works until the job has ended; time passes while it waits."""
        job = self.work(job)
        while job.status == "waiting":
            self.at = datetime.fromisoformat(job.due_at)
            job = self.work(job)
        return job

    def _open_bank(self, job: Job) -> BankIngestion:
        fewer = bool(job.parameters["fewer"])
        return BankIngestion(load_bank("cbu"), self.archive.get, self._commands, self._bodies, at=AT, fewer=fewer)


def publish_calendar() -> Archive:
    """The bank with a sheet for each day of its calendar, in which the dollar rises."""
    return Archive({day: document(day, USD=f"{10_400 + number}.00") for number, day in enumerate(CALENDAR)})


def stored_days(rate_table: RateTable) -> list[date]:
    return [date.fromisoformat(day) for series, day in sorted(rate_table.scan()) if series == "cbu"]


def counts(job: Job) -> dict[str, int]:
    """Days by outcome."""
    return dict(job.state["counts"])
