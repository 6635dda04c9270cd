"""boto3 clients of functions that write: one session, short timeouts, few retries.

A call times out after 2 s and is tried three times, so that the worst case (three timeouts and the pauses between
them, 9 s) ends within the 10 s of an API function. botocore's default read timeout is 60 s.
"""

import os
from functools import cache
from typing import Any

import boto3
from botocore.config import Config

CONNECT_SECONDS, READ_SECONDS, TRIES, CONNECTIONS = 1, 2, 3, 10
_session: Any = boto3.session.Session()  # the stubs accept only literal names of services


@cache
def client(
    service: str,
    *,
    read_seconds: int = READ_SECONDS,
    tries: int = TRIES,
    endpoint: str | None = None,
    connections: int = CONNECTIONS,
) -> Any:
    """Client of a service, cached. Use `tries=1` for calls that must not be repeated, such as one that sends a mail,
    and as many `connections` as threads use it at the same time.

    Forms for uploads to S3 name the region's host and have signatures of version 4: a browser must not be redirected.
    An emulator has no names of buckets.
    """
    emulated = any(os.environ.get(name) for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"))
    # In us-east-1 too the host of the region: the page of the desk may connect to no other.
    addressing: Any = {
        "addressing_style": "path" if emulated else "virtual",
        "us_east_1_regional_endpoint": "regional",
    }
    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=read_seconds,
        max_pool_connections=connections,
        retries={"mode": "standard", "total_max_attempts": tries},
        signature_version="s3v4" if service == "s3" else None,
        s3=addressing if service == "s3" else None,
    )
    return _session.client(service, config=config, endpoint_url=endpoint)
