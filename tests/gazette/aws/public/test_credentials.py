"""Sources of credentials, how long they are cached, and which endpoints are refused."""

import time
from datetime import UTC, datetime

import pytest

from gazette.aws.public.credentials import CredentialSource
from gazette.errors import Failed, Unavailable
from gazette.times import timestamp
from tests.support.scripted_server import respond, send, serving, trickle

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC).timestamp()
BROKEN = send(b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n")


def credentials(name, expires_in):
    expiration = timestamp(datetime.fromtimestamp(NOW + expires_in, UTC))
    return respond({"AccessKeyId": name, "SecretAccessKey": "s", "Token": "t", "Expiration": expiration})


def source_at(server, **environ):
    uri = f"http://localhost:{server.port}/2021-08-20/credentials"
    return CredentialSource({"AWS_CONTAINER_CREDENTIALS_FULL_URI": uri, **environ})


def test_the_environment_is_read_at_each_call():
    environ = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"}
    source = CredentialSource(environ)
    first = source.get(NOW)
    assert (first.access, first.secret, first.token) == ("a", "s", "t")
    environ.update(AWS_ACCESS_KEY_ID="b", AWS_SESSION_TOKEN="")
    second = source.get(NOW)
    assert (second.access, second.token) == ("b", "")


def test_no_credentials_at_all_are_a_fault_of_ours():
    with pytest.raises(Failed):
        CredentialSource({"AWS_ACCESS_KEY_ID": "a"}).get(NOW)


def test_the_endpoint_is_requested_once_with_its_token():
    with serving(credentials("a", 3600)) as server:
        source = source_at(server, AWS_CONTAINER_AUTHORIZATION_TOKEN="secret-token")
        assert [source.get(NOW + minute * 60).access for minute in (0, 20, 54)] == ["a"] * 3
        assert len(server.requests) == 1
    assert server.requests[0].startswith(b"GET /2021-08-20/credentials HTTP/1.1\r\n")
    assert b"authorization: secret-token" in server.requests[0]


def test_new_credentials_are_requested_five_minutes_before_the_expiry():
    with serving(credentials("a", 3600), credentials("b", 7200)) as server:
        source = source_at(server)
        assert [source.get(NOW + second).access for second in (0, 3299, 3300, 3301)] == ["a", "a", "b", "b"]
        assert len(server.requests) == 2


def test_valid_credentials_are_used_while_the_endpoint_fails():
    with serving(credentials("a", 600), BROKEN) as server:
        source = source_at(server)
        assert [source.get(NOW + second).access for second in (0, 400, 599)] == ["a"] * 3
        with pytest.raises(Unavailable):
            source.get(NOW + 600)


def test_an_endpoint_that_trickles_does_not_hold_up_a_request(monkeypatch, caplog):
    monkeypatch.setattr("gazette.aws.public.credentials.TIMEOUT", 0.3)
    slow = trickle(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n" + b" " * 1000)
    with serving(credentials("a", 600), slow) as server:
        source = source_at(server)
        source.get(NOW)
        started = time.monotonic()
        assert source.get(NOW + 400).access == "a"
        assert time.monotonic() - started < 5
    assert [record.reason for record in caplog.records] == ["credentials-not-read"]


def test_credentials_with_a_short_life_are_not_requested_at_each_read():
    with serving(credentials("a", 200), credentials("b", 230), credentials("c", 260)) as server:
        source = source_at(server)
        assert [source.get(NOW + second).access for second in (0, 10, 29, 30, 59, 60)] == list("aaabbc")
        assert len(server.requests) == 3


def test_refused_credentials_are_requested_again():
    with serving(credentials("a", 3600), credentials("b", 3600)) as server:
        source = source_at(server)
        source.get(NOW)
        source.forget()
        assert source.get(NOW).access == "b"


@pytest.mark.parametrize(
    "step",
    [BROKEN, respond({}), respond([]), send(b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n{"), credentials("a", -1)],
    ids=["500", "empty", "a list", "not JSON", "expired"],
)
def test_an_endpoint_without_valid_credentials_is_unavailable(step):
    with serving(step) as server, pytest.raises(Unavailable):
        source_at(server).get(NOW)


@pytest.mark.parametrize(
    "uri",
    [
        "http://169.254.169.254/role",
        "http://news.example/",
        "https://localhost/",
        "http://localhost.news.example/",
        "file:///x",
    ],
)
def test_an_endpoint_outside_the_loopback_is_refused(uri):
    with pytest.raises(Failed, match="loopback"):
        CredentialSource({"AWS_CONTAINER_CREDENTIALS_FULL_URI": uri}).get(NOW)


@pytest.mark.parametrize("zone", ["Asia/Tashkent", "America/New_York", "Europe/Berlin"])
def test_the_time_zone_of_the_machine_does_not_matter(monkeypatch, zone):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        with serving(credentials("a", 301), credentials("b", 3600)) as server:
            source = source_at(server)
            assert [source.get(NOW + second).access for second in (0, 0.5, 1, 2)] == ["a", "a", "a", "a"]
            assert source.get(NOW + 30).access == "b"
    finally:
        monkeypatch.undo()
        time.tzset()
