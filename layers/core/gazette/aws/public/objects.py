"""Objects of S3 for public reads without the SDK: GET, also conditional, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Mapping
from hashlib import sha256
from http.client import HTTPException
from urllib.parse import quote, urlsplit

from gazette.aws.public.connection import Connection, choose_pause, connect, endpoint, find_region
from gazette.aws.public.credentials import CredentialSource
from gazette.aws.public.sigv4 import sign
from gazette.errors import Failed, Unavailable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

TRIES = 3
TIMEOUT = 2.0
"""Seconds in which a try has to connect and to send, and in which each block of the object has to arrive."""
BLOCK = 1 << 20
_NO_BODY = sha256(b"").hexdigest()
_MAY_BE_GONE = (408, 409, 429)
"""Statuses, beside those of 500 and more, after which the same request may succeed."""


class ObjectMissing(Exception):
    """There is no object with this key."""


class ObjectReader:
    """Reads objects of one bucket, on a connection that is kept. Not safe between threads."""

    def __init__(self, environ: Mapping[str, str], bucket: str) -> None:
        self._environ, self._bucket = environ, bucket
        self._credentials = CredentialSource(environ)
        self._connection: Connection | None = None

    def read(self, key: str, target: BinaryIO, *, unless: str | None = None) -> str | None:
        """Write an object to a file, and return its ETag; None if that is `unless`, and nothing was written.

        Raises `ObjectMissing`; `Unavailable` if S3 does not send the whole object in several tries; `Failed` for other
        refusals.
        """
        error: Exception | None = None
        start = target.tell()
        for attempt in range(1, TRIES + 1):
            try:
                return self._read(key, target, unless)
            except (OSError, HTTPException, Unavailable) as failure:  # the last one is raised below
                error = failure
                self.close()
                target.seek(start)
                target.truncate()
            if attempt < TRIES:
                time.sleep(choose_pause(attempt))
        raise Unavailable() from error

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __del__(self) -> None:
        self.close()

    def _read(self, key: str, target: BinaryIO, unless: str | None) -> str | None:
        connection = self._connect()
        self._send(connection, f"/{self._bucket}/{quote(key)}", {"if-none-match": unless} if unless else {})
        connection.set_deadline(time.monotonic() + TIMEOUT)
        response = connection.getresponse()
        if response.status == 200:
            left = int(response.headers["content-length"])
            while block := response.read(min(BLOCK, left)):
                target.write(block)
                left -= len(block)
                connection.set_deadline(time.monotonic() + TIMEOUT)
            if left:
                raise Unavailable("the object is not whole")
            return response.headers["etag"]
        text = response.read().decode(errors="replace")
        if response.status == 304:
            return None
        if response.status == 404:
            raise ObjectMissing(key)
        if response.status >= 500 or response.status in _MAY_BE_GONE:
            raise Unavailable(f"S3 answered {response.status}")
        raise Failed(f"S3 answered {response.status}: {text[:300]}")

    def _connect(self) -> Connection:
        deadline = time.monotonic() + TIMEOUT
        if self._connection is None or self._connection.sock is None:
            address = urlsplit(endpoint(self._environ, "s3", self._region))
            self._host = address.netloc
            self._connection = connect(address, deadline, self._environ)
        self._connection.set_deadline(deadline)
        return self._connection

    def _send(self, connection: Connection, path: str, headers: dict[str, str]) -> None:
        now = time.time()
        headers = {**headers, "host": self._host, "x-amz-content-sha256": _NO_BODY}
        credentials = self._credentials.get(now)
        signed = sign(b"", headers, credentials, self._region, "s3", at=now, method="GET", path=path)
        connection.request("GET", path, None, signed)

    @property
    def _region(self) -> str:
        return find_region(self._environ)
