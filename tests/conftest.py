"""Fixtures of every test: the template's tables in moto's server, the template's environment, no network."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from hypothesis import settings

from cli.local.stack import Stack
from tests.support import aws
from tests.support.aws import STACK, clear_mails, clear_tables, client
from tests.support.browsers import browser, chromium, playwright
from tests.support.events import Context
from tests.support.fake_cbr import FakeCbr
from tests.support.fake_cbu import FakeCbu, open_bank
from tests.support.fake_ecb import FakeEcb
from tests.support.log_canary import LogCanary, watch_logs

__all__ = ["browser", "chromium", "playwright"]

# Before any handler is imported: handlers read their environment once, as in Lambda.
aws.set_environment()

from tests.support.search import forget_indexes, rebuild_indexes  # noqa: E402 (it imports handlers)

# A slow machine is no failure.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


@pytest.fixture(scope="session", autouse=True)
def moto_server() -> Iterator[None]:
    """The server starts with the first test, so that collecting tests does not pay for it."""
    server = aws.start_server()
    yield
    server.stop()


@pytest.fixture(autouse=True)
def same_environment() -> Iterator[None]:
    """Undo what a test does to the environment, for example by a command that it runs in this process."""
    before = dict(os.environ)
    yield
    if os.environ != before:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture(autouse=True)
def empty_tables() -> Iterator[None]:
    """Each test starts with empty tables."""
    yield
    clear_tables()


@pytest.fixture(scope="session", autouse=True)
def log_canary() -> Iterator[LogCanary]:
    with watch_logs() as canary:
        yield canary


@pytest.fixture(autouse=True)
def no_secret_in_logs(log_canary: LogCanary) -> Iterator[None]:
    """No log line of any test contains an address, a token or the id of a chat."""
    log_canary.found.clear()
    log_canary.tokens.clear()
    yield
    assert log_canary.found == []


@pytest.fixture(scope="session")
def stack() -> Stack:
    return STACK


@pytest.fixture(scope="session")
def dynamodb() -> Any:
    return boto3.client("dynamodb")


@pytest.fixture
def raw_bucket(stack: Stack) -> Iterator[str]:
    """The bucket of the banks' raw answers, empty."""
    yield from open_bucket(stack, "RawBucket")


@pytest.fixture
def media_bucket(stack: Stack) -> Iterator[str]:
    """The bucket of pictures, empty."""
    yield from open_bucket(stack, "MediaBucket")


@pytest.fixture
def index_bucket(stack: Stack) -> Iterator[str]:
    """The bucket of the search indexes, empty."""
    yield from open_bucket(stack, "IndexBucket")


@pytest.fixture
def search_indexes(index_bucket: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], None]:
    """Builds the indexes of all languages from the tables. The function that searches begins with an empty disk."""
    forget_indexes(monkeypatch, tmp_path / "index")
    return rebuild_indexes


def open_bucket(stack: Stack, logical_id: str) -> Iterator[str]:
    name, s3 = stack.physical(logical_id), client("s3")
    if name not in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]:
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": stack.region})
    yield name
    while stored := s3.list_objects_v2(Bucket=name).get("Contents"):
        s3.delete_objects(Bucket=name, Delete={"Objects": [{"Key": entry["Key"]} for entry in stored]})


@pytest.fixture
def no_spacing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bank is called without pauses."""
    monkeypatch.setattr("gazette.rates.ingestion.bank_client.SPACING_SECONDS", 0)


@pytest.fixture
def central_bank(monkeypatch: pytest.MonkeyPatch, no_spacing: None) -> Iterator[FakeCbu]:
    """A stand-in for the Central Bank of Uzbekistan, at the address that its variable names."""
    with open_bank() as bank:
        monkeypatch.setenv("CBU_URL", bank.url)
        yield bank


@pytest.fixture
def bank_of_russia(monkeypatch: pytest.MonkeyPatch, no_spacing: None) -> Iterator[FakeCbr]:
    """A stand-in for the Bank of Russia."""
    with open_bank(FakeCbr) as bank:
        monkeypatch.setenv("CBR_URL", bank.url)
        yield bank


@pytest.fixture
def european_central_bank(monkeypatch: pytest.MonkeyPatch, no_spacing: None) -> Iterator[FakeEcb]:
    """A stand-in for the European Central Bank and its data portal."""
    with open_bank(FakeEcb) as bank:
        monkeypatch.setenv("ECB_URL", bank.url)
        monkeypatch.setenv("ECB_ARCHIVE_URL", bank.url)
        yield bank


@pytest.fixture
def event_bus() -> Iterator[str]:
    """The bus that the template names."""
    events, name = client("events"), os.environ["EVENT_BUS"]
    events.create_event_bus(Name=name)
    yield name
    events.delete_event_bus(Name=name)


@pytest.fixture
def failures() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Takes the messages out of the failures queue."""
    sqs, name = client("sqs"), os.environ["FAILURES_QUEUE"]
    sqs.create_queue(QueueName=name)

    def take() -> list[dict[str, Any]]:
        taken: list[dict[str, Any]] = []
        while received := sqs.receive_message(QueueUrl=name, MaxNumberOfMessages=10).get("Messages", []):
            taken += [json.loads(message["Body"]) for message in received]
            for message in received:
                sqs.delete_message(QueueUrl=name, ReceiptHandle=message["ReceiptHandle"])
        return taken

    yield take
    sqs.delete_queue(QueueUrl=name)


@pytest.fixture
def mailbox() -> Iterator[None]:
    """No mail before the test, none left after it."""
    clear_mails()
    yield
    clear_mails()


@pytest.fixture
def reader(mailbox: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A person who subscribes, at the time that the test sets in `reader.clock`."""
    from tests.support.subscribers import Reader, use_clock

    reader = Reader()
    use_clock(monkeypatch, reader.clock)
    return reader


@pytest.fixture
def context() -> Context:
    return Context()


LONGEST = "test_site_browser.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.name:
            item.add_marker(pytest.mark.browser)
    # Workers take whole files in this order. The longest one would be the last, and the others would wait for it.
    items.sort(key=lambda item: item.path.name != LONGEST)
