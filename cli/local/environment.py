"""Environment variables of the local functions: the template's, changed by those of the developer."""

import os
import re
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from cli.local.stack import ROOT, Stack
from gazette.rates.ingestion.bank_client import BankClient
from gazette.rates.sources import list_sources, load_bank
from gazette.settings import SettingInvalid
from gazette.subscriptions.telegram.bot_api import parse_base_url

LOCAL_PARAMETERS = {
    "MailSender": "news@gazette.example",
    "MailReplyTo": "editors@gazette.example",
    "MailLists": "breaking,daily,weekly",
    "MailsPerSecond": "50",
    "TelegramChannels": "en=@gazette_example,ru=@gazette_example_ru,uz=@gazette_example_uz",
    "DeletionProtection": "false",
}
"""Values for template parameters that are empty by default, so that every part of the site works locally."""

INDEX_FOLDER = Path(gettempdir(), f"gazette-index-{os.getpid()}")
"""The search indexes of this process, which removes them at its end."""

LOCAL_VARIABLES = {
    "DISTRIBUTION_PARAMETER": "",
    "INDEX_FOLDER": str(INDEX_FOLDER),
    "WEB_ROOT": str(ROOT / "web"),
    "DESK_ROOT": str(ROOT / "web/desk"),
}
"""Variables of the functions that differ from the template's. There is no distribution, and no layer below /opt."""

BANKS = {f"{source.upper()}_{name}URL": source for source in list_sources() for name in ("", "ARCHIVE_")}
SERVICES = (*BANKS, "TELEGRAM_URL")
"""Variables with addresses of external services. The developer's environment may set them."""


class InvalidAddress(Exception):
    """The environment sets an address that the client of the service refuses."""


class InvalidParameter(Exception):
    """The environment sets a value that the template's pattern of the parameter refuses."""


def choose_parameters(environ: Mapping[str, str], declared: Mapping[str, Any], port: int) -> dict[str, str]:
    """Template parameters from the environment (`SITE_NAME` sets SiteName), else the local defaults.

    An empty variable replaces a local default if the template allows an empty value: `MAIL_LISTS=` offers no list.
    Raises `InvalidParameter` for a value that a deployment would refuse.
    """
    overrides = {}
    for name, parameter in declared.items():
        value = environ.get(_variable(name), "")
        may_be_empty = parameter["Default"] == "" or re.fullmatch(parameter.get("AllowedPattern", "."), "")
        if value or (_variable(name) in environ and name in LOCAL_PARAMETERS and may_be_empty):
            _check_parameter(name, value, parameter)
            overrides[name] = value
    url = f"http://127.0.0.1:{port}"
    return {"SiteUrl": url, "DeskUrl": f"{url}/desk", **LOCAL_PARAMETERS, **overrides}


def _check_parameter(name: str, value: str, parameter: Mapping[str, Any]) -> None:
    pattern = parameter.get("AllowedPattern", ".*")
    if not re.fullmatch(pattern, value, re.DOTALL):
        raise InvalidParameter(f"{_variable(name)}={value}: the template allows {pattern}")
    if parameter["Type"] == "Number":
        least, most = parameter.get("MinValue", 0), parameter.get("MaxValue", sys.maxsize)
        if not (value.isdecimal() and least <= int(value) <= most):
            raise InvalidParameter(f"{_variable(name)}={value}: the template allows numbers from {least} to {most}")


def apply(stack: Stack, services: Mapping[str, str], url: str = "") -> None:
    """Set the variables of all functions. They share this process, so a variable has one value for all of them.

    `url` is the address of the local server. Forms for uploads are sent there, because no emulator checks them, and
    staff sign in there, because no emulator has a page for it.
    """
    emulator = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    for logical_id, _ in stack.of_type("AWS::Lambda::Function"):
        os.environ.update(stack.environment(logical_id))
    os.environ.update(emulator)
    if url:
        os.environ.update(TELEGRAM_URL=f"{url}/_dev/telegram", UPLOAD_URL=url)
        for name in ("SIGN_IN_URL", "DESK_SIGN_IN_URL"):
            if os.environ.get(name):
                os.environ[name] = f"{url}/_dev/oauth2/authorize"
    os.environ.update(services)
    os.environ["UPLOAD_ENDPOINT"] = f"{url}/_dev/uploads" if url else ""
    os.environ.update(LOCAL_VARIABLES, POWERTOOLS_METRICS_DISABLED="true", POWERTOOLS_LOG_LEVEL="WARNING")
    # Powertools warns about each invocation without a metric. With metrics disabled these are all invocations.
    warnings.filterwarnings("ignore", message="No application metrics to publish", category=UserWarning)


def read_service_addresses(environ: Mapping[str, str]) -> dict[str, str]:
    """Addresses of external services in the environment, by variable. Raises `InvalidAddress` for a refused one.

    The address of a bank also serves as that of its archive, unless the archive has its own.
    """
    named = {name: environ[name] for name in SERVICES if environ.get(name)}
    for name in sorted(BANKS.keys() & named.keys()):
        try:
            BankClient(named[name], ())
        except ValueError as error:
            raise InvalidAddress(f"{name}: {error}") from None
    if "TELEGRAM_URL" in named:
        try:
            parse_base_url(named["TELEGRAM_URL"])
        except SettingInvalid as error:
            raise InvalidAddress(str(error)) from None
    archives = {
        f"{id.upper()}_ARCHIVE_URL": named[f"{id.upper()}_URL"]
        for id in find_replaced_banks(named)
        if load_bank(id).archive
    }
    return {**archives, **named}


def find_replaced_banks(services: Mapping[str, str]) -> set[str]:
    """Banks whose address the environment sets. Schedules read them; the start does not."""
    return {source for name, source in BANKS.items() if name in services and not name.endswith("_ARCHIVE_URL")}


def _variable(parameter: str) -> str:
    """The environment variable of a parameter: `SiteName` becomes `SITE_NAME`."""
    return "".join(f"_{letter}" if letter.isupper() else letter for letter in parameter).strip("_").upper()
