"""Subscriber ids: keyed hashes of addresses, so that the keys of the table contain no address."""

from dataclasses import dataclass

from gazette.subscriptions.email_address import EmailAddress
from gazette.subscriptions.keyring import Keyring


@dataclass(frozen=True)
class SubscriberId:
    """Hashes of one address under one key. `mailbox` is for rate limits only, never to merge or refuse people."""

    subscriber: str
    mailbox: str
    key_id: str


def derive_subscriber_id(address: EmailAddress, keyring: Keyring, key_id: str | None = None) -> SubscriberId:
    """The id under the signing key, or under another valid key."""
    key_id = key_id or keyring.current
    return SubscriberId(
        keyring.digest(key_id, "subscriber", address.canonical),
        keyring.digest(key_id, "mailbox", address.mailbox),
        key_id,
    )


def derive_all_subscriber_ids(address: EmailAddress, keyring: Keyring) -> list[SubscriberId]:
    """The ids under each valid key: after a rotation a profile may still be stored under a former key."""
    return [derive_subscriber_id(address, keyring, key_id) for key_id in keyring.keys]
