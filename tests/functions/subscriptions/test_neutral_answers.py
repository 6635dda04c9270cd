"""One answer and one write for every address, whatever has become of it: signups, and requests for a manage link."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from functions.mailer import handler as mailer
from functions.preferences import handler as preferences
from functions.subscriptions import handler as subscriptions
from gazette.aws.clients import client
from gazette.subscriptions.keyring import SUBSCRIBER_KEY
from tests.support.feedback import report
from tests.support.subscribers import Reader, read_items, read_stream_records

SERVICES = [client("dynamodb"), client("ssm"), client("sesv2", read_seconds=5, tries=1)]
REQUESTS: dict[str, Callable[[Reader], Any]] = {"signup": Reader.sign_up, "manage link": Reader.ask_for_link}


def stay_unknown(reader: Reader) -> None:
    pass


def sign_up(reader: Reader) -> None:
    reader.sign_up()


def become_pending(reader: Reader) -> None:
    reader.sign_up()
    reader.deliver()


def become_active(reader: Reader) -> None:
    reader.subscribe()
    reader.deliver()


def unsubscribe(reader: Reader) -> None:
    reader.post_unsubscribe(reader.subscribe()[0])


def decline(reader: Reader) -> None:
    become_pending(reader)
    reader.confirm(refuse=True)


def complain(reader: Reader) -> None:
    become_active(reader)
    assert report("complaint", reader.email, reader.clock.at) == "suppressed"


def bounce(reader: Reader) -> None:
    assert report("hard-bounce", reader.email, reader.clock.at) == "suppressed"


def erase(reader: Reader) -> None:
    become_active(reader)
    reader.call_me("DELETE")


def exceed_the_limit_of_the_address(reader: Reader) -> None:
    become_pending(reader)
    become_pending(reader)


def exceed_the_limit_of_the_mailbox(reader: Reader) -> None:
    name, _, domain = reader.email.partition("@")
    for number in range(10):
        become_pending(Reader(f"{name}+{number}@{domain}", clock=reader.clock))


def exceed_the_limits_of_client_and_site(reader: Reader) -> None:
    """Both at once: they refuse everybody."""
    with limits(site=1, caller=1):
        become_pending(Reader("first@example.org", clock=reader.clock))
        become_pending(reader)


HISTORIES = [
    *(stay_unknown, sign_up, become_pending, become_active, unsubscribe, decline, complain, bounce, erase),
    *(exceed_the_limit_of_the_address, exceed_the_limit_of_the_mailbox, exceed_the_limits_of_client_and_site),
]


@contextmanager
def limits(**hourly: int) -> Iterator[None]:
    before = mailer.signup_mails.limits
    object.__setattr__(mailer.signup_mails, "limits", type(before)(**hourly))
    try:
        yield
    finally:
        object.__setattr__(mailer.signup_mails, "limits", before)


def record(request: Callable[[], Any]) -> tuple[Any, list[Any]]:
    """The response to a request, and the operations of AWS that it called, in order: each with its table, its size in
    bytes, its expressions, and the names and sizes of its values."""
    for function in (subscriptions, preferences):
        function.keyrings.load(SUBSCRIBER_KEY)  # cached for minutes: the first request of a process would read it
    calls = []

    def note(model: Any, params: Any, **_: Any) -> None:
        body = json.loads(params["body"])
        values = {name: len(json.dumps(value)) for name, value in body["ExpressionAttributeValues"].items()}
        expressions = [body.get(name) for name in ("UpdateExpression", "ConditionExpression")]
        calls.append((model.name, body["TableName"], len(params["body"]), sorted(body), expressions, values))

    for service in SERVICES:
        service.meta.events.register("before-call", note, unique_id="record")
    try:
        response = request()
    finally:
        for service in SERVICES:
            service.meta.events.unregister("before-call", unique_id="record")
    return response, calls


def ask_as_a_stranger(ask: Callable[[Reader], Any], reader: Reader) -> tuple[Any, list[Any]]:
    """What happens for an address of the same length that nobody has used."""
    stranger = Reader(f"{'x' * (len(reader.email) - 12)}@example.org", clock=reader.clock)
    return record(lambda: ask(stranger))


@pytest.mark.parametrize("ask", REQUESTS.values(), ids=REQUESTS)
@pytest.mark.parametrize("history", HISTORIES)
def test_every_address_gets_the_same_answer_and_the_same_single_write(reader, history, ask):
    of_a_stranger = ask_as_a_stranger(ask, reader)
    history(reader)
    response, calls = record(lambda: ask(reader))
    assert (response, calls) == of_a_stranger
    assert [name for name, *_ in calls] == ["UpdateItem"]
    assert response == {
        "statusCode": 202,
        "body": '{"status":"accepted"}',
        "isBase64Encoded": False,
        "headers": {"cache-control": "no-store", "Content-Type": "application/json"},
        "cookies": [],
    }


@pytest.mark.parametrize("ask", REQUESTS.values(), ids=REQUESTS)
def test_a_disposable_address_gets_the_same_answer_and_the_same_write(reader, ask):
    passing = Reader("reader@mailinator.com", clock=reader.clock)
    assert record(lambda: ask(passing)) == ask_as_a_stranger(ask, passing)


@pytest.mark.parametrize("email", ["reader@example.org", "reader@mailinator.com"])
def test_a_robot_that_fills_the_hidden_field_gets_the_same_answer_and_nothing_follows(reader, email):
    robot = Reader(email, clock=reader.clock)
    of_a_person = ask_as_a_stranger(Reader.sign_up, robot)
    records_before = len(read_stream_records())
    assert record(lambda: robot.sign_up(remark="https://spam.example")) == of_a_person
    assert len(read_stream_records()) == records_before
    stored = json.dumps(read_items(), default=str)
    assert email not in stored
    assert stored.count('"ip": "-') == 1
