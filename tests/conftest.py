"""What every test stands on: the template's tables in moto's server, the template's environment, no network.

The server (not the in-process mock) because public reads speak HTTP themselves, and because it is safe between threads.
"""

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import boto3
import pytest
from hypothesis import settings
from moto.backends import get_backend

from cli.local.moto_server import SerializedMotoServer
from cli.local.resources import create_tables
from cli.local.stack import ROOT, Stack
from cli.secrets import create_missing_parameters
from tests.support.fake_cbr import FakeCbr
from tests.support.fake_cbu import FakeCbu, open_bank
from tests.support.fake_ecb import FakeEcb

STACK = Stack(
    parameters={
        "SiteUrl": "https://news.example",
        "MailSender": "news@news.example",
        "TelegramChannels": "en=@gazette_en",
    }
)

# A busy machine is slow, and that is no failure.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")

# Before any handler is imported: handlers read their environment once, as in Lambda.
for logical_id, _ in STACK.of_type("AWS::Lambda::Function"):
    os.environ.update(STACK.environment(logical_id))
os.environ.update(
    AWS_DEFAULT_REGION=STACK.region,
    AWS_REGION=STACK.region,
    AWS_ACCESS_KEY_ID="testing",
    AWS_SECRET_ACCESS_KEY="testing",
    AWS_MAX_ATTEMPTS="1",
    POWERTOOLS_DEV="false",
    WEB_ROOT=str(ROOT / "web"),
)
logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a line for each call of the SDK
_server = SerializedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
_server.start()
_host, _port = _server.get_host_and_port()
ENDPOINT = f"http://{_host}:{_port}"
os.environ["AWS_ENDPOINT_URL"] = ENDPOINT
create_tables(STACK, boto3.client("dynamodb"))
create_missing_parameters(boto3.client("ssm"), os.environ["SECRETS_PATH"])
boto3.client("sesv2").create_email_identity(EmailIdentity=os.environ["MAIL_SENDER"])


@pytest.fixture(scope="session", autouse=True)
def _stop_server() -> Iterator[None]:
    yield
    _server.stop()


@pytest.fixture(autouse=True)
def same_environment() -> Iterator[None]:
    """What a test does to the environment (a command that it runs in this process, say) ends with it."""
    before = dict(os.environ)
    yield
    if os.environ != before:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture(autouse=True)
def empty_tables() -> Iterator[None]:
    """Each test starts with empty tables, emptied in moto's memory: creating nine anew takes a tenth of a second."""
    yield
    clear_tables()


def clear_tables() -> None:
    for table in get_backend("dynamodb")["123456789012"][STACK.region].tables.values():
        table.items.clear()
        if table.stream_shard:
            table.stream_shard.items.clear()


@pytest.fixture(scope="session")
def stack() -> Stack:
    return STACK


@pytest.fixture(scope="session")
def dynamodb() -> Any:
    return boto3.client("dynamodb")


@pytest.fixture
def raw_bucket(stack: Stack) -> Iterator[str]:
    """The bucket that keeps the banks' answers, empty."""
    name = stack.physical("RawBucket")
    s3 = boto3.client("s3")
    if name not in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]:
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": stack.region})
    yield name
    for kept in s3.list_objects_v2(Bucket=name).get("Contents", []):
        s3.delete_object(Bucket=name, Key=kept["Key"])


@pytest.fixture
def central_bank(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeCbu]:
    """A stand-in for the Central Bank of Uzbekistan, which need not be spared."""
    monkeypatch.setattr("gazette.rates.ingestion.bank_client.SPACING", 0)
    with open_bank() as bank:
        monkeypatch.setenv("CBU_URL", bank.url)
        yield bank


@pytest.fixture
def bank_of_russia(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeCbr]:
    """A stand-in for the Bank of Russia, at the address that its variable names."""
    monkeypatch.setattr("gazette.rates.ingestion.bank_client.SPACING", 0)
    with open_bank(FakeCbr) as bank:
        monkeypatch.setenv("CBR_URL", bank.url)
        yield bank


