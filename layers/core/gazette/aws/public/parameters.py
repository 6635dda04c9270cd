"""Parameters and secrets of the SSM parameter store, for all functions; without the SDK.

A value that was read once is used again when it cannot be read: neither a busy store nor a typing error in a new value
fails a request that knows the former value.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from gazette.aws.public.client import Client, Refused
from gazette.embedded_metrics import count_swallowed
from gazette.errors import Failed, GazetteError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    Value = TypeVar("Value")

MAX_AGE = 300
"""Seconds for which a value is used without a question to the store."""
RETRY_AFTER = 30
"""Seconds for which a value is used after the store could not be read."""
READ_SECONDS, REFRESH_SECONDS = 4.0, 1.0
"""Longest time of a read without a known value, and with one. The first is less than half the time of an API function,
the second is short, because the known value is at hand."""


class ParameterMissing(Failed):
    """There is no such parameter."""


class ParameterDamaged(Failed):
    """The value of a parameter has another form than it must have."""


class _Cached:
    __slots__ = ("expires", "value")

    def __init__(self, value: Any, expires: float) -> None:
        self.value, self.expires = value, expires


_cache: dict[str, _Cached] = {}


def get_parameter(
    environ: Mapping[str, str],
    name: str,
    deadline: float | None = None,
    *,
    secret: bool = False,
    refresh: bool = False,
) -> str:
    """The text of a parameter, as `get_parsed_parameter`."""
    return get_parsed_parameter(environ, name, str, deadline, secret=secret, refresh=refresh)


def get_parsed_parameter(
    environ: Mapping[str, str],
    name: str,
    parse: Callable[[str], Value],
    deadline: float | None = None,
    *,
    secret: bool = False,
    refresh: bool = False,
) -> Value:
    """Value of a parameter, cached in the process for five minutes. `secret` decrypts a SecureString.

    `parse` makes the value of the text, always the same function for a parameter. Its ValueError has no part of a
    secret. `refresh` reads the parameter again now. If it cannot be read or parsed, the known value is returned and
    `Swallowed` is counted. Without a known value raises `Unavailable` if SSM does not answer by `deadline` (of
    `time.monotonic()`) or within four seconds, `Failed` if it refuses, and `ParameterDamaged` if `parse` does. Raises
    `ParameterMissing` if there is no such parameter.
    """
    now, cached = time.monotonic(), _cache.get(name)
    value: Value
    if cached is not None and now < cached.expires and not refresh:
        value = cached.value
        return value
    limit = now + (READ_SECONDS if cached is None else REFRESH_SECONDS)
    try:
        text = _read(environ, name, limit if deadline is None else min(deadline, limit), secret=secret)
        value = _parse(name, text, parse)
    except ParameterMissing:
        raise
    except GazetteError as error:
        if cached is None:
            raise
        count_swallowed("parameter-not-read", error, parameter=name)
        cached.expires = max(cached.expires, now + RETRY_AFTER)
        value = cached.value
        return value
    _cache[name] = _Cached(value, now + MAX_AGE)
    return value


def _parse(name: str, text: str, parse: Callable[[str], Value]) -> Value:
    try:
        return parse(text)
    except ValueError as error:
        raise ParameterDamaged(f"{name}: {error}") from None


def _read(environ: Mapping[str, str], name: str, deadline: float, *, secret: bool) -> str:
    client = Client(environ, "ssm", "AmazonSSM", "1.1")
    request = {"Name": name, "WithDecryption": True} if secret else {"Name": name}
    try:
        value: str = client.call("GetParameter", request, deadline)["Parameter"]["Value"]
    except Refused as error:
        if error.reason != "ParameterNotFound":
            raise
        raise ParameterMissing(f"there is no parameter {name}") from None
    finally:
        client.close()
    return value
