"""SSM parameters for functions without the SDK."""

import time
from collections.abc import Mapping

from gazette.aws.public.client import Client

MAX_AGE = 300
"""Seconds for which a value is cached."""

_cache: dict[str, tuple[float, str]] = {}


def get_parameter(environ: Mapping[str, str], name: str, deadline: float | None = None) -> str:
    """Value of a parameter of type String, cached in the process for five minutes.

    Raises `Failed` if there is no such parameter, `Unavailable` if SSM does not answer in time.
    """
    now = time.monotonic()
    if name in _cache and now < _cache[name][0] + MAX_AGE:
        return _cache[name][1]
    client = Client(environ, "ssm", "AmazonSSM", "1.1")
    try:
        value: str = client.call("GetParameter", {"Name": name}, deadline)["Parameter"]["Value"]
    finally:
        client.close()
    _cache[name] = (now, value)
    return value