@pytest.fixture
def european_central_bank(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeEcb]:
    """A stand-in for the European Central Bank and its data portal."""
    monkeypatch.setattr("gazette.rates.ingestion.bank_client.SPACING", 0)
    with open_bank(FakeEcb) as bank:
        monkeypatch.setenv("ECB_URL", bank.url)
        monkeypatch.setenv("ECB_ARCHIVE_URL", bank.url)
        yield bank


@pytest.fixture
def event_bus() -> Iterator[str]:
    """The bus that the template names."""
    events, name = boto3.client("events"), os.environ["EVENT_BUS"]
    events.create_event_bus(Name=name)
    yield name
    events.delete_event_bus(Name=name)


@pytest.fixture
def mailbox() -> Iterator[None]:
    """No mail before the test, none left after it."""
    sent = get_backend("ses")["123456789012"][STACK.region].sent_messages
    sent.clear()
    yield
    sent.clear()


@pytest.fixture
def reader(mailbox: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Somebody who subscribes, at a time that the test sets by `reader.clock`."""
    # Late, because the handlers read their environment.
    from tests.support.subscribers import Reader, use_clock

    reader = Reader()
    use_clock(monkeypatch, reader.clock)
    return reader


class Context:
    """What Lambda passes beside the event."""

    function_name = "test"
    function_version = "$LATEST"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:eu-central-1:123456789012:function:test"
    aws_request_id = "52fdfc07-2182-454f-963f-5f0f9a621d72"

    def get_remaining_time_in_millis(self) -> int:
        return 10_000


@pytest.fixture
def context() -> Context:
    return Context()


def sample_event(path: str) -> dict[str, Any]:
    """An event of `events/`, such as `articles/by-id.json`."""
    event: dict[str, Any] = json.loads((ROOT / "events" / path).read_text())
    return event


def http_event(route: str, *, path: str | None = None, **parts: Any) -> dict[str, Any]:
    """A payload-2.0 event as API Gateway makes it. `route` is a route key: `GET /v1/articles/{id}`.

    Parts: `params` (path parameters), `query` (raw query string), `headers`, `body` (text, or JSON of anything else),
    `groups` (staff groups: adds the authorizer's claims), `sub`.
    """
    method, template = route.split(" ")
    params: dict[str, str] = parts.get("params", {})
    raw_path = path or template
    for name, value in params.items():
        raw_path = raw_path.replace(f"{{{name}}}", value)
    body = parts.get("body")
    headers = {
        "host": "news.example",
        "user-agent": "test",
        **({"content-type": "application/json"} if body is not None else {}),
    }
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route,
        "rawPath": raw_path,
        "rawQueryString": parts.get("query", ""),
        "headers": {**headers, **parts.get("headers", {})},
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "api",
            "domainName": "news.example",
            "http": {
                "method": method,
                "path": raw_path,
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1",
                "userAgent": "test",
            },
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": route,
            "stage": "$default",
            "time": "18/Dec/2025:07:00:00 +0000",
            "timeEpoch": 1766041200000,
        },
        "isBase64Encoded": False,
    }
    if params:
        event["pathParameters"] = params
    if event["rawQueryString"]:
        joined: dict[str, str] = {}
        for name, value in parse_qsl(event["rawQueryString"], keep_blank_values=True):
            joined[name] = f"{joined[name]},{value}" if name in joined else value
        event["queryStringParameters"] = joined
    if body is not None:
        event["body"] = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    if "groups" in parts:
        claims = {
            "sub": parts.get("sub", "7d8f4c1e-0000-4000-8000-000000000001"),
            "username": parts.get("name", "Aziza Karimova"),
            "cognito:groups": f"[{' '.join(parts['groups'])}]",
        }
        event["requestContext"]["authorizer"] = {"jwt": {"claims": claims, "scopes": None}}
    return event


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in Path(str(item.fspath)).name:
            item.add_marker(pytest.mark.browser)
