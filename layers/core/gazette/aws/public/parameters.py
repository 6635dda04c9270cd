"""One SSM parameter, and the address of the site, for functions that carry no SDK (others: `gazette.urls`). Lean."""

import time
from collections.abc import Mapping

from gazette.aws.public.client import Client
from gazette.settings import Settings

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


def site_url(environ: Mapping[str, str], deadline: float | None = None) -> str:
    """Address of the site without a final slash: SITE_URL, or the parameter that the stack wrote."""
    settings = Settings(environ)
    return settings.optional("SITE_URL") or parameter(environ, settings.require("SITE_URL_PARAMETER"), deadline)
