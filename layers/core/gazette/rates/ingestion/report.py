"""What a run is told and what it tells: its event, its report, its metrics."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Self

from aws_lambda_powertools.metrics import MetricUnit
from pydantic import BaseModel, ConfigDict, Field, model_validator

from gazette.observability import logger, metrics
from gazette.rates.bank import Bank
from gazette.rates.ingestion.run import Outcome
from gazette.rates.review.cross_check import Findings
from gazette.rates.store.progress import Progress
from gazette.rates.validation.guards import EARLIEST

EVERY = "all"
"""The source of a run for all banks."""


class Run(BaseModel):
    """The event of a run. Without `dates` it is the normal one: what is coming, and today again; of the source `all`
    (alone) it is that of each bank whose next sheet is due. `fewer` says, by hand, that the bank has indeed dropped
    more than a tenth of its currencies."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str = Field(pattern="^[a-z]{2,12}$")
    dates: list[Annotated[date, Field(ge=EARLIEST)]] = Field(default_factory=list, max_length=60)
    fewer: bool = False

    @model_validator(mode="after")
    def _of_one_bank_by_hand(self) -> Self:
        if self.source == EVERY and (self.dates or self.fewer):
            raise ValueError(f"dates and fewer are for one bank, not for {EVERY}")
        return self


class NothingValid(Exception):
    """No day of a run had a valid sheet, and somebody must know. The message is the run's report, as JSON."""


def conclude(
    bank: Bank, outcomes: list[Outcome], progress: Progress, at: datetime, *, wanted: Sequence[date] = ()
) -> dict[str, Any]:
    """Log and count what came of a run, and report it: `{source, last_date, stale, results: [{asked, outcome, …}],
    left?: [date]}`. `wanted` are the days of one by hand; `left` those of them that a silent bank was not asked for.

    `NothingValid` where no day was valid, of a run by hand always, of a scheduled one where a sheet was refused. That
    the bank was silent, or had no sheet for us (a page of HTML, say), only the metrics tell: the schedule runs again
    anyway.
    """
    stale = not progress.last or bank.is_stale(date.fromisoformat(progress.last), at)
    results = [outcome.report() for outcome in outcomes]
    report: dict[str, Any] = {"source": bank.id, "last_date": progress.last or None, "stale": stale, "results": results}
    asked = {outcome.asked for outcome in outcomes}
    if left := [day.isoformat() for day in wanted if day not in asked]:
        report["left"] = left
    logger.info("rates run", extra=report)
    count(bank, outcomes, {"RatesStale": int(stale), "RatesDoubtful": sum(map(_doubts, outcomes))})
    refused = any(outcome.outcome == "rejected" for outcome in outcomes)
    if (wanted or refused) and not any(outcome.valid for outcome in outcomes):
        raise NothingValid(json.dumps(report))
    return report


def tell_held(findings: Findings) -> dict[str, Any]:
    """Log and count what was released, and what is held now in the sheets in force and coming of all banks:
    `{released?: [{source, date, currency, by, reason}], held?: [{source, date, currencies}]}`.

    Sent by each run, for as long as it is so: an alarm lasts as long as what it is about.
    """
    releases, holds = findings.releases, findings.holds
    parts = {"released": [release.report() for release in releases], "held": [hold.report() for hold in holds]}
    report = {name: part for name, part in parts.items() if part}
    if report:
        logger.info("rates held", extra=report)
    for source in sorted({release.stored.source for release in releases} | {hold.source for hold in holds}):
        of_it = [release.stored.date for release in releases if release.stored.source == source]
        held = [hold for hold in holds if hold.source == source]
        number = sum(len(hold.currencies) for hold in held)
        counts = {"RatesReleased": len(of_it), "RatesHeld": number, "RatesDoubtful": number}
        _send(source, {*of_it, *(hold.date for hold in held)}, counts)
    return report


def _doubts(outcome: Outcome) -> int:
    """How much of a day somebody must look at."""
    refused, thinned = outcome.outcome == "rejected", bool(outcome.thinned)
    return refused + thinned + (len(outcome.held) + len(outcome.unknown) if outcome.new else 0)


def count(bank: Bank, outcomes: list[Outcome], more: dict[str, int]) -> None:
    """Metrics of what came in, with `more`."""
    kinds = [outcome.outcome for outcome in outcomes]
    new = [outcome for outcome in outcomes if outcome.new]
    counts = {
        "RatesIngested": kinds.count("stored"),
        "RatesCorrected": kinds.count("corrected"),
        "RatesRejected": kinds.count("rejected"),
        "RatesFailed": kinds.count("failed"),
        "RatesMismatched": sum(len(outcome.mismatched) for outcome in new),
        "RatesUnknown": sum(len(outcome.unknown) for outcome in new),
        **more,
    }
    _send(bank.id, {outcome.dated or outcome.asked for outcome in outcomes}, counts)


def _send(source: str, days: set[date], counts: dict[str, int]) -> None:
    """Metrics of all sources together, and of each by itself. The dates stand in the same line, as metadata: as a
    dimension each day would be a metric of its own. What is zero is not sent, since a metric bills by the hours in
    which it is."""
    sent = {name: value for name, value in counts.items() if value}
    if not sent:
        return
    metrics.add_dimensions(service=metrics.service, source=source)
    metrics.add_metadata("dates", sorted(map(str, days)))
    for name, value in sent.items():
        metrics.add_metric(name, MetricUnit.Count, value)
    metrics.flush_metrics()
