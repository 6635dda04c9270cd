"""The environment that the functions see: the template's, with what the developer's own environment says."""

import os
import warnings
from collections.abc import Mapping
from typing import Any

from cli.local.stack import ROOT, Stack
from gazette.rates.ingestion.bank_client import BankClient
from gazette.rates.sources import bank, sources

LOCAL_PARAMETERS = {
    "MailSender": "news@gazette.example",
    "TelegramChannels": "en=@gazette_example,ru=@gazette_example_ru,uz=@gazette_example_uz",
    "DeletionProtection": "false",
}
"""Template parameters that the local server fills, so that every part has something to do."""

BANKS = {f"{source.upper()}_{name}URL": source for source in sources() for name in ("", "ARCHIVE_")}
SERVICES = (*BANKS, "TELEGRAM_URL")
"""Base addresses of outside services; those of the developer's environment are passed on."""


class UnusableAddress(Exception):
    """The environment names an address that no function would ask."""


def parameters(environ: Mapping[str, str], declared: Mapping[str, Any], port: int) -> dict[str, str]:
    """Template parameters: what the environment says (`SITE_NAME` for SiteName), else the local ones."""
    given = {name: environ[_variable(name)] for name in declared if environ.get(_variable(name))}
    return {"SiteUrl": f"http://127.0.0.1:{port}", **LOCAL_PARAMETERS, **given}


def apply(stack: Stack, services: Mapping[str, str]) -> None:
    """Set what all functions need: they share this process, so a variable has one value for all of them."""
    engine = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    for logical_id, _ in stack.of_type("AWS::Lambda::Function"):
        os.environ.update(stack.environment(logical_id))
    os.environ.update(engine)
    os.environ.update(services)
    os.environ.update(WEB_ROOT=str(ROOT / "web"), POWERTOOLS_METRICS_DISABLED="true", POWERTOOLS_LOG_LEVEL="WARNING")
    # Powertools warns of each run without a metric, and with metrics switched off that is each run.
    warnings.filterwarnings("ignore", message="No application metrics to publish", category=UserWarning)


def services(environ: Mapping[str, str]) -> dict[str, str]:
    """The outside services that the environment names an address for; `UnusableAddress` where a bank would not be
    asked at it. Who stands in for a bank stands in for its archive too, unless that has an address of its own."""
    named = {name: environ[name] for name in SERVICES if environ.get(name)}
    for name in sorted(BANKS.keys() & named.keys()):
        try:
            BankClient(named[name], ())
        except ValueError as error:
            raise UnusableAddress(f"{name}: {error}") from None
    archives = {f"{id.upper()}_ARCHIVE_URL": named[f"{id.upper()}_URL"] for id in own_banks(named) if bank(id).archive}
    return {**archives, **named}


def own_banks(services: Mapping[str, str]) -> set[str]:
    """The banks that the developer has a stand-in for: they are read as the schedules say, and not at the start."""
    return {source for name, source in BANKS.items() if name in services and not name.endswith("_ARCHIVE_URL")}


def _variable(parameter: str) -> str:
    """`SiteName` as an environment variable: `SITE_NAME`."""
    return "".join(f"_{letter}" if letter.isupper() else letter for letter in parameter).strip("_").upper()
