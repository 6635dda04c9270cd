"""SSM parameters without the SDK."""

import os

import boto3
import pytest

from gazette.aws.public import parameters
from gazette.aws.public.parameters import get_parameter
from gazette.errors import Failed

NAME = "/gazette/test-parameter"


@pytest.fixture(autouse=True)
def empty_cache(monkeypatch):
    monkeypatch.setattr(parameters, "_cache", {})


@pytest.fixture
def ssm():
    client = boto3.client("ssm")
    client.put_parameter(Name=NAME, Value="https://news.example", Type="String", Overwrite=True)
    yield client
    client.delete_parameter(Name=NAME)


def test_a_parameter_is_read_and_cached_for_five_minutes(ssm, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(parameters.time, "monotonic", lambda: clock[0])
    assert get_parameter(os.environ, NAME) == "https://news.example"
    ssm.put_parameter(Name=NAME, Value="https://other.example", Type="String", Overwrite=True)
    clock[0] += 299
    assert get_parameter(os.environ, NAME) == "https://news.example"
    clock[0] += 1
    assert get_parameter(os.environ, NAME) == "https://other.example"


def test_a_missing_parameter_is_a_fault_of_ours():
    with pytest.raises(Failed, match="ParameterNotFound"):
        get_parameter(os.environ, "/gazette/none")
