"""A reader and their mailbox, for the tests of subscriptions: requests as the gateway makes them, the stream's records
carried to Mailer, mails as they lie in moto's SES."""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from boto3.dynamodb.types import TypeDeserializer
from moto.backends import get_backend
from moto.dynamodb.models.utilities import dynamo_json_dump

from cli.local.outbox import parse_mail
from functions.mailer import handler as mailer
from functions.subscriptions import handler as subscriptions
from gazette.settings import Settings
from gazette.subscriptions.public.channels import describe_channels
from tests.conftest import STACK, Context, http_event

CONSENT = str(describe_channels(Settings({"SITE_NAME": "Gazette"}), "en")["consent"]["version"])  # type: ignore[index]
TABLE = subscriptions.settings.table("subscribers")


def backend() -> Any:
    return get_backend("dynamodb")["123456789012"][STACK.region].tables[TABLE]


def items() -> list[dict[str, Any]]:
    """All that the table holds, as Python values; read from moto's memory, which is ten times as fast as asking."""
    read = TypeDeserializer().deserialize
    stored = [item.to_json()["Attributes"] for bucket in backend().items.values() for item in bucket.values()]
    return [{name: read(value) for name, value in item.items()} for item in json.loads(dynamo_json_dump(stored))]


def parts(kind: str) -> list[dict[str, Any]]:
    """The items of one kind, such as `list/` or `consent/`, oldest first."""
    return sorted((item for item in items() if item["part"].startswith(kind)), key=lambda item: item["part"])


def records() -> list[dict[str, Any]]:
    """What the stream has for Mailer, by the template's own filter: writes of a profile that asks for a mail."""
    return [
        record
        for record in (entry.to_json() for entry in backend().stream_shard.items)
        if record["eventName"] in ("INSERT", "MODIFY")
        and record["dynamodb"]["Keys"]["part"] == {"S": "profile"}
        and "mail_due" in record["dynamodb"]["NewImage"]
    ]


def outbox() -> list[dict[str, Any]]:
    messages = get_backend("ses")["123456789012"][STACK.region].sent_messages
    return [parse_mail(message.raw_data, message.destinations, datetime.now(UTC)) for message in messages]


class Clock:
    """What the handlers take for the present moment."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 24, 7, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **time: float) -> None:
        self.at += timedelta(**time)


def hold_time(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    monkeypatch.setattr(subscriptions, "now", clock)
    monkeypatch.setattr(mailer, "now", clock)


def expire(at: datetime) -> None:
    """Remove what has expired, as DynamoDB does some time later."""
    table = boto3.resource("dynamodb").Table(TABLE)
    for item in items():
        if item.get("expires_at", at.timestamp() + 1) <= at.timestamp():
            table.delete_item(Key={"subscriber": item["subscriber"], "part": item["part"]})


@dataclass
class Reader:
    """Somebody with a browser or a program. `delivered` counts the stream records that Mailer has had."""

    email: str = "reader@example.org"
    delivered: int = 0
    clock: Clock = field(default_factory=Clock)

    def call(self, route: str, *, form: str | None = None, accept: str = "application/json", **parts: Any) -> Any:
        headers = {"accept": accept, **parts.pop("headers", {})}
        if form is not None:
            headers["content-type"] = "application/x-www-form-urlencoded"
            parts["body"] = form
        return subscriptions.handler(http_event(route, headers=headers, **parts), Context())

    def sign_up(self, **fields: Any) -> Any:
        body = {"email": self.email, "lang": "en", "consent": CONSENT, **fields}
        return self.call("POST /v1/subscriptions", body=body)

    def deliver(self) -> None:
        """Carry to Mailer what the stream has, and what that writes in turn."""
        while fresh := records()[self.delivered :]:
            self.delivered += len(fresh)
            assert mailer.handler({"Records": fresh}, Context()) == {"batchItemFailures": []}

    def mails(self) -> list[dict[str, Any]]:
        return [found for found in outbox() if found["to"].lower() == self.email.lower()]

    def token(self) -> str:
        """The token of the newest confirmation mail."""
        return re.findall(r"/v1/subscriptions/confirm[^#\s]*#([\w-]{43})", self.mails()[-1]["text"])[0]

    def confirm(self, token: str | None = None, **fields: Any) -> Any:
        return self.call("POST /v1/subscriptions/confirm", body={"token": token or self.token(), **fields})

    def subscribe(self, **fields: Any) -> list[str]:
        """The whole way; the one-click addresses."""
        self.sign_up(**fields)
        self.deliver()
        answer = self.confirm()
        assert answer["statusCode"] == 200, answer
        return [found["unsubscribe_url"] for found in json.loads(answer["body"])["lists"]]

    def post(self, url: str, form: str | None = "List-Unsubscribe=One-Click", **parts: Any) -> Any:
        token, _, query = url.rpartition("/")[2].partition("?")
        route = "POST /v1/subscriptions/unsubscribe/{token}"
        return self.call(route, params={"token": token}, query=query, form=form, **parts)
