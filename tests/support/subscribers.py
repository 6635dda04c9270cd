"""A reader with a mailbox: calls the subscriptions function, delivers stream records to Mailer, reads moto's mails."""

import base64
import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from boto3.dynamodb.types import TypeDeserializer
from botocore.exceptions import ClientError
from moto.dynamodb.models.utilities import dynamo_json_dump

from cli.local.outbox import parse_mail
from functions.mailer import handler as mailer
from functions.preferences import handler as preferences
from functions.subscriptions import handler as subscriptions
from gazette.aws.clients import client
from gazette.settings import Settings
from gazette.subscriptions.public.channels import describe_channels
from tests.support.aws import moto_backend
from tests.support.events import Context, http_event, sample_event

CONSENT = str(describe_channels(Settings({"SITE_NAME": "Gazette"}), "en")["consent"]["version"])  # type: ignore[index]
TABLE = subscriptions.settings.table("subscribers")


def get_moto_table() -> Any:
    return moto_backend("dynamodb").tables[TABLE]


def read_items() -> list[dict[str, Any]]:
    """All items of the table as Python values, from moto's memory: ten times as fast as a request."""
    deserialize = TypeDeserializer().deserialize
    stored = [item.to_json()["Attributes"] for bucket in get_moto_table().items.values() for item in bucket.values()]
    items = json.loads(dynamo_json_dump(stored), object_hook=_decode_binary)
    return [{name: deserialize(value) for name, value in item.items()} for item in items]


def _decode_binary(value: dict[str, Any]) -> dict[str, Any]:
    """A typed value of JSON with the bytes of a binary one."""
    return {"B": base64.b64decode(value["B"])} if value.keys() == {"B"} else value


def read_parts(kind: str) -> list[dict[str, Any]]:
    """The items of one kind, such as `list/` or `consent/`, oldest first."""
    return sorted((item for item in read_items() if item["part"].startswith(kind)), key=lambda item: item["part"])


def read_stream_records() -> list[dict[str, Any]]:
    """The stream records that pass the template's filter for Mailer: writes of items whose mail is due."""
    return [
        record
        for record in (entry.to_json() for entry in get_moto_table().stream_shard.items)
        if record["eventName"] in ("INSERT", "MODIFY")
        and record["dynamodb"]["Keys"]["part"]["S"].startswith(("profile", "mail/"))
        and "mail_due" in record["dynamodb"]["NewImage"]
    ]


def read_outbox() -> list[dict[str, Any]]:
    messages = moto_backend("ses").sent_messages
    return [parse_mail(message.raw_data, message.destinations, datetime.now(UTC)) for message in messages]


