"""The steps of a backfill: one call to the bank each, from the latest day back to the first."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from gazette.jobs.model import Job
from gazette.rates.ingestion import bank_client
from gazette.rates.ingestion.bank_ingestion import BankIngestion
from gazette.rates.ingestion.day_result import DayResult
from gazette.rates.ingestion.history_crawler import EMPTY_DAYS, HistoryCrawler
from gazette.rates.store.commands import SheetCommands
from gazette.times import parse_timestamp, timestamp

PAUSE, MAX_PAUSE = timedelta(minutes=1), timedelta(hours=1)
"""The first and the longest pause between two calls to a bank that does not answer. The pause doubles each time. A day
without a sheet is requested again after the first pause, because a maintenance page may have the status 200."""
MAX_LISTED = 100
"""A finished job lists at most so many sheets with held rates."""


class BackfillWorker:
    """One worker of a backfill job. `results` are the results of its requests.

    The job's state is that of a `HistoryCrawler`, with `called_at`, the time of the last call. The state of a finished
    job also has `held`: the sheets of the range that hold rates now, the latest first. The worker lists them at the
    end, because most rates are held only when the sheet before them arrives.
    """

    def __init__(
        self,
        open_bank: Callable[[Job], BankIngestion],
        commands: SheetCommands,
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """The first step calls `open_bank`. So a job whose bank no longer exists uses up its attempts."""
        self._open_bank, self._commands = open_bank, commands
        self._clock, self._sleep = clock, sleep
        self._ingestion: BankIngestion | None = None
        self.results: list[DayResult] = []

    def step(self, job: Job) -> Job:
        """Requests the next day or, after a month without a sheet, a day that certainly has a sheet.

        The first step also finishes the re-evaluations that an interrupted run left.
        """
        if self._ingestion is None:
            self._ingestion = self._open_bank(job)
            self._commands.finish_reevaluation(self._ingestion.bank)
        ingestion = self._ingestion
        crawler = HistoryCrawler.from_state(job.state)
        self._keep_distance(job.state.get("called_at"))
        if crawler.missing_days >= EMPTY_DAYS:
            return self._check_start_of_history(ingestion, job, crawler)
        result = self._request(ingestion, crawler.day)
        if result.silent:
            return self._wait_for_bank(job, crawler, result.reason)
        crawler = crawler.record(result)
        if crawler.postponed:
            return job.wait(self._to_state(crawler), timestamp(self._clock() + PAUSE), result.reason)
        return self._advance(ingestion, job, crawler)

    def _advance(self, ingestion: BankIngestion, job: Job, crawler: HistoryCrawler) -> Job:
        first, last = (date.fromisoformat(job.parameters[end]) for end in ("from", "to"))
        if crawler.has_passed(first):
            return self._finish(ingestion, job, crawler, "")
        return job.advance(self._to_state(crawler), min(job.total, (last - crawler.day).days))

    def _check_start_of_history(self, ingestion: BankIngestion, job: Job, crawler: HistoryCrawler) -> Job:
        """Requests a day that has a sheet. Without it, the empty days may be a failure of the bank."""
        result = self._request(ingestion, crawler.earliest or ingestion.bank.today(self._clock()))
        if result.silent:
            return self._wait_for_bank(job, crawler, result.reason)
        crawler = crawler.return_before_gap()
        if result.outcome == "failed":
            return self._wait_for_bank(job, crawler, f"no sheet for {result.requested_day} either: {result.reason}")
        earliest = crawler.earliest
        reason = f"the bank has no sheet before {earliest}" if earliest else "the bank has no sheet in this range"
        return self._finish(ingestion, job, crawler, reason)

    def _finish(self, ingestion: BankIngestion, job: Job, crawler: HistoryCrawler, reason: str) -> Job:
        first, last = crawler.earliest or crawler.day, date.fromisoformat(job.parameters["to"])
        sheets = islice(self._commands.repository.list_held(ingestion.bank, first, last), MAX_LISTED)
        held = [{"date": day.isoformat(), "currencies": codes} for day, codes in sheets]
        return job.finish({**self._to_state(crawler), "held": held}, reason)

    def _wait_for_bank(self, job: Job, crawler: HistoryCrawler, reason: str) -> Job:
        pause = min(PAUSE * 2 ** min(crawler.silences, 10), MAX_PAUSE)
        return job.wait(self._to_state(crawler.record_silence()), timestamp(self._clock() + pause), reason)

    def _request(self, ingestion: BankIngestion, day: date) -> DayResult:
        self.results.append(ingestion.ingest_day(day))
        return self.results[-1]

    def _to_state(self, crawler: HistoryCrawler) -> dict[str, Any]:
        return {**crawler.to_state(), "called_at": self._clock().isoformat()}

    def _keep_distance(self, called_at: str | None) -> None:
        """Waits before the first call until a second after the last call of the former worker.

        Before further calls, the bank's client waits.
        """
        if called_at and not self.results:
            seconds_since = (self._clock() - parse_timestamp(called_at)).total_seconds()
            self._sleep(min(bank_client.SPACING_SECONDS, max(0.0, bank_client.SPACING_SECONDS - seconds_since)))
