"""One person in the Subscribers table of a target, found by the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cli.errors import exit_with_error

if TYPE_CHECKING:
    from cli.target import Target
    from gazette.subscriptions.consent import Audit
    from gazette.subscriptions.email_address import EmailAddress
    from gazette.subscriptions.keyring import Keyring
    from gazette.subscriptions.repository import SubscriberRepository

AGENT = "gazette, the command line"


def open_subscribers(target: Target) -> SubscriberRepository:
    """The table of a stack or of the local server."""
    from gazette.subscriptions.repository import SubscriberRepository

    return SubscriberRepository(target.physical_name("SubscribersTable"), target.client("dynamodb"))


def load_keyring(target: Target) -> Keyring:
    """The keys that hash addresses. Ends the command if there is no keyring."""
    from cli.secret_parameters import KeyringParameter
    from gazette.subscriptions.keyring import SUBSCRIBER_KEY, Keyring

    return Keyring.parse(KeyringParameter.read(target.client("ssm"), target.name, SUBSCRIBER_KEY).value)


def parse_address(text: str) -> EmailAddress:
    """Ends the command if the text is no address."""
    from gazette.errors import Invalid
    from gazette.subscriptions.email_address import parse_email_address

    try:
        return parse_email_address(text)
    except Invalid:
        exit_with_error("this is no e-mail address that mail can be sent to")


def start_audit(at: datetime | None = None) -> Audit:
    """What an operator does now."""
    from ulid import ULID

    from gazette.subscriptions.consent import Audit, ClientInfo

    return Audit(ClientInfo(ip="", agent=AGENT), at or datetime.now(UTC), str(ULID()))


@dataclass(frozen=True)
class Person:
    """All items of a person by subscriber id. After a rotation of the key a person may have items under two ids."""

    address: EmailAddress = field(repr=False)
    items: Mapping[str, list[dict[str, Any]]]

    @classmethod
    def find(cls, subscribers: SubscriberRepository, keyring: Keyring, address: EmailAddress) -> Person:
        from gazette.subscriptions.subscriber_id import derive_all_subscriber_ids

        ids = [derived.subscriber for derived in derive_all_subscriber_ids(address, keyring)]
        return cls(address, {id: list(subscribers.list_items(id)) for id in ids})

    @property
    def known(self) -> list[str]:
        """The ids that have items; that of the profile first."""
        ids = [id for id, items in self.items.items() if items]
        return sorted(ids, key=lambda id: self.get(id, "profile") is None)

    def get(self, id: str, part: str) -> dict[str, Any] | None:
        return next((item for item in self.items[id] if item["part"] == part), None)

    def list_parts(self, id: str, prefix: str) -> list[dict[str, Any]]:
        """Items whose part begins with `prefix`, by part."""
        return [item for item in self.items[id] if item["part"].startswith(prefix)]

    def find_suppression(self, at: datetime) -> dict[str, Any] | None:
        """A suppression that is in force: one without an end before others."""
        from gazette.subscriptions.repository import find_suppression_end

        found = [item for id in self.items for item in self.list_parts(id, "suppression")]
        in_force = [item for item in found if find_suppression_end(item) > at.timestamp()]
        return min(in_force, key=lambda item: "until" in item, default=None)
