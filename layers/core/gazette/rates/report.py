"""What a run is told and what it tells: its event, its report, its metrics."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from pydantic import BaseModel, ConfigDict, Field

from gazette.observability import logger, metrics
from gazette.rates.bank import Bank
from gazette.rates.ingestion import Outcome
from gazette.rates.progress import Progress


class Run(BaseModel):
    """The event of a run. Without `dates` it is the normal one: what is coming, and today again. `fewer` says, by hand,
    that the bank has indeed dropped more than a tenth of its currencies."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str = Field(pattern="^[a-z]{2,12}$")
    dates: list[date] = Field(default_factory=list, max_length=60)
    fewer: bool = False


class NothingValid(Exception):
    """No day of a run had a valid sheet, and somebody must know. The message is the run's report, as JSON."""


def conclude(bank: Bank, outcomes: list[Outcome], progress: Progress, at: datetime, *, by_hand: bool) -> dict[str, Any]:
    """Log and count what came of a run, and report it: `{source, last_date, stale, results: [{asked, outcome, …}]}`.

    `NothingValid` where no day was valid, unless the schedule runs again anyway and the bank was only silent: the
    metrics tell of its silence.
    """
    stale = not progress.last or bank.stale(date.fromisoformat(progress.last), at)
    results = [outcome.report() for outcome in outcomes]
    report = {"source": bank.id, "last_date": progress.last or None, "stale": stale, "results": results}
    logger.info("rates run", extra=report)
    _count(bank, outcomes, stale=stale)
    refused = any(outcome.outcome == "rejected" for outcome in outcomes)
    if (by_hand or refused) and not any(outcome.valid for outcome in outcomes):
        raise NothingValid(json.dumps(report))
    return report


def _count(bank: Bank, outcomes: list[Outcome], *, stale: bool) -> None:
    """Metrics per source; the dates are in the same line, as metadata."""
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
        "RatesStale": int(stale),
    }
    metrics.add_dimension("source", bank.id)
    metrics.add_metadata("dates", [str(outcome.dated or outcome.asked) for outcome in outcomes])
    for name, value in counts.items():
        metrics.add_metric(name, MetricUnit.Count, value)
    metrics.flush_metrics()
