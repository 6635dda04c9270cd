"""Where Lambda puts its role's credentials: the environment, or (under SnapStart) an endpoint on the loopback. Lean."""

import json
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from gazette.errors import Failed, Unavailable
from gazette.times import parse_timestamp

EARLY = 300
"""Seconds before their expiry at which new credentials are asked for."""

FLOOR = 30
"""Seconds between two questions, should the endpoint only ever serve credentials that are about to expire."""

LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Credentials:
    """`token` is empty for those of a user."""

    __slots__ = ("access", "secret", "token")

    def __init__(self, access: str, secret: str, token: str = "") -> None:
        self.access, self.secret, self.token = access, secret, token


class CredentialSource:
    """The credentials of the environment, which are read at each call, or those of the container's endpoint."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._kept: Credentials | None = None
        self._expires = self._asked = 0.0

    def get(self, at: float) -> Credentials:
        """Credentials that are valid at `at` (seconds since 1970). `Failed` where there are none to be had."""
        environ = self._environ
        access, secret = environ.get("AWS_ACCESS_KEY_ID", ""), environ.get("AWS_SECRET_ACCESS_KEY", "")
        if access and secret:
            return Credentials(access, secret, environ.get("AWS_SESSION_TOKEN", ""))
        valid = self._kept is not None and at < self._expires
        if self._kept is None or not valid or (at >= self._expires - EARLY and at >= self._asked + FLOOR):
            self._renew(at, valid)
        assert self._kept is not None  # noqa: S101 (_renew raises where it finds none)
        return self._kept

    def forget(self) -> None:
        """The service has refused what was last given: ask the endpoint anew."""
        self._kept = None

    def _renew(self, at: float, valid: bool) -> None:
        uri = self._environ.get("AWS_CONTAINER_CREDENTIALS_FULL_URI", "")
        if not uri:
            raise Failed("there are no AWS credentials: neither in the environment nor at a container's endpoint")
        self._asked = at
        try:
            document = _ask(uri, self._environ.get("AWS_CONTAINER_AUTHORIZATION_TOKEN", ""))
            kept = Credentials(document["AccessKeyId"], document["SecretAccessKey"], document.get("Token", ""))
            expires = parse_timestamp(document["Expiration"]).timestamp()
            if expires <= at:
                raise ValueError("the endpoint serves credentials that have expired")
        except (OSError, HTTPException, ValueError, KeyError, TypeError, AttributeError) as error:
            if not valid:
                raise Unavailable("the endpoint of the credentials does not answer") from error
        else:
            self._kept, self._expires = kept, expires


def _ask(uri: str, token: str) -> dict[str, str]:
    address = urlsplit(uri)
    if address.scheme != "http" or address.hostname not in LOOPBACK:
        raise Failed("credentials are only taken from the loopback")
    connection = HTTPConnection(address.hostname, address.port, timeout=1)
    try:
        connection.request("GET", address.path, headers={"authorization": token} if token else {})
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise HTTPException(f"the endpoint of the credentials answered {response.status}")
        document: dict[str, str] = json.loads(body)
        return document
    finally:
        connection.close()
