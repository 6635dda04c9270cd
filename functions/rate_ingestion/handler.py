"""Loads rates. Its events:

{"source": "cbu"}                                            the scheduled run for one bank
{"source": "cbu", "dates": ["2026-04-01"]}                   a run by hand
{"source": "all"}                                            a run for each bank with a due sheet
{"source": "cbu", "from": "1994-07-01", "to": "2026-11-24"}  starts or resumes a backfill
{"job": "<id>"}                                              continues a backfill; also the event `job.due` of the bus
"""

import os
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from gazette.aws.clients import client
from gazette.aws.distribution import Distribution
from gazette.jobs.repository import JobRepository
from gazette.rates.ingestion.bank_client import BankClients
from gazette.rates.ingestion.input_events import ResumeBackfill, StartBackfill, parse_event
from gazette.rates.ingestion.rate_ingestion import RateIngestion
from gazette.rates.ingestion.raw_bodies import RawBodies
from gazette.rates.sources import load_bank
from gazette.rates.store.cdn_invalidation import CdnInvalidation
from gazette.rates.store.commands import SheetCommands
from gazette.rates.store.repository import RateRepository
from gazette.settings import Settings
from gazette.times import now

RESERVE = 5.0
"""Seconds of an invocation that are reserved for storing the last sheet."""

settings = Settings(os.environ)
commands = SheetCommands(RateRepository(settings.table("rates"), client("dynamodb")))
jobs = JobRepository(settings.table("jobs"), client("dynamodb"))
bodies = RawBodies(settings.require("RAW_BUCKET"), client("s3"))
cdn_invalidation = CdnInvalidation(commands, Distribution(settings), settings.languages)
ingestion = RateIngestion(
    commands,
    jobs,
    BankClients(settings),
    bodies,
    cdn_invalidation,
    list_banks=lambda: [*map(load_bank, settings.rate_sources)],
    clock=lambda: now(),  # noqa: PLW0108 (tests replace `now`)
)


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Returns the report of the run or backfill. Raises `ValidationError` or `Invalid` for an invalid event, and
    `NothingValid` if no sheet of a run was valid."""

    def seconds_left() -> float:
        return context.get_remaining_time_in_millis() / 1000 - RESERVE

    match parse_event(event):
        case StartBackfill() as start:
            return ingestion.start_backfill(start, seconds_left)
        case ResumeBackfill() as resume:
            return ingestion.resume_backfill(resume, seconds_left)
        case run:
            return ingestion.run(run, seconds_left)
