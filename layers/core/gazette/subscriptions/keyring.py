"""The keys of this noun: what they are called, how they are made and rotated, how they are read.

A parameter holds its valid keys as `id:key id:key`, the one that signs first, each key 32 random bytes in base64url.
Rotation puts a new key first and keeps the former ones: an unsubscribe link is good for ever, and who subscribed under
a former key is known by it. A key that was disclosed is taken out by hand.
"""

import base64
import hmac
import secrets
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from aws_lambda_powertools.utilities.parameters import SSMProvider
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError

from gazette.errors import Failed, Unavailable
from gazette.observability import logger

SUBSCRIBER_KEY, LINK_KEY = "subscriber-key", "link-key"
"""What makes a subscriber's hash of an address; what signs the unsubscribe links in mails."""

NAMES = (SUBSCRIBER_KEY, LINK_KEY)

_FRESH_SECONDS = 300
_SECONDS_BETWEEN_REFRESHES = 60


def missing_parameters(
    path: str, existing: Collection[str], random: Callable[[int], bytes] = secrets.token_bytes
) -> dict[str, str]:
    """Full name → value of each SecureString below `path` that is not among the `existing` full names."""
    wanted = (f"{path}/{name}" for name in NAMES)
    return {name: _key(random) for name in wanted if name not in existing}


def rotated(value: str, random: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """The parameter's value with a new key first and the former ones behind it."""
    return f"{_key(random)} {value}"


def _key(random: Callable[[int], bytes]) -> str:
    return f"{random(4).hex()}:{base64.urlsafe_b64encode(random(32)).decode()}"


@dataclass(frozen=True)
class Keyring:
    """The valid keys of one secret, the one that signs first."""

    keys: dict[str, bytes] = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> "Keyring":
        """The keyring of a parameter's value; ValueError (which names no key) where it is not one."""
        try:
            pairs = [pair.split(":") for pair in text.split()]
            keys = {name: base64.b64decode(key, altchars=b"-_", validate=True) for name, key in pairs}
        except ValueError:
            raise ValueError("a secret is not of the form id:key") from None
        if not keys:
            raise ValueError("a secret is empty")
        return cls(keys)

    @property
    def current(self) -> str:
        """Id of the key that signs."""
        return next(iter(self.keys))

    def digest(self, key_id: str, purpose: str, text: str) -> str:
        """Keyed hash (HMAC-SHA-256, base64url without padding) of a text, apart for each purpose."""
        mac = hmac.digest(self.keys[key_id], f"{purpose}\0{text}".encode(), "sha256")
        return base64.urlsafe_b64encode(mac).decode().rstrip("=")


class Keyrings:
    """The keyrings below one path of the parameter store, read again every five minutes."""

    def __init__(self, path: str, ssm: Any) -> None:
        self._path = path
        self._provider = SSMProvider(boto3_client=ssm)
        self._refreshed: dict[str, float] = {}

    def keyring(self, name: str, *, knowing: str | None = None) -> Keyring:
        """A keyring; read again (once a minute at most) where it lacks the key id that it should be `knowing`."""
        ring = self._read(name, fresh=False)
        if knowing is None or knowing in ring.keys or not self._may_refresh(name):
            return ring
        return self._read(name, fresh=True)

    def _may_refresh(self, name: str) -> bool:
        present, last = time.monotonic(), self._refreshed.get(name)
        if last is not None and present - last < _SECONDS_BETWEEN_REFRESHES:
            return False
        self._refreshed[name] = present
        return True

    def _read(self, name: str, *, fresh: bool) -> Keyring:
        try:
            text = self._provider.get(f"{self._path}/{name}", decrypt=True, max_age=_FRESH_SECONDS, force_fetch=fresh)
        except GetParameterError as error:
            if "ParameterNotFound" in str(error):
                logger.error("a secret is missing; `gazette secrets` makes it", extra={"secret": name})
                raise Failed() from None
            raise Unavailable() from None
        return Keyring.parse(str(text))
