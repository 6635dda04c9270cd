"""Clients of the SDK: one session, short timeouts."""

import pytest

from cli.local.stack import Stack
from gazette.aws.clients import client


@pytest.mark.parametrize("service", ["dynamodb", "ssm", "events", "cloudfront"])
def test_the_timeouts_of_a_client_end_before_that_of_its_function(stack: Stack, service: str) -> None:
    """Three timeouts and the longest pauses between them (1 s, then 2 s) fit into the time of an API function."""
    config = client(service).meta.config
    assert config.connect_timeout <= 1
    assert config.read_timeout <= 3
    assert config.retries["mode"] == "standard"
    tries = config.retries["total_max_attempts"]
    worst = tries * config.read_timeout + sum(2**n for n in range(tries - 1))
    timeout = stack.resources["EditorialFunction"]["Properties"]["Timeout"]
    assert worst <= timeout - 1


def test_clients_are_cached() -> None:
    assert client("dynamodb") is client("dynamodb")
    assert client("dynamodb") is not client("dynamodb", tries=1)
