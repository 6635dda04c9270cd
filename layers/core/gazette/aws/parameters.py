"""One SSM parameter for functions that carry no SDK. Lean."""

import time
from collections.abc import Mapping

from gazette.aws.client import Client

KEPT = 300
"""Seconds for which a value is not asked for again."""

_kept: dict[str, tuple[float, str]] = {}


def parameter(environ: Mapping[str, str], name: str, deadline: float | None = None) -> str:
    """The value of a plain parameter. `Failed` where there is none of that name."""
    now = time.monotonic()
    if name in _kept and now < _kept[name][0] + KEPT:
        return _kept[name][1]
    client = Client(environ, "ssm", "AmazonSSM", "1.1")
    try:
        value: str = client.call("GetParameter", {"Name": name}, deadline)["Parameter"]["Value"]
    finally:
        client.close()
    _kept[name] = (now, value)
    return value
