"""Carries out the events of the RateIngestion function: runs for one bank or for all, and backfills."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from gazette.errors import Invalid
from gazette.jobs.model import Job
from gazette.jobs.repository import JobRepository
from gazette.jobs.worker import run_job
from gazette.observability import logger
from gazette.rates import sources
from gazette.rates.bank import Bank
from gazette.rates.ingestion.backfill import BackfillWorker
from gazette.rates.ingestion.bank_client import TOTAL_SECONDS, BankClients
from gazette.rates.ingestion.bank_ingestion import BankIngestion
from gazette.rates.ingestion.input_events import ALL_SOURCES, ResumeBackfill, RunEvent, StartBackfill
from gazette.rates.ingestion.raw_bodies import RawBodies
from gazette.rates.ingestion.report import count_results, report_backfill, report_findings, report_run
from gazette.rates.review.cross_check import cross_check
from gazette.rates.store.cdn_invalidation import CdnInvalidation
from gazette.rates.store.commands import SheetCommands

SecondsLeft = Callable[[], float]
"""How many seconds are left for calls to banks."""


class RateIngestion:
    def __init__(
        self,
        commands: SheetCommands,
        jobs: JobRepository,
        clients: BankClients,
        bodies: RawBodies,
        cdn_invalidation: CdnInvalidation,
        *,
        list_banks: Callable[[], list[Bank]],
        clock: Callable[[], datetime],
    ) -> None:
        """`list_banks` returns the banks of this deployment."""
        self._commands, self._jobs, self._clients, self._bodies = commands, jobs, clients, bodies
        self._cdn_invalidation = cdn_invalidation
        self._list_banks, self._clock = list_banks, clock

    def run(self, event: RunEvent, seconds_left: SecondsLeft) -> dict[str, Any]:
        """The reports of the run (`report_run`) and of the cross-check after it (`report_findings`).

        Raises `Invalid` for an unknown bank, and `NothingValid`.
        """
        if event.source == ALL_SOURCES:
            return self._run_all(seconds_left)
        bank, at = _find_bank(event.source), self._clock()
        ingestion = self._open_bank(bank, seconds_left, fewer=event.fewer)
        results = ingestion.ingest_days(event.dates) if event.dates else ingestion.run()
        changed = {bank.id} if any(result.new for result in results) else set()
        findings = self._finish_run(at, changed)
        progress = self._commands.repository.load_progress(bank)
        return {**report_run(bank, results, progress, at, requested=event.dates), **findings}

    def _finish_run(self, at: datetime, changed: set[str]) -> dict[str, Any]:
        """Cross-checks, and then invalidates past answers of the changed banks and of those with released rates.

        Returns the report of the cross-check.
        """
        banks = self._list_banks()
        findings = cross_check(self._commands, banks, at)
        changed = changed | {release.stored.source for release in findings.releases}
        self._cdn_invalidation.invalidate_if_due([bank for bank in banks if bank.id in changed], at)
        return report_findings(findings)

    def start_backfill(self, event: StartBackfill, seconds_left: SecondsLeft) -> dict[str, Any]:
        """Starts or resumes the job of a range; reports as `resume_backfill`.

        Raises `Invalid` for an unknown bank or an impossible range, `ConcurrencyKeyTaken` during another job of the
        bank.
        """
        bank, at = _find_bank(event.source), self._clock()
        job = self._jobs.open(event.to_job(bank.today(at)), at, again=event.again)
        return self.resume_backfill(ResumeBackfill(job=job.id, seconds=event.seconds), seconds_left)

    def resume_backfill(self, event: ResumeBackfill, seconds_left: SecondsLeft) -> dict[str, Any]:
        """Works on a job and returns `{job, worked, results}`.

        `job` is the job after that, None if it does not exist. `worked` is true if this invocation was its worker.
        `results` are those of its requests.
        """
        started = self._clock()
        job = self._jobs.get(event.job, started)
        if job is None:
            return {"job": None, "worked": False, "results": []}

        def open_bank(job: Job) -> BankIngestion:
            bank = _find_bank(job.parameters["source"])
            return self._open_bank(bank, seconds_left, fewer=job.parameters["fewer"])

        def has_time() -> bool:
            spent = event.seconds is not None and self._clock() - started >= timedelta(seconds=event.seconds)
            return not spent and seconds_left() >= TOTAL_SECONDS

        worker = BackfillWorker(open_bank, self._commands, clock=self._clock)
        try:
            worked_on = run_job(self._jobs, job.id, worker.step, clock=self._clock, has_time=has_time)
        finally:
            count_results(job.parameters["source"], worker.results)
        current = worked_on or self._jobs.get(job.id, self._clock()) or job
        if worked_on and worked_on.status == "done":
            self._cdn_invalidation.invalidate_if_due([_find_bank(job.parameters["source"])], self._clock())
        return report_backfill(current, worker.results, worked=worked_on is not None)

    def _run_all(self, seconds_left: SecondsLeft) -> dict[str, Any]:
        """Runs each bank whose next sheet may be published by now: for late sheets, and for banks without a schedule.

        Returns `{sources: [report]}` and the report of the cross-check. Each bank has an equal share of the time that
        is left when its run begins, so a slow bank does not delay the others. A failure is logged and does not stop the
        runs after it. At the end the first failure is raised again: `NothingValid`, or a defect.
        """
        at = self._clock()
        reports: list[dict[str, Any]] = []
        failures: list[Exception] = []
        due = [bank for bank in self._list_banks() if self._is_due(bank, at)]
        for number, bank in enumerate(due):
            left = seconds_left()
            reserved = left - left / (len(due) - number)
            try:
                results = self._open_bank(bank, seconds_left, reserved=reserved).run()
                reports.append(report_run(bank, results, self._commands.repository.load_progress(bank), at))
            except Exception as failure:
                logger.exception("a bank's run failed", extra={"source": bank.id})
                failures.append(failure)
        findings = self._finish_run(at, {bank.id for bank in self._list_banks()})
        if failures:
            raise failures[0]
        return {"sources": reports, **findings}

    def _is_due(self, bank: Bank, at: datetime) -> bool:
        last = self._commands.repository.load_progress(bank).last
        return not last or bank.is_due(date.fromisoformat(last), at)

    def _open_bank(
        self, bank: Bank, seconds_left: SecondsLeft, *, fewer: bool = False, reserved: float = 0.0
    ) -> BankIngestion:
        """`reserved` are seconds that other banks need."""

        def get(path: str) -> bytes:
            return self._clients.site(bank).get(path, seconds=seconds_left() - reserved)

        return BankIngestion(bank, get, self._commands, self._bodies, at=self._clock(), fewer=fewer)


def _find_bank(source: str) -> Bank:
    if source not in sources.list_sources():
        raise Invalid.at("#/source", f"there is no source {source}; there are {', '.join(sources.list_sources())}")
    return sources.load_bank(source)
