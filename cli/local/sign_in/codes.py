"""Authorization codes with PKCE (RFC 7636, S256), in memory: a code is good for a minute, and once."""

import base64
import hashlib
import hmac
import re
import secrets
from typing import NamedTuple

CODE_SECONDS = 60
_CHALLENGE = re.compile(r"[\w-]{43}", re.ASCII)


class Code(NamedTuple):
    """What a code stands for. `email` is that of the person, `until` a time in seconds since 1970."""

    email: str
    client: str
    address: str
    challenge: str
    until: float


class Codes:
    def __init__(self) -> None:
        self._codes: dict[str, Code] = {}

    def create(self, email: str, client: str, address: str, challenge: str, now: float) -> str:
        self._codes = {text: code for text, code in self._codes.items() if code.until > now}
        text = secrets.token_urlsafe(24)
        self._codes[text] = Code(email, client, address, challenge, now + CODE_SECONDS)
        return text

    def take(self, text: str, client: str, address: str, verifier: str, now: float) -> str | None:
        """The e-mail address of the person; None if the code is not good for this client, address and verifier.

        A code ends with the first try.
        """
        code = self._codes.pop(text, None)
        if code is None or code.until <= now or (code.client, code.address) != (client, address):
            return None
        return code.email if hmac.compare_digest(code.challenge, compute_challenge(verifier)) else None


def is_challenge(text: str) -> bool:
    """Whether it is the base64url of a SHA-256 digest."""
    return _CHALLENGE.fullmatch(text) is not None


def compute_challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
