"""One run for one bank: `{"source": "cbu"}` by schedule, or by hand `{"source": "cbu", "dates": ["2026-04-01"]}`."""

import os
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from gazette.aws.clients import client
from gazette.rates.client import BankClients
from gazette.rates.ingestion import Ingestion
from gazette.rates.raw import RawBodies
from gazette.rates.report import Run, conclude
from gazette.rates.sources import bank
from gazette.rates.table import RateTable
from gazette.settings import Settings
from gazette.times import now

RESERVE = 5.0
"""Seconds at a run's end that are kept for storing what came last."""

settings = Settings(os.environ)
banks = BankClients(settings)
table = RateTable(settings.table("rates"), client("dynamodb"))
bodies = RawBodies(settings.require("RAW_BUCKET"), client("s3"))


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """What came of each day (rates/report.py); raises `NothingValid` where none was valid and somebody must know."""
    run = Run.model_validate(event)
    source, at = bank(run.source), now()

    def get(path: str) -> bytes:
        return banks.of(source).get(path, seconds=context.get_remaining_time_in_millis() / 1000 - RESERVE)

    ingestion = Ingestion(source, get, table, bodies, at=at, fewer=run.fewer)
    outcomes = ingestion.days(run.dates) if run.dates else ingestion.run()
    return conclude(source, outcomes, table.progress(source), at, by_hand=bool(run.dates))
