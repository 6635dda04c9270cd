"""The local gateway: events, answers, errors and limits."""

import base64
import json

import pytest

from cli.local.api.gateway import Gateway
from cli.local.api.routes import Routes
from cli.staff import sign_in_anew
from tests.cli.local.conftest import call


@pytest.fixture
def gateway(small, functions, authorizer):
    return Gateway(Routes(small), functions, {"Staff": authorizer})


def answer(gateway, result, **parts):
    return call(gateway, "POST", "/answer", body=json.dumps(result).encode(), **parts)


def test_a_request_reaches_its_function_as_an_event(gateway):
    reply = call(gateway, "GET", "/things/7?tag=a&tag=b", headers={"X-Seen": "yes"})
    assert reply.status == 200
    assert reply.json["routeKey"] == "GET /things/{id}"
    assert reply.json["pathParameters"] == {"id": "7"}
    assert reply.json["queryStringParameters"] == {"tag": "a,b"}
    assert reply.json["headers"]["x-seen"] == "yes"
    assert reply.json["requestContext"]["http"]["sourceIp"] == "192.0.2.7"
    assert reply.headers["apigw-requestid"] == reply.json["requestContext"]["requestId"]


def test_what_no_route_takes_goes_to_the_default_one(gateway):
    assert call(gateway, "DELETE", "/things/7").json["routeKey"] == "$default"


def test_a_staff_route_needs_a_token(gateway, small, cognito):
    reply = call(gateway, "GET", "/staff")
    assert (reply.status, reply.body) == (401, b'{"message":"Unauthorized"}')
    assert reply.headers["www-authenticate"] == "Bearer"
    pool, client = small.physical("Pool"), small.physical("Client")
    token = sign_in_anew(cognito, pool, client, "editor", "aziza@gazette.example", name="Aziza Karimova").id
    reply = call(gateway, "GET", "/staff", headers={"authorization": f"Bearer {token}"})
    assert reply.json["requestContext"]["authorizer"]["jwt"]["claims"]["cognito:groups"] == "[editor]"
    reply = call(gateway, "GET", "/staff", headers={"authorization": f"Bearer {token}x"})
    assert reply.status == 401
    assert "invalid_token" in reply.headers["www-authenticate"]


def test_an_answer_has_its_status_headers_and_cookies(gateway):
    reply = answer(
        gateway,
        {"statusCode": 201, "headers": {"ETag": '"1"', "x-n": 7}, "cookies": ["a=1", "b=2; Secure"], "body": "Ўз"},
    )
    assert (reply.status, reply.body.decode(), reply.headers["etag"], reply.headers["x-n"]) == (201, "Ўз", '"1"', "7")
    assert reply.cookies == ["a=1", "b=2; Secure"]


def test_a_base64_answer_is_decoded(gateway):
    reply = answer(
        gateway, {"statusCode": 200, "isBase64Encoded": True, "body": base64.b64encode(b"\x1f\x8b\x00").decode()}
    )
    assert reply.body == b"\x1f\x8b\x00"


def test_an_answer_without_a_status_is_taken_whole(gateway):
    assert answer(gateway, {"any": ["thing"]}).json == {"any": ["thing"]}
    assert answer(gateway, "text").body == b"text"


@pytest.mark.parametrize("status", [204, 304])
@pytest.mark.parametrize("body", ["", "dropped"])
def test_an_answer_without_content_has_none(gateway, status, body):
    reply = answer(gateway, {"statusCode": status, "headers": {"etag": '"1"'}, "body": body})
    assert reply.body == b""
    assert "content-type" not in reply.headers


@pytest.mark.parametrize(
    "result",
    [
        {"raise": "boom"},
        {"statusCode": "many"},
        {"statusCode": 700},
        {"statusCode": 101},
        {"statusCode": 200.5},
        {"statusCode": True},
        {"statusCode": 200, "headers": {"location": "/a\r\nset-cookie: b=1"}},
        {"statusCode": 200, "headers": {"location": "/a\nb"}},
        {"statusCode": 200, "headers": {"x": "a\x00"}},
        {"statusCode": 200, "headers": {"a b": "1"}},
        {"statusCode": 200, "headers": {"": "1"}},
        {"statusCode": 200, "headers": {"a\r\nb": "1"}},
        {"statusCode": 200, "cookies": ["a=1\r\nx: y"]},
        {"statusCode": 200, "body": {"not": "text"}},
        {"statusCode": 200, "headers": {"x": ["list"]}},
        {"statusCode": 200, "headers": "none"},
        {"statusCode": 200, "isBase64Encoded": True, "body": "not base64!"},
        {"huge": 6_300_000},
        "set",
    ],
    ids=lambda result: str(result)[:40],
)
def test_a_function_that_fails_is_an_internal_server_error(gateway, result):
    reply = answer(gateway, result)
    assert (reply.status, reply.body) == (500, b'{"message":"Internal Server Error"}')


