"""boto3 clients as every function that writes uses them: one session, short patience, few retries.

A call that hangs is given up after 2 s and tried three times in all, so that the worst case (three hung tries and
their pauses, 9 s) ends within the 10 s of an API function. botocore's own defaults would wait for 60 s.
"""

from functools import cache
from typing import Any

import boto3
from botocore.config import Config

CONNECT_SECONDS, READ_SECONDS, TRIES = 1, 2, 3

_session: Any = boto3.session.Session()  # the stubs want literal names of services


@cache
def client(service: str, *, read_seconds: int = READ_SECONDS, tries: int = TRIES) -> Any:
    """The client of one service, made once. `tries=1` where a repeated call would have a second effect (mail)."""
    patience = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=read_seconds,
        retries={"mode": "standard", "total_max_attempts": tries},
    )
    return _session.client(service, config=patience)
