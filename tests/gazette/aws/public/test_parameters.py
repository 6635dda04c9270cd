"""Parameters and secrets: caching, and what happens when the store cannot be read."""

import os
import time

import boto3
import pytest

from gazette.aws.public import parameters
from gazette.aws.public.parameters import ParameterMissing, get_parameter
from gazette.errors import Failed, Unavailable
from tests.support.aws import forget_parameters
from tests.support.scripted_server import hang, respond, respond_with_error, serving
from tests.support.swallowed import swallowed

NAME = "/gazette/test-parameter"
KNOWN = respond({"Parameter": {"Value": "known"}})
NEW = respond({"Parameter": {"Value": "new"}})
THROTTLED = respond_with_error("ThrottlingException")
DENIED = respond_with_error("AccessDeniedException")
MISSING = respond_with_error("ParameterNotFound")


@pytest.fixture(autouse=True)
def empty_cache():
    forget_parameters()
    yield
    forget_parameters()


@pytest.fixture
def clock(monkeypatch):
    """The clock of the cache: seconds that have passed."""
    passed, monotonic = [0.0], time.monotonic
    monkeypatch.setattr("time.monotonic", lambda: monotonic() + passed[0])
    return passed


def test_a_parameter_is_read_and_cached_for_five_minutes(clock):
    with serving(KNOWN, NEW) as server:
        assert get_parameter(server.environ, NAME) == "known"
        clock[0] += 295
        assert get_parameter(server.environ, NAME) == "known"
        clock[0] += 10
        assert get_parameter(server.environ, NAME) == "new"
        assert len(server.requests) == 2


def test_a_secret_is_decrypted():
    boto3.client("ssm").put_parameter(Name=NAME, Value="id:key", Type="SecureString", Overwrite=True)
    assert get_parameter(os.environ, NAME, secret=True) == "id:key"


def test_a_missing_parameter_is_a_fault_of_ours():
    with pytest.raises(ParameterMissing, match="there is no parameter /gazette/none"):
        get_parameter(os.environ, "/gazette/none")


@pytest.mark.parametrize(("answer", "error"), [(THROTTLED, Unavailable), (DENIED, Failed)])
def test_without_a_known_value_a_failed_read_is_an_error(answer, error):
    with serving(answer) as server, pytest.raises(error):
        get_parameter(server.environ, NAME)


def test_a_store_that_hangs_is_unavailable_after_the_longest_time_of_a_read(monkeypatch):
    monkeypatch.setattr(parameters, "READ_SECONDS", 0.5)
    with serving(hang) as server:
        started = time.monotonic()
        with pytest.raises(Unavailable):
            get_parameter(server.environ, NAME)
        assert time.monotonic() - started < 5


@pytest.mark.parametrize("answer", [THROTTLED, DENIED, hang], ids=["throttled", "denied", "hanging"])
def test_a_known_value_is_used_while_the_store_cannot_be_read(clock, caplog, monkeypatch, answer):
    monkeypatch.setattr(parameters, "REFRESH_SECONDS", 0.3)
    with serving(KNOWN, answer) as server:
        get_parameter(server.environ, NAME)
        clock[0] += 305
        assert get_parameter(server.environ, NAME) == "known"
        asked = len(server.requests)
        assert get_parameter(server.environ, NAME) == "known"
        assert len(server.requests) == asked, "the store is left alone for half a minute"
        assert swallowed(caplog) == [("parameter-not-read", 1)]


def test_a_store_that_recovers_is_asked_again_after_half_a_minute(clock):
    with serving(KNOWN, DENIED, NEW) as server:
        get_parameter(server.environ, NAME)
        clock[0] += 305
        assert get_parameter(server.environ, NAME) == "known"
        clock[0] += 31
        assert get_parameter(server.environ, NAME) == "new"


def test_a_failed_refresh_keeps_the_known_value(caplog):
    """Of a token with an unknown key id, which anybody may send."""
    with serving(KNOWN, DENIED) as server:
        get_parameter(server.environ, NAME)
        assert get_parameter(server.environ, NAME, refresh=True) == "known"
        assert swallowed(caplog) == [("parameter-not-read", 1)]


def test_a_parameter_that_was_deleted_is_not_used_any_more(clock):
    with serving(KNOWN, MISSING) as server:
        get_parameter(server.environ, NAME)
        clock[0] += 305
        with pytest.raises(ParameterMissing):
            get_parameter(server.environ, NAME)
