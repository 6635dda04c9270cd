"""Who a subscriber is in the table: a keyed hash of the address, so that the table's keys name nobody."""

from dataclasses import dataclass

from gazette.subscriptions.email_address import EmailAddress
from gazette.subscriptions.keyring import Keyring


@dataclass(frozen=True)
class SubscriberId:
    """One subscriber under one key. `mailbox` is the abuse key: for throttling only, never to merge or refuse."""

    subscriber: str
    mailbox: str
    key_id: str


def derive_subscriber_id(address: EmailAddress, keys: Keyring, key_id: str | None = None) -> SubscriberId:
    """The identity under the key that signs, or under another valid one."""
    key_id = key_id or keys.current
    return SubscriberId(
        keys.digest(key_id, "subscriber", address.identity), keys.digest(key_id, "mailbox", address.abuse), key_id
    )


def derive_all_subscriber_ids(address: EmailAddress, keys: Keyring) -> list[SubscriberId]:
    """The identities under each valid key: after a rotation a person may still stand under the former one."""
    return [derive_subscriber_id(address, keys, key_id) for key_id in keys.keys]
