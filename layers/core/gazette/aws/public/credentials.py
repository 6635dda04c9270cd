"""Credentials of a function's role: from the environment, or (under SnapStart) from an endpoint on the loopback."""

import json
import time
from collections.abc import Mapping
from http.client import HTTPException
from urllib.parse import urlsplit

from gazette.aws.public.connection import connect
from gazette.embedded_metrics import count_swallowed
from gazette.errors import Failed, Unavailable
from gazette.times import parse_timestamp

REFRESH_BEFORE = 300
"""Seconds before the expiry at which new credentials are requested."""

MIN_REFRESH_INTERVAL = 30
"""Seconds between two requests if the endpoint only has credentials that expire soon."""

TIMEOUT = 1.0
"""Seconds in which the endpoint has to be connected, and again seconds in which its whole response has to arrive."""

LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Credentials:
    """`token` is empty for credentials of an IAM user."""

    __slots__ = ("access", "secret", "token")

    def __init__(self, access: str, secret: str, token: str = "") -> None:
        self.access, self.secret, self.token = access, secret, token


class CredentialSource:
    """Credentials of the environment, read at each call, or those of the container's endpoint, cached."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._cached: Credentials | None = None
        self._expires = self._requested = 0.0

    def get(self, at: float) -> Credentials:
        """Credentials that are valid at `at` (seconds since 1970).

        Raises `Failed` if neither source is configured, `Unavailable` if the endpoint has no valid credentials.
        """
        environ = self._environ
        access, secret = environ.get("AWS_ACCESS_KEY_ID", ""), environ.get("AWS_SECRET_ACCESS_KEY", "")
        if access and secret:
            return Credentials(access, secret, environ.get("AWS_SESSION_TOKEN", ""))
        cached = self._cached if at < self._expires else None
        expires_soon = at >= self._expires - REFRESH_BEFORE and at >= self._requested + MIN_REFRESH_INTERVAL
        return self._refresh(at, cached) if cached is None or expires_soon else cached

    def forget(self) -> None:
        """Drop the cached credentials, which a service has refused."""
        self._cached = None

    def _refresh(self, at: float, cached: Credentials | None) -> Credentials:
        """Credentials of the endpoint; those in the cache, if they are valid and the endpoint fails."""
        uri = self._environ.get("AWS_CONTAINER_CREDENTIALS_FULL_URI", "")
        if not uri:
            raise Failed("there are no AWS credentials: neither in the environment nor at a container's endpoint")
        self._requested = at
        try:
            document = _request(uri, self._environ.get("AWS_CONTAINER_AUTHORIZATION_TOKEN", ""))
            fresh = Credentials(document["AccessKeyId"], document["SecretAccessKey"], document.get("Token", ""))
            expires = parse_timestamp(document["Expiration"]).timestamp()
            if expires <= at:
                raise ValueError("the endpoint serves credentials that have expired")
        except (OSError, HTTPException, ValueError, KeyError, TypeError, AttributeError) as error:
            if cached is None:
                raise Unavailable("the endpoint of the credentials does not answer") from error
            count_swallowed("credentials-not-read", error)
            return cached
        self._cached, self._expires = fresh, expires
        return fresh


def _request(uri: str, token: str) -> dict[str, str]:
    """The endpoint's JSON document. Raises `Failed` for an endpoint that is not on the loopback."""
    address = urlsplit(uri)
    if address.scheme != "http" or address.hostname not in LOOPBACK:
        raise Failed("credentials are only accepted from an endpoint on the loopback")
    connection = connect(address, time.monotonic() + TIMEOUT, {})
    try:
        connection.request("GET", address.path, headers={"authorization": token} if token else {})
        connection.set_deadline(time.monotonic() + TIMEOUT)
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise HTTPException(f"the endpoint of the credentials answered {response.status}")
        document: dict[str, str] = json.loads(body)
        return document
    finally:
        connection.close()
