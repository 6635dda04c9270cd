"""Reports of runs: results as JSON, log lines and metrics."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

from gazette.jobs.model import Job
from gazette.observability import logger, metrics
from gazette.rates.bank import Bank
from gazette.rates.ingestion.day_result import DayResult
from gazette.rates.review.cross_check import DoubtfulRates, Findings
from gazette.rates.store.progress import Progress


class NothingValid(Exception):
    """No day of a run had a valid sheet, so an operator has to act. The message is the run's report, as JSON."""


def report_run(
    bank: Bank, results: list[DayResult], progress: Progress, at: datetime, *, requested: Sequence[date] = ()
) -> dict[str, Any]:
    """Logs, counts and reports a run: `{source, last_date, stale, results: [{asked, outcome, …}], left?: [date]}`.

    `requested` are the days of a run by hand. `left` are those of them that the run did not request, because the bank
    was silent. Raises `NothingValid` if no day was valid: always for a run by hand, for a scheduled run only if a sheet
    was rejected. Otherwise a scheduled run without a sheet shows only in the metrics, because the schedule repeats it.
    """
    stale = not progress.last or bank.is_stale(date.fromisoformat(progress.last), at)
    report: dict[str, Any] = {
        "source": bank.id,
        "last_date": progress.last or None,
        "stale": stale,
        "results": [result.report() for result in results],
    }
    requested_days = {result.requested_day for result in results}
    if left := [day.isoformat() for day in requested if day not in requested_days]:
        report["left"] = left
    logger.info("rates run", extra=report)
    doubtful = sum(result.doubtful for result in results)
    count_results(bank.id, results, {"RatesStale": int(stale), "RatesDoubtful": doubtful})
    rejected = any(result.outcome == "rejected" for result in results)
    if (requested or rejected) and not any(result.valid for result in results):
        raise NothingValid(json.dumps(report))
    return report


def report_findings(findings: Findings) -> dict[str, Any]:
    """Logs and counts the rates that a cross-check released, and what is doubtful in current and upcoming sheets.

    Returns `{released?: [{source, date, currency, by, reason}], held?: [{source, date, currencies}], mismatched?,
    left_out?}`, the last two in the form of `held`. Every run sends the counts again, so that the alarm lasts for as
    long as a rate is held or does not fit the bank's own change, or a row is no rate.
    """
    releases, holds, mismatches = findings.releases, findings.holds, findings.mismatches
    parts = {
        "released": [release.report() for release in releases],
        "held": [hold.report() for hold in holds],
        "mismatched": [mismatch.report() for mismatch in mismatches],
        "left_out": [left_out.report() for left_out in findings.left_out],
    }
    report = {name: part for name, part in parts.items() if part}
    if report:
        logger.info("rates held", extra=report)
    doubts = [*holds, *mismatches, *findings.left_out]
    for source in sorted({release.stored.source for release in releases} | {doubt.source for doubt in doubts}):
        release_days = [release.stored.date for release in releases if release.stored.source == source]
        counts = {
            "RatesReleased": len(release_days),
            "RatesHeld": _count_currencies(holds, source),
            "RatesDoubtful": _count_currencies(doubts, source),
        }
        _send_metrics(source, {*release_days, *(doubt.date for doubt in doubts if doubt.source == source)}, counts)
    return report


def _count_currencies(doubts: Sequence[DoubtfulRates], source: str) -> int:
    return sum(len(doubt.currencies) for doubt in doubts if doubt.source == source)


def report_backfill(job: Job, results: list[DayResult], *, worked: bool) -> dict[str, Any]:
    """Logs and returns `{job, worked, results}`; `worked` is true if this invocation was the job's worker."""
    report = {"job": job.report(), "worked": worked, "results": [result.report() for result in results]}
    logger.info("backfill", extra=report)
    return report


def count_results(source: str, results: list[DayResult], more: dict[str, int] | None = None) -> None:
    """Sends metrics of the results, and `more` of them."""
    outcomes = [result.outcome for result in results]
    new = [result for result in results if result.new]
    counts = {
        "RatesIngested": outcomes.count("stored"),
        "RatesCorrected": outcomes.count("corrected"),
        "RatesRejected": outcomes.count("rejected"),
        "RatesFailed": outcomes.count("failed"),
        "RatesMismatched": sum(len(result.mismatched) for result in new),
        "RatesUnknown": sum(len(result.unknown) for result in new),
        "RatesLeftOut": sum(len(result.new_left_out) for result in results),
        **(more or {}),
    }
    _send_metrics(source, {result.dated or result.requested_day for result in results}, counts)


def _send_metrics(source: str, days: set[date], counts: dict[str, int]) -> None:
    """Sends metrics for all sources together, and for this one.

    The dates are metadata of the same line: as a dimension, each day would be a metric of its own. Zeros are not sent,
    because a metric costs money for each hour in which it is sent.
    """
    sent = {name: value for name, value in counts.items() if value}
    if not sent:
        return
    metrics.add_dimensions(service=metrics.service, source=source)
    metrics.add_metadata("dates", sorted(map(str, days)))
    for name, value in sent.items():
        metrics.add_metric(name, MetricUnit.Count, value)
    metrics.flush_metrics()
