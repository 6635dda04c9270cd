import os

import boto3
import pytest

from gazette.aws.public import parameters
from gazette.aws.public.parameters import parameter
from gazette.errors import Failed


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(parameters, "_kept", {})


@pytest.fixture
def ssm():
    client = boto3.client("ssm")
    client.put_parameter(Name="/gazette/site-url", Value="https://news.example", Type="String", Overwrite=True)
    yield client
    client.delete_parameter(Name="/gazette/site-url")


def test_a_parameter_is_read_and_kept_for_five_minutes(ssm, monkeypatch):
    assert parameter(os.environ, "/gazette/site-url") == "https://news.example"
    ssm.put_parameter(Name="/gazette/site-url", Value="https://other.example", Type="String", Overwrite=True)
    assert parameter(os.environ, "/gazette/site-url") == "https://news.example"
    monkeypatch.setattr(parameters, "KEPT", 0)
    assert parameter(os.environ, "/gazette/site-url") == "https://other.example"


def test_a_parameter_that_is_not_there_is_our_failure():
    with pytest.raises(Failed, match="ParameterNotFound"):
        parameter(os.environ, "/gazette/none")
