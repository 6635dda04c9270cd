"""A small client of AWS services that speak JSON over POST: one kept connection, signed requests, careful tries.

What is tried again, and how often:

- a kept connection that turns out to be dead: once at once, not counted;
- reset, cut or garbled answers, a wrong checksum, 5xx, throttling: four tries in all, with full jitter between them,
  one second each, never past the deadline; then `Unavailable`;
- expired credentials or a clock that is off: once more with fresh credentials and the clock of the answer;
- anything else is our mistake: `Failed` at once.

Only reads may go through here: a write that is sent again may be done twice. Not safe between threads. Lean.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ssl import SSLCertVerificationError, SSLEOFError
from urllib.parse import urlsplit
from zlib import crc32

from gazette.aws.public.connection import connect, endpoint
from gazette.aws.public.credentials import CredentialSource
from gazette.aws.public.sigv4 import sign
from gazette.errors import Failed, Unavailable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TRIES = 4
PAUSE = 0.025
"""Seconds; the n-th pause is between nothing and this × 2ⁿ."""
PATIENCE = 1.0
"""Seconds that one try may take to connect, and again to answer."""

THROTTLED = frozenset({"ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException"})
DEAD = (ConnectionError, SSLEOFError)
REFUSED = frozenset({"ExpiredTokenException", "InvalidSignatureException", "UnrecognizedClientException"})


class Client:
    """One service, at AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, or AWS itself. Connects when it is first used.

    `target` goes before the operation's name in `X-Amz-Target`, `version` is that of the JSON protocol.
    """

    def __init__(self, environ: Mapping[str, str], service: str, target: str, version: str) -> None:
        self._environ, self.service, self._target = environ, service, target
        self._content_type = f"application/x-amz-json-{version}"
        self._credentials = CredentialSource(environ)
        self._connection: HTTPConnection | None = None
        self._skew = 0.0

    def start(self, operation: str, request: dict[str, Any], deadline: float | None = None) -> Call:
        """Send a request; its answer is `.result()` of what is returned. One at a time.

        `deadline` is a reading of `time.monotonic()`; without one the tries alone bound it.
        """
        return Call(self, operation, json.dumps(request).encode(), deadline)

    def call(self, operation: str, request: dict[str, Any], deadline: float | None = None) -> dict[str, Any]:
        """The decoded answer to a request."""
        return self.start(operation, request, deadline).result()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def connected(self, patience: float) -> tuple[HTTPConnection, bool]:
        """The connection, and whether it has carried an answer before."""
        connection = self._connection
        if connection is not None and connection.sock is not None:
            connection.sock.settimeout(patience)
            return connection, True
        self._connection = self._connect(patience)
        return self._connection, False

    def send(self, connection: HTTPConnection, operation: str, body: bytes) -> None:
        now = time.time() + self._skew
        headers = {
            "content-type": self._content_type,
            "host": self._host,
            "x-amz-target": f"{self._target}.{operation}",
        }
        credentials = self._credentials.get(now)
        connection.request("POST", "/", body, sign(body, headers, credentials, self._region, self.service, at=now))

    def refused(self, date: str | None) -> None:
        """The service did not take our signature: new credentials, and the clock of its answer."""
        self._credentials.forget()
        if date:
            self._skew = parsedate_to_datetime(date).timestamp() - time.time()

    @property
    def _region(self) -> str:
        region = self._environ.get("AWS_REGION") or self._environ.get("AWS_DEFAULT_REGION")
        if not region:
            raise Failed("AWS_REGION is not set")
        return region

    def _connect(self, patience: float) -> HTTPConnection:
        address = urlsplit(endpoint(self._environ, self.service, self._region))
        self._host = address.netloc
        return connect(address, patience, self._environ)


class Call:
    """One request on its way: sent when made, received (and tried again where that helps) by `result`."""

    def __init__(self, client: Client, operation: str, body: bytes, deadline: float | None) -> None:
        self._client, self._operation, self._body, self._deadline = client, operation, body, deadline
        self._connection: HTTPConnection | None = None
        self._used = self._renewed = False
        self._trouble: object = None
        self._send()

    def result(self) -> dict[str, Any]:
        """The decoded answer; `Unavailable` after the last try or at the deadline, `Failed` for what no try mends."""
        for attempt in range(1, TRIES + 1):
            reply = self._receive()
            if reply is not None:
                return reply
            if attempt < TRIES:
                self._pause(attempt)
                self._send()
        raise Unavailable() from _cause(self._trouble)

    def _send(self) -> None:
        """Send, or note why that failed: `result` decides what then."""
        patience = self._patience()
        self._used = False
        try:
            self._connection, self._used = self._client.connected(patience)
            self._client.send(self._connection, self._operation, self._body)
        except SSLCertVerificationError as error:
            raise Failed(f"{self._client.service} is not who it says: {error.verify_message}") from error
        except (OSError, HTTPException) as error:
            if self._died(error):
                self._send()

    def _receive(self) -> dict[str, Any] | None:
        """The answer, or None for a try that failed in a way that another may mend."""
        if self._connection is None:
            return None
        try:
            response = self._connection.getresponse()
            body = response.read()
        except (OSError, HTTPException) as error:
            if not self._died(error):
                return None
            self._send()
            return self._receive()
        return self._judge(response, body)

    def _died(self, error: Exception) -> bool:
        """Note what went wrong; whether it was a kept connection that had died, which is nobody's failed try."""
        self._client.close()
        self._connection, self._trouble = None, error
        return self._used and isinstance(error, DEAD)

    def _judge(self, response: HTTPResponse, body: bytes) -> dict[str, Any] | None:
        try:
            checksum = response.getheader("x-amz-crc32")
            if checksum is not None and int(checksum) != crc32(body):
                raise ValueError("the checksum does not match")
            document: dict[str, Any] = json.loads(body)
        except ValueError as error:
            document, self._trouble = {}, error
            if response.status < 400:
                return None
        if response.status == 200:
            return document
        code = str(document.get("__type", "")).rpartition("#")[2]
        message = document.get("message") or document.get("Message") or ""
        self._trouble = f"{self._operation}: {response.status} {code} {message}"
        if response.status >= 500 or code in THROTTLED:
            return None
        if code in REFUSED and not self._renewed:
            self._renewed = True
            self._client.refused(response.getheader("date"))
            self._send()
            return self._receive()
        raise Failed(self._trouble)

    def _patience(self) -> float:
        """Seconds that this try may take; `Unavailable` where the deadline has passed."""
        if self._deadline is None:
            return PATIENCE
        left = self._deadline - time.monotonic()
        if left <= 0:
            self._client.close()
            raise Unavailable() from _cause(self._trouble)
        return min(PATIENCE, left)

    def _pause(self, attempt: int) -> None:
        import random  # a cold start should not pay for what a good day never needs

        seconds = random.uniform(0, PAUSE * 2**attempt)  # noqa: S311 (jitter, not a secret)
        if self._deadline is not None and time.monotonic() + seconds >= self._deadline:
            self._client.close()
            raise Unavailable() from _cause(self._trouble)
        time.sleep(seconds)


def _cause(trouble: object) -> BaseException | None:
    return trouble if isinstance(trouble, BaseException) else Failed(str(trouble)) if trouble else None