def test_the_answer_may_have_six_megabytes_of_utf_8(gateway):
    """As Lambda counts: the result as JSON, in UTF-8. A Cyrillic letter has two bytes."""
    envelope = len(json.dumps({"statusCode": 200, "body": ""}))
    body = "ў" * ((6_291_556 - envelope) // 2)
    assert answer(gateway, {"statusCode": 200, "repeat": [len(body), "ў"]}).body == body.encode()
    assert answer(gateway, {"statusCode": 200, "repeat": [len(body) + 1, "ў"]}).status == 500


def test_headers_of_the_connection_are_the_gateways_own(gateway):
    headers = {"content-length": "999", "transfer-encoding": "chunked", "x-kept": "  yes "}
    reply = answer(gateway, {"statusCode": 200, "headers": headers, "body": "text"})
    assert (reply.headers["content-length"], reply.headers["x-kept"]) == ("4", "yes")
    assert "transfer-encoding" not in reply.headers


def test_members_of_an_answer_may_be_null(gateway):
    reply = answer(gateway, {"statusCode": 200, "headers": None, "cookies": None, "body": None})
    assert (reply.status, reply.body) == (200, b"")


def test_a_function_that_timed_out_answers_the_next_request(gateway, functions):
    function = functions["AnswerFunction"]
    function.load()
    enough, function.timeout = function.timeout, 0.2
    reply = answer(gateway, {"sleep": 1})
    assert (reply.status, reply.body) == (500, b'{"message":"Internal Server Error"}')
    function.timeout = enough
    assert answer(gateway, {"statusCode": 200, "body": "well"}).body == b"well"


def test_the_context_has_the_remaining_time_of_the_function(gateway):
    assert 0 < answer(gateway, "deadline").json <= 20_000


def test_bodies_over_the_limits_are_refused_in_the_gateways_form(gateway):
    for size in (10 * 1024 * 1024 + 1, 6 * 1024 * 1024 + 1):
        reply = call(gateway, "POST", "/things", headers={"content-type": "text/plain"}, body=b"x" * size)
        assert (reply.status, reply.body) == (413, b'{"message":"Request Entity Too Large"}')


def test_an_event_is_measured_as_json_in_utf_8(gateway):
    """Quotes are escaped in JSON, a Cyrillic letter has two bytes, and base64 takes a third more."""
    for text, content_type in (('"', "text/plain"), ("ў", "text/plain"), ("aaa", "image/png")):
        body = text.encode() * (3_200_000 if content_type == "text/plain" else 1_600_000)
        reply = call(gateway, "POST", "/things", headers={"content-type": content_type}, body=body)
        assert reply.status == 413, text


def test_request_line_and_headers_have_ten_kilobytes(gateway):
    assert call(gateway, "GET", "/things/7", headers={"x-long": "x" * 9_000}).status == 200
    assert call(gateway, "GET", "/things/7", headers={"x-long": "x" * 10_300}).status == 431
    assert call(gateway, "GET", f"/things/{'x' * 10_300}").status == 431


def test_a_preflight_is_answered_by_the_gateway(gateway):
    reply = call(
        gateway, "OPTIONS", "/staff", headers={"origin": "https://a.example", "access-control-request-method": "POST"}
    )
    assert (reply.status, reply.body) == (204, b"")
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers["access-control-allow-methods"] == "GET,POST"
    assert reply.headers["access-control-allow-headers"] == "authorization"
    assert reply.headers["access-control-max-age"] == "60"


def test_every_answer_to_another_origin_lets_it_in(gateway):
    for path in ("/things/7", "/staff"):
        reply = call(gateway, "GET", path, headers={"origin": "https://a.example"})
        assert reply.headers["access-control-allow-origin"] == "*"
        assert reply.headers["access-control-expose-headers"] == "etag"
    assert "access-control-allow-origin" not in call(gateway, "GET", "/things/7").headers


def test_options_without_a_preflights_headers_is_a_request_like_others(gateway):
    assert call(gateway, "OPTIONS", "/things").json["requestContext"]["http"]["method"] == "OPTIONS"
