"""Cost of ingesting a sheet of 75 currencies: CPU to parse, check, evaluate, render and store it.

Its calls go to moto in another process; the CPU that the SDK spends on them is measured separately.
"""

import json
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import boto3

from bench.content import TODAY
from cli.local.stack import Stack
from gazette.rates.sources import load_bank
from gazette.rates.store.commands import SheetCommands
from gazette.rates.store.repository import RateRepository
from gazette.rates.validation.guards import guard
from gazette.times import now
from tests.support.fake_cbu import row
from tests.support.rate_history import generate_sheets

SHEETS = 40


class TimedClient:
    """A client that adds up its calls and their CPU time."""

    def __init__(self, client: Any) -> None:
        self._client, self.spent, self.calls = client, 0, 0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call = getattr(self._client, name)

        def timed(**request: Any) -> Any:
            started = time.process_time_ns()
            try:
                return call(**request)
            finally:
                self.spent += time.process_time_ns() - started
                self.calls += 1

        return timed


def generate_bodies() -> Iterator[bytes]:
    """The bank's answers for some days after all stored sheets."""
    for sheet in generate_sheets(TODAY + timedelta(30), TODAY + timedelta(30 + SHEETS * 7 // 5), seed=2):
        rows = [row(rate.currency, f"{rate.rate}", day=sheet.date) for rate in sheet.rates.values()]
        yield json.dumps(rows, separators=(",", ":")).encode()


def measure(endpoint: str) -> tuple[float, float, float]:
    """Medians of one sheet: milliseconds of CPU outside the calls and inside them, and the number of calls."""
    stack, cbu = Stack(parameters={"SiteUrl": "https://news.example"}), load_bank("cbu")
    keys = {"aws_access_key_id": "bench", "aws_secret_access_key": "bench"}
    client = TimedClient(boto3.client("dynamodb", endpoint_url=endpoint, region_name=stack.region, **keys))
    commands = SheetCommands(RateRepository(stack.physical("RatesTable"), client))
    own, sdk, calls = [], [], []
    for body in generate_bodies():
        client.spent = client.calls = 0
        started = time.process_time_ns()
        sheet = cbu.parse(body)
        guard(sheet, cbu, requested_day=sheet.date, today=sheet.date)
        commands.store(cbu, sheet, raw="0" * 64, at=now())
        own.append((time.process_time_ns() - started - client.spent) / 1e6)
        sdk.append(client.spent / 1e6)
        calls.append(client.calls)
    return statistics.median(own), statistics.median(sdk), statistics.median(calls)
