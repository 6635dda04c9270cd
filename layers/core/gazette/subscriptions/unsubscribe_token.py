"""Unsubscribe tokens: signed, for one list, without an expiry. RFC 8058 requires them in the URL.

`<key id>.<subscriber>.<list>.<issue>.<signature>`. A token can only unsubscribe, and undo that for 15 minutes.
"""

import hmac
import re
from dataclasses import dataclass

from gazette.subscriptions.damaged_text import clean
from gazette.subscriptions.keyring import LINK_KEY, Keyring, Keyrings
from gazette.subscriptions.public.paths import UNSUBSCRIBE_PATH, add_language

_TOKEN = re.compile(r"(?<![\w-])[\w-]+(?:\.[\w-]+){3}\.[\w-]{43}", re.ASCII)
"""Four parts, and a signature of 32 bytes in base64url."""


@dataclass(frozen=True)
class UnsubscribeToken:
    """The content of a token: subscriber id, list, and the issue of the list (or the kind of mail) with the link."""

    subscriber: str
    list: str
    issue: str


def sign(token: UnsubscribeToken, keyring: Keyring) -> str:
    """The text of a token, signed with the current key."""
    text = f"{keyring.current}.{token.subscriber}.{token.list}.{token.issue}"
    return f"{text}.{keyring.digest(keyring.current, 'unsubscribe', text)}"


def extract(text: str) -> str:
    """The part of a text that can be a token, without what mail programs add to links; empty if there is none."""
    found = _TOKEN.search("".join(clean(text).split()))
    return found[0] if found else ""


def verify(text: str, keyrings: Keyrings) -> UnsubscribeToken | None:
    """The token of a text that one of our keys signed; None for every other text."""
    if not _TOKEN.fullmatch(text):
        return None
    key_id, subscriber, list_id, issue, signature = text.split(".")
    keyring = keyrings.load(LINK_KEY, key_id=key_id)
    if key_id not in keyring.keys:
        return None
    expected = keyring.digest(key_id, "unsubscribe", text.rpartition(".")[0])
    if not hmac.compare_digest(signature, expected):
        return None
    return UnsubscribeToken(subscriber, list_id, issue)


def build_unsubscribe_url(site: str, token: UnsubscribeToken, keyring: Keyring, lang: str | None = None) -> str:
    """The one-click URL; with `lang`, the URL of its page in that language."""
    return add_language(f"{site}{UNSUBSCRIBE_PATH}{sign(token, keyring)}", lang)
