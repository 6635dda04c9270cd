"""Rates for a start that is not empty: of the banks themselves where they answer, else of bundled sheets."""

import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from gazette.aws.clients import client
from gazette.rates.bank import Bank
from gazette.rates.ingestion.bank_client import BankClients, Unreachable
from gazette.rates.ingestion.bank_ingestion import BankIngestion
from gazette.rates.ingestion.raw_bodies import RawBodies
from gazette.rates.model import Unusable
from gazette.rates.sources import bank
from gazette.rates.store.commands import SheetCommands
from gazette.rates.store.repository import RateRepository
from gazette.settings import Settings

FOLDER = Path(__file__).parent / "samples"
"""Has sheets as the banks sent them, named `<source>-<day>`; of some only a part of the currencies."""

BRIEFLY = 6.0
"""Seconds that a bank has for its first answer before the bundled sheets are taken."""

RECENT = 4
"""Days that are read at the start, so that there is a sheet to compare with, also on a Monday."""


def load_rates(source: str, now: datetime, *, seconds: float = BRIEFLY) -> str:
    """Read the last days from a bank, or take the bundled sheets where it does not answer; a line that says so."""
    settings, origin = Settings(os.environ), bank(source)
    rates = RateRepository(settings.table("rates"), client("dynamodb"))
    commands = SheetCommands(rates)
    bodies = RawBodies(settings.require("RAW_BUCKET"), client("s3"))
    site, today = BankClients(settings).site(origin), origin.today(now)
    try:
        origin.fetch(lambda path: site.get(path, seconds=seconds), today, today)
    except (Unreachable, Unusable):
        silent = f"Rates of {source}: {site.url} cannot be read now"
        if rates.load_progress(origin).last:
            return f"{silent}; the sheets that are there stay."
        days = _load_bundled(origin, commands, bodies, now)
        return f"{silent}; bundled sheets of {' and '.join(days)} stand in."
    ingestion = BankIngestion(origin, site.get, commands, bodies, at=now)
    ingestion.ingest_days([today - timedelta(days) for days in range(RECENT, 0, -1)])
    ingestion.run()
    return f"Rates of {source}: read from {site.url}, sheets up to {rates.load_progress(origin).last}."


def _load_bundled(origin: Bank, commands: SheetCommands, bodies: RawBodies, now: datetime) -> list[str]:
    """The days of the sheets that stand in."""
    days = {path.stem.removeprefix(f"{origin.id}-"): path for path in sorted(FOLDER.glob(f"{origin.id}-*"))}
    for day, sheet in days.items():
        ingestion = BankIngestion(origin, _always(sheet.read_bytes()), commands, bodies, at=now)
        ingestion.ingest_days([date.fromisoformat(day)])
    return list(days)


def _always(body: bytes) -> Callable[[str], bytes]:
    return lambda _path: body
