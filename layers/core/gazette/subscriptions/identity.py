"""Who a subscriber is in the table: a keyed hash of the address, so that the table's keys name nobody."""

from dataclasses import dataclass

from gazette.subscriptions.address import Address
from gazette.subscriptions.secrets import Keyring


@dataclass(frozen=True)
class Identity:
    """One subscriber under one key. `mailbox` is the abuse key: for throttling only, never to merge or refuse."""

    subscriber: str
    mailbox: str
    key_id: str


def identity(address: Address, keys: Keyring, key_id: str | None = None) -> Identity:
    """The identity under the key that signs, or under another valid one."""
    key_id = key_id or keys.current
    return Identity(
        keys.digest(key_id, "subscriber", address.identity), keys.digest(key_id, "mailbox", address.abuse), key_id
    )


def every_identity(address: Address, keys: Keyring) -> list[Identity]:
    """The identities under each valid key: after a rotation a person may still stand under the former one."""
    return [identity(address, keys, key_id) for key_id in keys.keys]
