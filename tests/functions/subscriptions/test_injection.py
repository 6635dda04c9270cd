"""Line breaks, names and second addresses in whatever a client sends: none reaches a header of a mail or a response."""

import copy
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from functions.preferences import handler as preferences
from functions.subscriptions import handler as subscriptions
from tests.support.aws import moto_backend
from tests.support.events import Context, http_event
from tests.support.mails import parse
from tests.support.subscribers import CONSENT, Reader, read_pointers

BREAKS = ["\r\nBcc: thief@example.net", "\nBcc: thief@example.net", "\rBcc: thief@example.net", "\r\n\r\n<p>", "\0"]
FIELDS = {"from", "to", "subject", "date", "message-id", "mime-version", "content-type", "reply-to", "list-unsubscribe"}
FIELDS |= {
    "list-unsubscribe-post",
    "list-id",
    "auto-submitted",
    "x-auto-response-suppress",
    "precedence",
    "x-entity-ref-id",
    "content-language",
}
HEADERS = {"referer": "https://news.example/", "accept-language": "en", "x-forwarded-for": "192.0.2.1", "if-match": "*"}


def build_requests(reader: Reader) -> list[dict[str, Any]]:
    """A valid request of each route that reads something."""
    [url] = reader.subscribe(lists=["daily"])
    token = url.rpartition("/")[2]
    reader.deliver()
    manage, signup = reader.manage_token(), {"email": "new@example.org", "lang": "en", "consent": CONSENT}
    bearer = {"authorization": f"Bearer {manage}"}
    of_token = {"params": {"token": token}}
    form = {"content-type": "application/x-www-form-urlencoded"}
    change = {"lang": "ru", "lists": ["daily"], "consent": CONSENT, "paused_until": None, "email": "moved@example.org"}
    routes: list[tuple[str, dict[str, Any]]] = [
        ("POST /v1/subscriptions", {"body": {**signup, "lists": ["daily"], "topics": [], "remark": ""}}),
        ("POST /v1/subscriptions", {"body": urlencode({**signup, "lists": "daily", "remark": ""}), "headers": form}),
        ("GET /v1/subscriptions/confirm", {"query": "lang=en"}),
        ("POST /v1/subscriptions/confirm", {"body": {"token": reader.token(), "refuse": False}, "query": "lang=en"}),
        ("GET /v1/subscriptions/unsubscribe/{token}", {**of_token, "query": "lang=en"}),
        ("POST /v1/subscriptions/unsubscribe/{token}", {**of_token, "body": "action=undo", "headers": form}),
        ("GET /v1/subscriptions/manage", {"query": "lang=en"}),
        ("POST /v1/subscriptions/manage", {"body": {"email": reader.email}, "query": "lang=en"}),
        ("GET /v1/subscriptions/me", {"headers": bearer}),
        ("PATCH /v1/subscriptions/me", {"body": change, "headers": bearer}),
        ("POST /v1/subscriptions/me", {"body": urlencode({"token": manage, "action": "show"}), "headers": form}),
        ("POST /v1/subscriptions/me", {"body": f"token={manage}&action=address&email=a@example.org", "headers": form}),
        ("POST /v1/subscriptions/me", {"body": f"token={manage}&action=pause&until=2027-01-01", "headers": form}),
        ("GET /v1/subscriptions/me/export", {"headers": bearer}),
    ]
    return [
        http_event(route, **{**parts, "headers": {**HEADERS, **parts.get("headers", {})}}) for route, parts in routes
    ]


