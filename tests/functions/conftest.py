"""Fixtures of tests of the functions."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest

from functions.rate_ingestion import handler as rate_ingestion
from tests.support.articles import commands, publish_draft, save_draft, tables
from tests.support.cloudfront import open_distribution
from tests.support.rate_table import RateTable

__all__ = ["commands", "publish_draft", "save_draft", "tables"]


@pytest.fixture(autouse=True)
def slow_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """A public read waits for moto up to its deadline, not for one second a try: the machine may be busy."""
    monkeypatch.setattr("gazette.aws.public.client.TIMEOUT", 60.0)


@pytest.fixture
def distribution() -> Iterator[str]:
    """The id of the stack's distribution."""
    yield from open_distribution()


@pytest.fixture
def ingest(raw_bucket: str, context: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict]:
    """Runs the ingestion of a bank's `dates`, or its scheduled run, at a moment. Returns the report."""

    def run(source: str, *dates: date, at: datetime) -> dict:
        monkeypatch.setattr(rate_ingestion, "now", lambda: at)
        event: dict[str, Any] = {"source": source}
        if dates:
            event["dates"] = [day.isoformat() for day in dates]
        return rate_ingestion.handler(event, context)

    return run


@pytest.fixture
def scan_rates(dynamodb: Any, stack: Any) -> Callable[[], dict]:
    """Reads all items of the rates table, by key."""
    return RateTable(dynamodb, stack.physical("RatesTable")).scan
