"""The one token that stands in an address (RFC 8058 wants it there): signed, for one list, and good for ever.

`<key id>.<subscriber>.<list>.<issue>.<signature>`. It can only unsubscribe, and undo that for a while.
"""

import hmac
from dataclasses import dataclass

from gazette.subscriptions.keyring import LINK_KEY, Keyring, Keyrings

UNSUBSCRIBE_PATH = "/v1/subscriptions/unsubscribe/"


@dataclass(frozen=True)
class UnsubscribeLink:
    """What an unsubscribe token says: who leaves which list, and the issue (or the mail) that the link stood in."""

    subscriber: str
    list: str
    issue: str


def sign(link: UnsubscribeLink, keys: Keyring) -> str:
    """The signed token of a link, by the key that signs."""
    text = f"{keys.current}.{link.subscriber}.{link.list}.{link.issue}"
    return f"{text}.{keys.digest(keys.current, 'unsubscribe', text)}"


def verify(token: str, secrets: Keyrings) -> UnsubscribeLink | None:
    """The link of a token that we signed; None for anything else."""
    parts = token.split(".")
    if len(parts) != 5 or not token.isascii():
        return None
    key_id, subscriber, name, issue, signature = parts
    keys = secrets.keyring(LINK_KEY, knowing=key_id)
    if key_id not in keys.keys:
        return None
    expected = keys.digest(key_id, "unsubscribe", token.rpartition(".")[0])
    if not hmac.compare_digest(signature, expected):
        return None
    return UnsubscribeLink(subscriber, name, issue)


def unsubscribe_url(site: str, link: UnsubscribeLink, keys: Keyring, lang: str | None = None) -> str:
    """The one-click address; with `lang`, that of its page in a language."""
    return in_language(f"{site}{UNSUBSCRIBE_PATH}{sign(link, keys)}", lang)


def in_language(address: str, lang: str | None) -> str:
    """The address of a page of this noun in a language, or in the one that its reader prefers."""
    return f"{address}?lang={lang}" if lang else address
