"""What a run is told and what it tells: its event, its report, its metrics."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from pydantic import BaseModel, ConfigDict, Field

from gazette.observability import logger, metrics
from gazette.rates.bank import Bank
from gazette.rates.holds.confirming import Release
from gazette.rates.ingestion.run import Outcome
from gazette.rates.store.progress import Progress


class Run(BaseModel):
    """The event of a run. Without `dates` it is the normal one: what is coming, and today again; of the source `all` it
    is that of each bank whose next sheet is due. `fewer` says, by hand, that the bank has indeed dropped more than a
    tenth of its currencies."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str = Field(pattern="^[a-z]{2,12}$")
    dates: list[date] = Field(default_factory=list, max_length=60)
    fewer: bool = False


class NothingValid(Exception):
    """No day of a run had a valid sheet, and somebody must know. The message is the run's report, as JSON."""


def conclude(
    bank: Bank, outcomes: list[Outcome], progress: Progress, at: datetime, *, releases: list[Release], by_hand: bool
) -> dict[str, Any]:
    """Log and count what came of a run, and report it: `{source, last_date, stale, results: [{asked, outcome, …}],
    released?: [{source, date, currency, by, reason}]}`.

    `NothingValid` where no day was valid, unless the schedule runs again anyway and the bank was only silent: the
    metrics tell of its silence.
    """
    stale = not progress.last or bank.stale(date.fromisoformat(progress.last), at)
    results = [outcome.report() for outcome in outcomes]
    report = {"source": bank.id, "last_date": progress.last or None, "stale": stale, "results": results}
    if releases:
        report["released"] = [release.report() for release in releases]
    logger.info("rates run", extra=report)
    more = {"RatesReleased": len(releases), "RatesStale": int(stale), "RatesDoubtful": sum(map(_doubts, outcomes))}
    count(bank, outcomes, more)
    refused = any(outcome.outcome == "rejected" for outcome in outcomes)
    if (by_hand or refused) and not any(outcome.valid for outcome in outcomes):
        raise NothingValid(json.dumps(report))
    return report


def _doubts(outcome: Outcome) -> int:
    """How much of a day somebody must look at."""
    return int(outcome.outcome == "rejected") + (len(outcome.held) + len(outcome.unknown) if outcome.new else 0)


def count(bank: Bank, outcomes: list[Outcome], more: dict[str, int]) -> None:
    """Metrics of all sources together, with `more`: the source and its dates are in the same line, as metadata. What is
    zero is not sent, since a metric bills by the hours in which it is."""
    kinds = [outcome.outcome for outcome in outcomes]
    new = [outcome for outcome in outcomes if outcome.new]
    counts = {
        "RatesIngested": kinds.count("stored"),
        "RatesCorrected": kinds.count("corrected"),
        "RatesRejected": kinds.count("rejected"),
        "RatesFailed": kinds.count("failed"),
        "RatesHeld": sum(len(outcome.held) for outcome in new),
        "RatesMismatched": sum(len(outcome.mismatched) for outcome in new),
        "RatesUnknown": sum(len(outcome.unknown) for outcome in new),
        **more,
    }
    sent = {name: value for name, value in counts.items() if value}
    if not sent:
        return
    metrics.add_metadata("source", bank.id)
    metrics.add_metadata("dates", [str(outcome.dated or outcome.asked) for outcome in outcomes])
    for name, value in sent.items():
        metrics.add_metric(name, MetricUnit.Count, value)
    metrics.flush_metrics()