class Clock:
    """The present moment of the handlers."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 24, 7, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **time: float) -> None:
        self.at += timedelta(**time)


def use_clock(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    monkeypatch.setattr(subscriptions, "now", clock)
    monkeypatch.setattr(mailer, "now", clock)
    monkeypatch.setattr(preferences, "now", clock)


def delete_expired(at: datetime) -> None:
    """Delete expired items, as DynamoDB does some time after their expiry."""
    table = boto3.resource("dynamodb").Table(TABLE)
    for item in read_items():
        if item.get("expires_at", at.timestamp() + 1) <= at.timestamp():
            table.delete_item(Key={"subscriber": item["subscriber"], "part": item["part"]})


@dataclass
class Reader:
    """Somebody with a browser or a program. `delivered` counts the stream records that Mailer has received."""

    email: str = "reader@example.org"
    delivered: int = 0
    clock: Clock = field(default_factory=Clock)

    def call(self, route: str, *, form: str | None = None, accept: str = "application/json", **parts: Any) -> Any:
        headers = {"accept": accept, **parts.pop("headers", {})}
        if form is not None:
            headers["content-type"] = "application/x-www-form-urlencoded"
            parts["body"] = form
        is_of_preferences = re.search(r"/v1/subscriptions/(me|manage)\b", route)
        handler = preferences.handler if is_of_preferences else subscriptions.handler
        return handler(http_event(route, headers=headers, **parts), Context())

    def sign_up(self, **fields: Any) -> Any:
        body = {"email": self.email, "lang": "en", "consent": CONSENT, **fields}
        return self.call("POST /v1/subscriptions", body=body)

    def deliver(self) -> None:
        """Deliver new stream records to Mailer, and the records that Mailer's writes cause."""
        while new := read_stream_records()[self.delivered :]:
            self.delivered += len(new)
            assert mailer.handler({"Records": new}, Context()) == {"batchItemFailures": []}

    def deliver_due(self, **time: float) -> dict[str, int]:
        """Let time pass, then let Mailer deliver what waits; the number of each outcome."""
        self.clock.forward(**time)
        outcomes: dict[str, int] = mailer.handler(sample_event("mailer/mail-due.json"), Context())
        return outcomes

    def mails(self) -> list[dict[str, Any]]:
        return [message for message in read_outbox() if message["to"].lower() == self.email.lower()]

    def token(self) -> str:
        """The token of the newest confirmation mail."""
        return self._find_codes("confirm")[-1]

    def manage_token(self) -> str:
        """The token of the newest mail with a manage link; asks for such a mail if there is none."""
        if not self._find_codes("manage"):
            self.ask_for_link()
            self.deliver()
        return self._find_codes("manage")[-1]

    def _find_codes(self, page: str) -> list[str]:
        texts = (mail["text"] for mail in self.mails())
        return [code for text in texts for code in re.findall(rf"/v1/subscriptions/{page}[^#\s]*#([\w-]{{43}})", text)]

    def ask_for_link(self) -> Any:
        return self.call("POST /v1/subscriptions/manage", body={"email": self.email})

    def call_me(self, method: str, token: str | None = None, *, at: str = "", **parts: Any) -> Any:
        """Call a route of the preferences, such as `GET`, or `GET` with `at="/export"`."""
        headers = {"authorization": f"Bearer {token or self.manage_token()}", **parts.pop("headers", {})}
        return self.call(f"{method} /v1/subscriptions/me{at}", headers=headers, **parts)

    def use_form(self, action: str, form: str = "", token: str | None = None) -> Any:
        """Use a form of the preferences page."""
        fields = f"token={token or self.manage_token()}&action={action}&{form}".rstrip("&")
        return self.call("POST /v1/subscriptions/me", form=fields, accept="text/html")

    def confirm(self, token: str | None = None, **fields: Any) -> Any:
        return self.call("POST /v1/subscriptions/confirm", body={"token": token or self.token(), **fields})

    def subscribe(self, **fields: Any) -> list[str]:
        """Sign up and confirm; the one-click URLs. The welcome is not delivered yet."""
        self.sign_up(**fields)
        self.deliver()
        answer = self.confirm()
        assert answer["statusCode"] == 200, answer
        return [subscription["unsubscribe_url"] for subscription in json.loads(answer["body"])["lists"]]

    def post_unsubscribe(self, url: str, form: str | None = "List-Unsubscribe=One-Click", **parts: Any) -> Any:
        token, _, query = url.rpartition("/")[2].partition("?")
        route = "POST /v1/subscriptions/unsubscribe/{token}"
        return self.call(route, params={"token": token}, query=query, form=form, **parts)


def read_headers(response: Any) -> dict[str, str]:
    """The headers of a response, by lower-case name."""
    return {name.lower(): value for name, value in response["headers"].items()}


def read_problem(response: Any) -> Any:
    assert read_headers(response)["content-type"] == "application/problem+json"
    return json.loads(response["body"])


def read_pointers(response: Any) -> list[str]:
    """The JSON pointers of a problem's errors."""
    return [error["pointer"] for error in read_problem(response)["errors"]]


def read_outcome_metrics(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Names of Mailer's outcome metrics, such as `MailSent`, in their order."""
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    names = [name for line in lines if "_aws" in line for name in line]
    return [name for name in names if name.startswith("Mail") and name != "MailRequests"]


@contextmanager
def lose_answers(operation: str, times: int = 1) -> Iterator[list[int]]:
    """DynamoDB carries out the next calls of an operation, but their answers are lost and the SDK sends them again.

    The list is empty once all planned answers were lost.
    """
    events, remaining = client("dynamodb").meta.events, [1] * times

    def lose(response: Any, **_: Any) -> int | None:
        if remaining and response is not None and response[0].status_code == 200:
            remaining.pop()
            return 0  # the seconds before the SDK sends the call again
        return None

    events.register_first(f"needs-retry.dynamodb.{operation}", lose, unique_id="lose")
    try:
        yield remaining
    finally:
        events.unregister(f"needs-retry.dynamodb.{operation}", unique_id="lose")


@contextmanager
def fail_calls(
    operation: str, error: ClientError, times: int = 1000, *, service: str = "dynamodb", **settings: Any
) -> Iterator[None]:
    """The next calls of an operation fail with an error and are not carried out. `settings` are those of the client."""
    events, remaining = client(service, **settings).meta.events, [1] * times

    def fail(**_: Any) -> None:
        if remaining:
            remaining.pop()
            raise error

    events.register(f"before-call.{service}.{operation}", fail, unique_id="fail")
    try:
        yield
    finally:
        events.unregister(f"before-call.{service}.{operation}", unique_id="fail")


def run_at_once(actions: Iterable[Callable[[], object]]) -> None:
    """Run actions in threads that start at the same moment. Few of them: one slow moto answers all within a timeout."""
    actions = list(actions)
    barrier = threading.Barrier(len(actions))

    def run(action: Callable[[], object]) -> None:
        barrier.wait()
        action()

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
