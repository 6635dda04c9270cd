"""Client of AWS services with a JSON protocol over POST: one reused connection, signed requests, limited retries.

- The peer has closed a reused connection: sends again at once on a new connection; not counted as a try.
- Connection errors, timeouts, incomplete or malformed responses, wrong checksums, 5xx and throttling: four tries with
  full jitter between them, one second each, never past the deadline; then `Unavailable`.
- Expired credentials or clock skew: sends again once, with fresh credentials and the clock of the response.
- Every other error: `Refused` at once.

For reads only, because a repeated write may be done twice. Not safe between threads.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse
from ssl import SSLCertVerificationError, SSLEOFError
from urllib.parse import urlsplit
from zlib import crc32

from gazette.aws.public.connection import Connection, choose_pause, connect, endpoint, find_region
from gazette.aws.public.credentials import CredentialSource
from gazette.aws.public.sigv4 import sign
from gazette.errors import Failed, Unavailable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TRIES = 4
TIMEOUT = 1.0
"""Seconds in which a try has to connect and to send, and again seconds in which the whole response has to arrive."""

CLOSED_BY_PEER = (ConnectionError, SSLEOFError)
THROTTLED = frozenset({"ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException"})
SIGNATURE_REFUSED = frozenset({"ExpiredTokenException", "InvalidSignatureException", "UnrecognizedClientException"})


class Refused(Failed):
    """The service refused a request. `reason` is the code of its error, such as `ValidationException`."""

    def __init__(self, operation: str, status: int, reason: str, message: str) -> None:
        super().__init__(f"{operation}: {status} {reason} {message}")
        self.reason = reason


class Client:
    """Client of one service at AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL or AWS. Connects at the first request.

    `X-Amz-Target` is `target`, a dot and the operation; `version` is that of the JSON protocol.
    """

    def __init__(self, environ: Mapping[str, str], service: str, target: str, version: str) -> None:
        self._environ, self.service, self._target = environ, service, target
        self._content_type = f"application/x-amz-json-{version}"
        self._credentials = CredentialSource(environ)
        self._connection: Connection | None = None
        self._clock_skew = 0.0

    def start(self, operation: str, request: dict[str, Any], deadline: float | None = None) -> Call:
        """Send a request. `.result()` of the returned call waits for the response. The client has one call at a time.

        `deadline` is a reading of `time.monotonic()`; without it only the number of tries limits the call.
        """
        return Call(self, operation, json.dumps(request).encode(), deadline)

    def call(self, operation: str, request: dict[str, Any], deadline: float | None = None) -> dict[str, Any]:
        """The decoded response to a request. Raises as `Call.result`."""
        return self.start(operation, request, deadline).result()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def connect(self, deadline: float) -> tuple[Connection, bool]:
        """A connection that is open by `deadline`, and whether an earlier request has used it."""
        connection = self._connection
        if connection is not None and connection.sock is not None:
            connection.set_deadline(deadline)
            return connection, True
        address = urlsplit(endpoint(self._environ, self.service, self._region))
        self._host = address.netloc
        self._connection = connect(address, deadline, self._environ)
        return self._connection, False

    def explain(self, error: Exception | None) -> Unavailable:
        """The error for the client after that of the last try."""
        return Unavailable.without_connection(self._environ) if isinstance(error, OSError) else Unavailable()

    def send(self, connection: Connection, operation: str, body: bytes) -> None:
        """Write a signed request to a connection."""
        now = time.time() + self._clock_skew
        headers = {
            "content-type": self._content_type,
            "host": self._host,
            "x-amz-target": f"{self._target}.{operation}",
        }
        credentials = self._credentials.get(now)
        connection.request("POST", "/", body, sign(body, headers, credentials, self._region, self.service, at=now))

    def renew_signature(self, date: str | None) -> None:
        """Sign further requests with new credentials, at the time of a response's Date header."""
        self._credentials.forget()
        if date:
            self._clock_skew = parsedate_to_datetime(date).timestamp() - time.time()

    @property
    def _region(self) -> str:
        return find_region(self._environ)


