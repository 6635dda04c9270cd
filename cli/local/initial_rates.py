"""Loads rates when the local server starts: from the banks, or from bundled sheets if a bank does not answer."""

import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from gazette.aws.clients import client
from gazette.rates.ingestion.bank_client import BankClients, Unreachable
from gazette.rates.ingestion.bank_ingestion import BankIngestion
from gazette.rates.ingestion.raw_bodies import RawBodies
from gazette.rates.model import Unusable
from gazette.rates.sources import load_bank
from gazette.rates.store.commands import SheetCommands
from gazette.rates.store.repository import RateRepository
from gazette.settings import Settings

FOLDER = Path(__file__).parent / "samples"
"""Sheets as the banks sent them, named `<source>-<day>`. Some have only a part of the currencies."""

FIRST_ANSWER_TIMEOUT = 6.0
"""Seconds. A bank that needs longer is replaced by bundled sheets."""

RECENT_DAYS = 4
"""Enough to include an earlier sheet to compare with, also on a Monday."""


def load_bundled_rates(source: str, now: datetime) -> list[str]:
    """Ingest the bundled sheets of a bank, without a call to it. Returns their days."""
    settings, origin = Settings(os.environ), load_bank(source)
    commands = SheetCommands(RateRepository(settings.table("rates"), client("dynamodb")))
    bodies = RawBodies(settings.require("RAW_BUCKET"), client("s3"))
    days = {path.stem.removeprefix(f"{source}-"): path for path in sorted(FOLDER.glob(f"{source}-*"))}
    for day, sheet in days.items():
        ingestion = BankIngestion(origin, _constant(sheet.read_bytes()), commands, bodies, at=now)
        ingestion.ingest_days([date.fromisoformat(day)])
    return list(days)


def load_rates(source: str, now: datetime, *, seconds: float = FIRST_ANSWER_TIMEOUT) -> str:
    """Ingest the last days of a bank, or its bundled sheets if it does not answer. Returns one line for the user.

    `seconds` is the timeout of the first request.
    """
    settings, origin = Settings(os.environ), load_bank(source)
    rates = RateRepository(settings.table("rates"), client("dynamodb"))
    commands = SheetCommands(rates)
    bodies = RawBodies(settings.require("RAW_BUCKET"), client("s3"))
    site, today = BankClients(settings).site(origin), origin.today(now)
    try:
        origin.fetch(lambda path: site.get(path, seconds=seconds), today, today)
    except (Unreachable, Unusable):
        unreachable = f"Rates of {source}: {site.url} cannot be read now"
        if rates.load_progress(origin).last:
            return f"{unreachable}; the existing sheets stay."
        days = load_bundled_rates(source, now)
        return f"{unreachable}; bundled sheets of {' and '.join(days)} are used instead."
    ingestion = BankIngestion(origin, site.get, commands, bodies, at=now)
    ingestion.ingest_days([today - timedelta(days) for days in range(RECENT_DAYS, 0, -1)])
    ingestion.run()
    return f"Rates of {source}: read from {site.url}, sheets up to {rates.load_progress(origin).last}."


def _constant(body: bytes) -> Callable[[str], bytes]:
    return lambda _path: body
