"""Secret keys of subscriptions: names, generation, rotation and reading.

A parameter holds its valid keys as `id:key id:key`, the signing key first. A key is 32 random bytes in base64url.
A rotation puts a new key first and keeps the former ones: unsubscribe links never expire, and the ids of earlier
subscribers depend on a former key. Only a disclosed key is removed.
"""

import base64
import hmac
import re
import secrets
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from gazette.aws.public.parameters import ParameterMissing, get_parsed_parameter

SUBSCRIBER_KEY, LINK_KEY = "subscriber-key", "link-key"
"""Keyrings that hash addresses to subscriber ids, and that sign unsubscribe tokens."""

NAMES = (SUBSCRIBER_KEY, LINK_KEY)

KEY_BYTES = 32
"""Bytes of a key, as many as the hash has; shorter ones make HMAC weaker (RFC 2104, 3)."""

_KEY_ID = re.compile(r"[\w-]+", re.ASCII)
_MIN_REFRESH_SECONDS = 60


def generate_missing_parameters(
    path: str, existing: Collection[str], random: Callable[[int], bytes] = secrets.token_bytes
) -> dict[str, str]:
    """Full name → new value of each SecureString below `path` that is not among the `existing` full names."""
    names = (f"{path}/{name}" for name in NAMES)
    return {name: _generate_key(random) for name in names if name not in existing}


def rotate(value: str, random: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """The parameter's value with a new key first and the former ones behind it."""
    return f"{_generate_key(random)} {value}"


def remove_key(value: str, key_id: str) -> str:
    """The parameter's value without a key."""
    return " ".join(pair for pair in value.split() if pair.split(":")[0] != key_id)


def _generate_key(random: Callable[[int], bytes]) -> str:
    return f"{random(4).hex()}:{base64.urlsafe_b64encode(random(KEY_BYTES)).decode()}"


@dataclass(frozen=True)
class Keyring:
    """The valid keys of one parameter by id, the signing key first."""

    keys: dict[str, bytes] = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> "Keyring":
        """The keyring of a parameter's value. Raises ValueError, without the value, for another form."""
        try:
            pairs = [pair.split(":") for pair in text.split()]
            keys = [(name, base64.b64decode(key, altchars=b"-_", validate=True)) for name, key in pairs]
        except ValueError:
            raise ValueError("a keyring is not of the form id:key") from None
        if not keys:
            raise ValueError("a keyring has no key")
        if not all(_KEY_ID.fullmatch(name) for name, _ in keys):
            raise ValueError("a keyring is not of the form id:key")
        if any(len(key) < KEY_BYTES for _, key in keys):
            raise ValueError(f"a keyring has a key of fewer than {KEY_BYTES} bytes")
        if len(dict(keys)) < len(keys):
            raise ValueError("a keyring has two keys of one id")
        return cls(dict(keys))

    @property
    def current(self) -> str:
        """Id of the signing key."""
        return next(iter(self.keys))

    def digest(self, key_id: str, purpose: str, text: str) -> str:
        """HMAC-SHA-256 of a text in base64url without padding. Each purpose gives another digest."""
        mac = hmac.digest(self.keys[key_id], f"{purpose}\0{text}".encode(), "sha256")
        return base64.urlsafe_b64encode(mac).decode().rstrip("=")


class Keyrings:
    """The keyrings below one path of the parameter store, cached for five minutes."""

    def __init__(self, path: str, environ: Mapping[str, str]) -> None:
        self._path, self._environ = path, environ
        self._refreshed: dict[str, float] = {}

    def load(self, name: str, *, key_id: str | None = None) -> Keyring:
        """A keyring. If it lacks `key_id`, it is read again, at most once a minute.

        Raises as `get_parsed_parameter`: `ParameterMissing`, before `gazette secrets` has made the parameters.
        """
        keyring = self._read(name, refresh=False)
        if key_id is None or key_id in keyring.keys or not self._may_refresh(name):
            return keyring
        return self._read(name, refresh=True)

    def _may_refresh(self, name: str) -> bool:
        now, last = time.monotonic(), self._refreshed.get(name)
        if last is not None and now - last < _MIN_REFRESH_SECONDS:
            return False
        self._refreshed[name] = now
        return True

    def _read(self, name: str, *, refresh: bool) -> Keyring:
        try:
            return get_parsed_parameter(
                self._environ, f"{self._path}/{name}", Keyring.parse, secret=True, refresh=refresh
            )
        except ParameterMissing as error:
            raise ParameterMissing(f"{error.detail}; run `gazette secrets`") from None
