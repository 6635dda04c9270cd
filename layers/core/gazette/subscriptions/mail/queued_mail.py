"""A mail that waits in an item of the Subscribers table until it has an outcome.

A signup's mail waits in the profile (attribute `signup_request`), so that a signup is one write whatever is stored.
Every other mail has an item of its own (attribute `request`; account_mails.py). A newer request replaces the one in the
item.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gazette.subscriptions.consent import ClientInfo
from gazette.subscriptions.email_address import parse_email_address
from gazette.subscriptions.keyring import Keyring
from gazette.subscriptions.repository import PROFILE, Item, build_key
from gazette.subscriptions.subscriber_id import SubscriberId, derive_all_subscriber_ids
from gazette.times import parse_timestamp, timestamp


@dataclass(frozen=True)
class QueuedMail:
    """The request of a mail, `request`, which the item `key` has in `attribute`; `due_at` is the next attempt.

    `reservation` is the id of the last delivery that was given the right to send, and `reserved_request` the request of
    that delivery until its outcome is stored. `unused_reservation` is the id of a delivery that was counted in the rate
    limits although SES did not accept its mail, and `unsent_token` the hash of the token of that mail: the next attempt
    is not counted again, and replaces the token.
    """

    key: Item
    attribute: str
    request: Mapping[str, Any]
    due_at: str
    reservation: str | None
    reserved_request: str | None
    unused_reservation: str | None
    unsent_token: str | None

    @property
    def subscriber(self) -> str:
        subscriber: str = self.key["subscriber"]
        return subscriber

    @property
    def id(self) -> str:
        id: str = self.request["id"]
        return id

    @property
    def requested_at(self) -> datetime:
        return parse_timestamp(self.request["requested_at"])

    @property
    def attempts(self) -> int:
        """Mails that SES did not accept."""
        return int(self.request.get("attempts", 0))

    @property
    def client(self) -> ClientInfo:
        """Who asked for the mail; only of a mail that somebody asks for with an address."""
        return ClientInfo(**self.request["client"])

    @property
    def is_counted(self) -> bool:
        """Whether an attempt has counted it in the rate limits whose mail was not, or perhaps not, sent."""
        return self.unused_reservation is not None or self.reserved_request == self.id

    @property
    def has_place(self) -> bool:
        """Whether it has waited for its place in the queue of a limit."""
        return "has_place" in self.request

    def derive_subscriber_ids(self, keyring: Keyring) -> list[SubscriberId]:
        """Ids of the address that the request names, under each valid key, the signing key first."""
        return list(derive_all_subscriber_ids(parse_email_address(self.request["email"]), keyring))


def get_request_attribute(part: str) -> str:
    """The attribute with the request of a mail that waits in an item of this part."""
    return "signup_request" if part == PROFILE else "request"


def parse_due_mail(item: Item | None, at: datetime, request_id: str | None = None) -> QueuedMail | None:
    """The mail of an item if it is due, else None.

    A record of the stream names its request: a newer request has its own record, and a mail that waits has none.
    """
    attribute = get_request_attribute(item["part"]) if item else ""
    if not item or attribute not in item:
        return None
    request = item[attribute]
    if request_id is None:
        is_due = item["due_at"] <= timestamp(at)
    else:
        is_due = "mail_due" in item and request["id"] == request_id
    if not is_due:
        return None
    return QueuedMail(
        key=build_key(item["subscriber"], item["part"]),
        attribute=attribute,
        request=request,
        due_at=item["due_at"],
        reservation=item.get("reservation"),
        reserved_request=item.get("reserved_request"),
        unused_reservation=item.get("unused_reservation"),
        unsent_token=item.get("unsent_token"),
    )