def damage(event: dict[str, Any], addition: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The request with the addition behind one of its texts: a field of the body, a header, the token, the query."""
    for name in event["headers"].keys() - {"content-type", "host"}:
        yield name, {**event, "headers": {**event["headers"], name: event["headers"][name] + addition}}
    http = event["requestContext"]["http"]
    agent = {**http, "userAgent": http["userAgent"] + addition}
    yield "agent", {**event, "requestContext": {**event["requestContext"], "http": agent}}
    if "pathParameters" in event:
        yield "token", {**event, "pathParameters": {"token": event["pathParameters"]["token"] + addition}}
    if event["rawQueryString"]:
        lang = f"en{addition}"
        query = {"rawQueryString": urlencode({"lang": lang}), "queryStringParameters": {"lang": lang}}
        yield "lang", {**event, **query}
    if event.get("body", "").startswith("{"):
        body = json.loads(event["body"])
        for name, value in body.items():
            added = [*value, addition] if isinstance(value, list) else f"{value}{addition}"
            yield name, {**event, "body": json.dumps({**body, name: added})}
    elif "body" in event:
        pairs = parse_qsl(event["body"])
        for position, (name, value) in enumerate(pairs):
            changed = [*pairs[:position], (name, value + addition), *pairs[position + 1 :]]
            yield name, {**event, "body": urlencode(changed)}


def call(event: dict[str, Any]) -> Any:
    is_of_preferences = any(part in event["routeKey"] for part in ("/me", "/manage"))
    return (preferences if is_of_preferences else subscriptions).handler(copy.deepcopy(event), Context())


@pytest.mark.parametrize("addition", BREAKS, ids=["crlf", "lf", "cr", "body", "nul"])
def test_a_line_break_in_any_field_of_any_route_reaches_no_header(reader, addition):
    for event in build_requests(reader):
        for name, damaged in damage(event, addition):
            response = call(damaged)
            place = f"{event['routeKey']} {name}"
            assert response["statusCode"] < 500, place
            assert not any("\n" in text or "\r" in text for text in response["headers"].values()), place
            assert "thief" not in json.dumps([response["headers"], response.get("cookies", [])]), place
    reader.deliver()
    own = {reader.email, "new@example.org", "moved@example.org", "a@example.org"}
    for message in moto_backend("ses").sent_messages:
        mail = parse(message.raw_data.encode())
        assert set(message.destinations) <= own
        assert {name.lower() for name in mail} <= FIELDS
        assert mail["To"] in own
        assert "thief" not in message.raw_data


@pytest.mark.parametrize(
    "email",
    [
        "Reader <reader@example.org>",
        '"thief@example.net" <reader@example.org>',
        "reader@example.org <thief@example.net>",
        "reader@example.org, thief@example.net",
        "reader@example.org;thief@example.net",
        "reader@example.org thief@example.net",
        "=?utf-8?q?reader?= <reader@example.org>",
        '"reader@example.org\\" "@example.net',
        "reader%thief.example@example.org,",
        "mailto:reader@example.org",
        "reader@example.org?bcc=thief@example.net",
        "reader@example.org\u2028thief@example.net",
        "reader@@example.org",
        "reader(thief)@example.org",
    ],
)
def test_an_address_with_a_name_a_comment_or_a_second_address_is_refused(reader, email):
    responses = [
        reader.sign_up(email=email),
        reader.call("POST /v1/subscriptions/manage", body={"email": email}),
    ]
    assert [(one["statusCode"], read_pointers(one)) for one in responses] == [(422, ["#/email"])] * 2


def test_tagged_and_international_addresses_get_their_mail_as_they_were_typed(reader):
    typed = ["reader+news@example.org", "READER@Example.org", "reader@почта.рф", "reader@xn--80a1acny.xn--p1ai"]
    for number, email in enumerate(typed):
        reader.clock.forward(hours=1)
        event = http_event("POST /v1/subscriptions", body={"email": email, "lang": "en", "consent": CONSENT})
        event["requestContext"]["http"]["sourceIp"] = f"198.51.100.{number}"
        assert subscriptions.handler(event, Context())["statusCode"] == 202
        reader.deliver()
    got = [sorted(set(message.destinations)) for message in moto_backend("ses").sent_messages]
    idn = "reader@xn--80a1acny.xn--p1ai"
    assert got == [["reader+news@example.org"], ["READER@example.org"], [idn], [idn]]


def build_address(length: int) -> str:
    """An address of that length: labels of 63 characters and a local part of 64."""
    domain = f"{'.'.join(['d' * 63] * 4)}{'d' * 300}"[: length - 65 - 4] + ".org"
    return f"{'l' * 64}@{domain}"


@pytest.mark.parametrize(("length", "status"), [(254, 202), (255, 422), (320, 422), (321, 422)])
def test_the_longest_address_is_that_of_smtp(reader, length, status):
    """RFC 5321 limits a path to 256 characters with its brackets."""
    email = build_address(length)
    assert len(email) == length
    response = reader.sign_up(email=email)
    assert response["statusCode"] == status
    if status == 202:
        reader.deliver()
        [message] = moto_backend("ses").sent_messages
        assert set(message.destinations) == {email}
        assert f"To: {email}\r\n" in message.raw_data
    else:
        assert read_pointers(response) == ["#/email"]
