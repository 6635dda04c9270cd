"""Events that the local gateway makes of requests."""

import base64
from datetime import UTC, datetime

import pytest

from cli.local.api.requests import HttpRequest, generate_request_id, to_event
from cli.local.api.routes import Route

AT = datetime(2025, 12, 18, 7, 0, 0, 250_000, tzinfo=UTC)


def request(**parts):
    whole = {"method": "GET", "path": "/things/7", "query": "", "headers": [], "body": b"", "source_ip": "192.0.2.7"}
    return HttpRequest(**{**whole, **parts})


def made(route="GET /things/{id}", parameters=None, claims=None, **parts):
    return to_event(request(**parts), Route(route, "F", None), parameters or {}, claims, at=AT, id="JKJaXmPLvHcESHA=")


def test_a_request_becomes_the_event_that_the_gateway_makes():
    assert made(
        method="POST",
        path="/things/a%20b",
        query="tag=x&lang=en&tag=y%2Cz&empty=",
        parameters={"id": "a b"},
        claims={"sub": "1", "cognito:groups": "[editor admin]"},
        headers=[
            ("Host", "127.0.0.1:3000"),
            ("User-Agent", "curl/8"),
            ("Content-Type", "application/json; charset=utf-8"),
            ("X-Seen", "1"),
            ("x-seen", "2"),
            ("Cookie", "a=1; b=2"),
        ],
        body='{"title": "Ўз"}'.encode(),
    ) == {
        "version": "2.0",
        "routeKey": "GET /things/{id}",
        "rawPath": "/things/a b",
        "rawQueryString": "tag=x&lang=en&tag=y%2Cz&empty=",
        "cookies": ["a=1", "b=2"],
        "headers": {
            "host": "127.0.0.1:3000",
            "user-agent": "curl/8",
            "content-type": "application/json; charset=utf-8",
            "content-length": "17",
            "x-seen": "1,2",
            "x-forwarded-for": "192.0.2.7",
            "x-forwarded-proto": "http",
            "x-forwarded-port": "3000",
        },
        "queryStringParameters": {"tag": "x,y,z", "lang": "en", "empty": ""},
        "pathParameters": {"id": "a b"},
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "local",
            "authorizer": {"jwt": {"claims": {"sub": "1", "cognito:groups": "[editor admin]"}, "scopes": None}},
            "domainName": "127.0.0.1",
            "domainPrefix": "local",
            "http": {
                "method": "POST",
                "path": "/things/a b",
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.7",
                "userAgent": "curl/8",
            },
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": "GET /things/{id}",
            "stage": "$default",
            "time": "18/Dec/2025:07:00:00 +0000",
            "timeEpoch": 1766041200250,
        },
        "body": '{"title": "Ўз"}',
        "isBase64Encoded": False,
    }


@pytest.mark.parametrize("path", ["/things/a%3Fb", "/things/a%3fb%3Fc", "/things/a%3F"])
def test_a_path_ends_at_a_decoded_question_mark(path):
    event = made(path=path, query="x=%3F")
    assert (event["rawPath"], event["requestContext"]["http"]["path"]) == ("/things/a", "/things/a")
    assert event["rawQueryString"] == "x=%3F"


def test_other_characters_of_a_path_are_decoded():
    assert made(path="/things/%23%25%D1%8F%253F")["rawPath"] == "/things/#%я%3F"


def test_what_is_not_there_is_not_named():
    assert not {"body", "cookies", "queryStringParameters", "pathParameters"} & set(made())
    assert "authorizer" not in made()["requestContext"]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", b"email=a%40b.example"),
        ("multipart/form-data; boundary=x", b"--x--"),
        ("application/merge-patch+json", b"{}"),
        ("image/png", b"\x89PNG"),
        ("application/json", b"\xff\xfe"),
    ],
)
def test_a_body_that_is_not_text_arrives_in_base64(content_type, body):
    to_event = made(headers=[("content-type", content_type)], body=body)
    assert to_event["isBase64Encoded"] is True
    assert base64.b64decode(to_event["body"]) == body


def test_the_address_that_the_caller_claims_comes_before_the_observed_address():
    to_event = made(headers=[("x-forwarded-for", "203.0.113.9")])
    assert to_event["headers"]["x-forwarded-for"] == "203.0.113.9,192.0.2.7"
    assert to_event["requestContext"]["http"]["sourceIp"] == "192.0.2.7"


def test_request_ids_differ():
    assert len({generate_request_id() for _ in range(100)}) == 100
