"""The clients of the user pool that may use the sign-in page, as the template has them."""

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from cli.local.stack import Stack

_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}
_DEFAULT_DAYS = 30
"""Cognito's own validity of refresh tokens."""


class SignInClient(NamedTuple):
    """`addresses` are those to which the browser may return. Refresh tokens are valid for `seconds`; they are replaced
    at each use, and then for `grace` seconds more. Without rotation `grace` is None.
    """

    id: str
    addresses: tuple[str, ...]
    seconds: int
    grace: int | None

    def allows(self, address: str) -> bool:
        """Whether the browser may return to an address. `localhost` is another name of this machine."""
        return _name_host(address) in self.addresses


def read_clients(stack: Stack) -> dict[str, SignInClient]:
    """All clients by id."""
    clients = (
        _read_client(stack.physical(logical_id), properties)
        for logical_id, properties in stack.of_type("AWS::Cognito::UserPoolClient")
    )
    return {client.id: client for client in clients}


def _read_client(id: str, properties: dict[str, Any]) -> SignInClient:
    unit = properties.get("TokenValidityUnits", {}).get("RefreshToken", "days")
    seconds = properties.get("RefreshTokenValidity", _DEFAULT_DAYS) * _SECONDS[unit]
    rotation = properties.get("RefreshTokenRotation", {})
    grace = rotation["RetryGracePeriodSeconds"] if rotation.get("Feature") == "ENABLED" else None
    return SignInClient(id, tuple(properties.get("CallbackURLs", ())), seconds, grace)


def _name_host(address: str) -> str:
    """An address with `127.0.0.1` for `localhost`."""
    parts = urlsplit(address)
    if parts.hostname != "localhost":
        return address
    return parts._replace(netloc=parts.netloc.replace("localhost", "127.0.0.1", 1)).geturl()