class Call:
    """One request. The constructor sends it; `result` receives the response and repeats the request if needed."""

    def __init__(self, client: Client, operation: str, body: bytes, deadline: float | None) -> None:
        self._client, self._operation, self._body, self._deadline = client, operation, body, deadline
        self._connection: Connection | None = None
        self._is_kept = self._signature_renewed = False
        self._last_error: Exception | None = None
        self._send()

    def result(self) -> dict[str, Any]:
        """The decoded response. Raises `Unavailable` after the last try or at the deadline, else `Failed`."""
        for attempt in range(1, TRIES + 1):
            document = self._receive()
            if document is not None:
                return document
            if attempt < TRIES:
                self._pause(attempt)
                self._send()
        raise self._client.explain(self._last_error) from self._last_error

    def _send(self) -> None:
        """Send the request. After a connection error there is no connection, and `result` counts a try."""
        deadline = self._try_deadline()
        self._is_kept = False
        try:
            self._connection, self._is_kept = self._client.connect(deadline)
            self._client.send(self._connection, self._operation, self._body)
        except SSLCertVerificationError as error:
            raise Failed(f"the certificate of {self._client.service} is not trusted: {error.verify_message}") from error
        except (OSError, HTTPException) as error:
            self._disconnect(error)
            if self._peer_closed_kept_connection(error):
                self._send()

    def _receive(self) -> dict[str, Any] | None:
        """The decoded response; None after an error that may be gone at the next try."""
        if self._connection is None:
            return None
        deadline = self._try_deadline()
        try:
            self._connection.set_deadline(deadline)
            response = self._connection.getresponse()
            body = response.read()
        except (OSError, HTTPException) as error:
            self._disconnect(error)
            if not self._peer_closed_kept_connection(error):
                return None
            self._send()
            return self._receive()
        return self._evaluate(response, body)

    def _evaluate(self, response: HTTPResponse, body: bytes) -> dict[str, Any] | None:
        """The document of a response; None for an error that may be gone at the next try. Raises `Failed`."""
        try:
            document = _decode(response, body)
        except ValueError as error:
            document, self._last_error = {}, error
            if response.status < 400:
                return None
        if response.status == 200:
            return document
        code = str(document.get("__type", "")).rpartition("#")[2]
        message = document.get("message") or document.get("Message") or ""
        self._last_error = Refused(self._operation, response.status, code, message)
        if response.status >= 500 or code in THROTTLED:
            return None
        if code in SIGNATURE_REFUSED and not self._signature_renewed:
            self._signature_renewed = True
            self._client.renew_signature(response.getheader("date"))
            self._send()
            return self._receive()
        raise self._last_error

    def _disconnect(self, error: Exception) -> None:
        self._client.close()
        self._connection, self._last_error = None, error

    def _peer_closed_kept_connection(self, error: Exception) -> bool:
        return self._is_kept and isinstance(error, CLOSED_BY_PEER)

    def _try_deadline(self) -> float:
        """When this try has to be over; raises `Unavailable` after the deadline of the call."""
        now = time.monotonic()
        if self._deadline is None:
            return now + TIMEOUT
        if now >= self._deadline:
            self._client.close()
            raise Unavailable() from self._last_error
        return min(now + TIMEOUT, self._deadline)

    def _pause(self, attempt: int) -> None:
        seconds = choose_pause(attempt)
        if self._deadline is not None and time.monotonic() + seconds >= self._deadline:
            self._client.close()
            raise Unavailable() from self._last_error
        time.sleep(seconds)


def _decode(response: HTTPResponse, body: bytes) -> dict[str, Any]:
    """The JSON document of a response; raises ValueError for a wrong checksum or for other content."""
    checksum = response.getheader("x-amz-crc32")
    if checksum is not None and int(checksum) != crc32(body):
        raise ValueError("the checksum does not match")
    document: dict[str, Any] = json.loads(body)
    return document
