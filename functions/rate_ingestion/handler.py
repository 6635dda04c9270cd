"""One run for one bank: `{"source": "cbu"}` by schedule, or by hand `{"source": "cbu", "dates": ["2026-04-01"]}`; one
for each bank that a sheet is due of: `{"source": "all"}`; or a stretch of a backfill:
`{"source": "cbu", "from": "1994-07-01", "to": "2026-11-24"}` begins it (or goes on with it), `{"job": "<id>"}` goes on
with it, also as the event `job.due` of the bus.
"""

import os
from datetime import date, datetime, timedelta
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from gazette.aws.clients import client
from gazette.errors import Invalid
from gazette.jobs.model import Job
from gazette.jobs.repository import JobRepository
from gazette.jobs.worker import run_job
from gazette.observability import logger
from gazette.rates.bank import Bank
from gazette.rates.ingestion.backfill import Backfill, ResumeBackfill, StartBackfill
from gazette.rates.ingestion.bank_client import TOTAL_SECONDS, BankClients
from gazette.rates.ingestion.raw_bodies import RawBodies
from gazette.rates.ingestion.report import EVERY, Run, conclude, count, tell_held
from gazette.rates.ingestion.run import Ingestion, Outcome
from gazette.rates.review.cross_check import cross_check
from gazette.rates.sources import bank
from gazette.rates.sources import sources as known
from gazette.rates.store.repository import RateRepository
from gazette.settings import Settings
from gazette.times import now

RESERVE = 5.0
"""Seconds at a run's end that are kept for storing what came last."""

settings = Settings(os.environ)
banks = BankClients(settings)
table = RateRepository(settings.table("rates"), client("dynamodb"))
bodies = RawBodies(settings.require("RAW_BUCKET"), client("s3"))
jobs = JobRepository(settings.table("jobs"), client("dynamodb"))


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """What `run` or `go_on` says of it. An event that is none is refused: `ValidationError`, or `Invalid` where its
    source or its range is none."""
    event = event.get("detail", event)
    if "from" in event:
        return begin(StartBackfill.model_validate(event), context)
    if "job" in event:
        return go_on(ResumeBackfill.model_validate(event), context)
    return run(Run.model_validate(event), context)


def run(run: Run, context: LambdaContext) -> dict[str, Any]:
    """What came of each day (`conclude`), and what is held (`tell_held`); raises `NothingValid` where no day was valid
    and somebody must know."""
    if run.source == EVERY:
        return run_all(context)
    source, at = bank_of(run.source), now()
    taking = ingestion(source, context, fewer=run.fewer)
    outcomes = taking.days(run.dates) if run.dates else taking.run()
    held = tell_held(cross_check(table, sources(), at))
    return {**conclude(source, outcomes, table.progress(source), at, wanted=run.dates), **held}


def run_all(context: LambdaContext) -> dict[str, Any]:
    """`{sources: [what came of a run]}`, of each bank whose next sheet may be out, and what is held: for sheets that
    come late, and for banks without a schedule of their own. One that fails, or is slow, keeps no other waiting: of the
    time that is left when its turn comes, each has an equal share. What the first one failed of is raised in the end,
    be it `NothingValid` or a mistake of ours; all are logged."""
    at, reports, failures = now(), [], []
    due = [source for source in sources() if is_due(source, at)]
    for turn, source in enumerate(due):
        left = seconds_left(context)
        others = left - left / (len(due) - turn)
        try:
            outcomes = ingestion(source, context, fewer=False, kept=others).run()
            reports.append(conclude(source, outcomes, table.progress(source), at))
        except Exception as failure:
            logger.exception("a bank's run failed", extra={"source": source.id})
            failures.append(failure)
    held = tell_held(cross_check(table, sources(), at))
    if failures:
        raise failures[0]
    return {"sources": reports, **held}


def is_due(source: Bank, at: datetime) -> bool:
    last = table.progress(source).last
    return not last or source.is_due(date.fromisoformat(last), at)


def sources() -> list[Bank]:
    return [*map(bank, settings.rate_sources)]


def bank_of(source: str) -> Bank:
    """The bank that an event names."""
    if source not in known():
        raise Invalid.at("#/source", f"there is no source {source}; there are {', '.join(known())}")
    return bank(source)


def begin(wish: StartBackfill, context: LambdaContext) -> dict[str, Any]:
    source, at = bank_of(wish.source), now()
    job = jobs.open(wish.job(source.today(at)), at, again=wish.again)
    return go_on(ResumeBackfill(job=job.id, seconds=wish.seconds), context)


def go_on(errand: ResumeBackfill, context: LambdaContext) -> dict[str, Any]:
    """`{job, worked, results}`: the job as it is now (null where it is long gone), whether this was its worker, and
    what came of each day that it asked for."""
    begun = now()
    job = jobs.get(errand.job, begun)
    if job is None:
        return {"job": None, "worked": False, "results": []}
    begun_on: list[Backfill] = []

    def step(job: Job) -> Job:
        """Only who has claimed the job looks for its bank: one that is gone costs an attempt too."""
        if not begun_on:
            begun_on.append(backfill(job, context))
        return begun_on[0].step(job)

    def time_left() -> bool:
        spent = errand.seconds is not None and now() - begun >= timedelta(seconds=errand.seconds)
        return not spent and seconds_left(context) >= TOTAL_SECONDS

    try:
        left = run_job(jobs, job.id, step, clock=now, time_left=time_left)
    finally:
        for one in begun_on:
            count(one.bank, one.outcomes, {})
    outcomes = [outcome for one in begun_on for outcome in one.outcomes]
    return tell(left or jobs.get(job.id, now()) or job, outcomes, worked=left is not None)


def backfill(job: Job, context: LambdaContext) -> Backfill:
    source = bank_of(job.what["source"])
    return Backfill(source, ingestion(source, context, fewer=job.what["fewer"]), table, clock=now)


def ingestion(source: Bank, context: LambdaContext, *, fewer: bool, kept: float = 0.0) -> Ingestion:
    """`kept` are seconds of what is left that are not this bank's."""

    def get(path: str) -> bytes:
        return banks.of(source).get(path, seconds=seconds_left(context) - kept)

    return Ingestion(source, get, table, bodies, at=now(), fewer=fewer)


def seconds_left(context: LambdaContext) -> float:
    """For asking the bank."""
    return context.get_remaining_time_in_millis() / 1000 - RESERVE


def tell(job: Job, outcomes: list[Outcome], *, worked: bool) -> dict[str, Any]:
    results = [outcome.report() for outcome in outcomes]
    report = {"job": job.report(), "worked": worked, "results": results}
    logger.info("backfill", extra=report)
    return report
