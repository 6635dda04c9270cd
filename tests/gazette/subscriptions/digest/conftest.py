"""A newsletter whose queue, bus and clock are those of one test."""

import os
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from functions.digest import handler as digest
from functions.sender import handler as sender
from tests.support.aws import clear_mails, client
from tests.support.fake_cbu import document
from tests.support.fake_ses import FakeSes, plan_failures
from tests.support.newsletter import Newsletter
from tests.support.rate_table import RateTable


@pytest.fixture(autouse=True)
def few_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    """An issue has as many jobs as shards; a handful of readers needs no sixteen."""
    monkeypatch.setattr("gazette.subscriptions.model.SHARDS", 2)


@pytest.fixture
def newsletter(event_bus: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsletter]:
    sqs, queue = client("sqs"), digest.settings.require("PAGES_QUEUE")
    sqs.create_queue(QueueName=queue)
    newsletter = Newsletter()
    monkeypatch.setattr(digest, "now", newsletter.clock)
    monkeypatch.setattr(sender, "now", newsletter.clock)
    sender.contents.clear()
    # The content of an issue never changes, so a sender keeps its rendered mail; each test has other issues.
    monkeypatch.setattr(sender, "mailing", sender.build_mailing())
    sender.rate.refresh()
    clear_mails()
    yield newsletter
    sqs.delete_queue(QueueUrl=queue)


@pytest.fixture
def ses() -> Iterator[FakeSes]:
    with plan_failures(sender.ses) as fake:
        yield fake


@pytest.fixture
def rate_sheets(dynamodb: Any) -> None:
    """Sheets of a day, of the day before it and of a week before it."""
    table = RateTable(dynamodb, os.environ["RATES_TABLE"])
    for day, rate in ((23, "12000.00"), (29, "12100.00"), (30, "12110.50")):
        table.store(document(date(2026, 11, day), USD=rate))


@pytest.fixture
def meanwhile() -> Iterator[Callable[..., None]]:
    """`meanwhile("Query", action, after=1)` does something just before the second such call of a function."""
    registered = []

    def plan(operation: str, action: Callable[[], object], after: int = 0) -> None:
        calls = []

        def interrupt(**_: Any) -> None:
            calls.append(1)
            if len(calls) == after + 1:
                action()

        for number, client_of in enumerate((digest.dynamodb, sender.dynamodb)):
            name, id = f"before-call.dynamodb.{operation}", f"meanwhile-{len(registered)}-{number}"
            client_of.meta.events.register(name, interrupt, unique_id=id)
            registered.append((client_of.meta.events, name, id))

    yield plan
    for events, name, id in registered:
        events.unregister(name, unique_id=id)
