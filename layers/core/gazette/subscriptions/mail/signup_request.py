"""A signup request: what a visitor sent, as the profile holds it until Mailer has delivered its mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gazette.subscriptions.consent import ClientInfo
from gazette.subscriptions.email_address import EmailAddress, parse_email_address
from gazette.subscriptions.keyring import Keyring
from gazette.subscriptions.model import Profile
from gazette.subscriptions.subscriber_id import SubscriberId, derive_all_subscriber_ids


@dataclass(frozen=True)
class SignupRequest:
    """One request, with the ids of its address under each valid key, the signing key first.

    `attempts` counts the mails that SES did not accept; `stored` is the request's attribute in the table.
    """

    profile: Profile
    id: str
    address: EmailAddress
    lang: str
    lists: list[str]
    consent: str
    requested_at: str
    client: ClientInfo
    attempts: int
    subscriber_ids: tuple[SubscriberId, ...]
    stored: Mapping[str, Any]

    @property
    def other_subscribers(self) -> list[str]:
        """Ids of the same person under other keys."""
        ids = (derived.subscriber for derived in self.subscriber_ids)
        return [subscriber for subscriber in ids if subscriber != self.profile.subscriber]


def parse_due_request(profile: Profile, request_id: str, keyring: Keyring) -> SignupRequest | None:
    """The profile's request if it has that id and its mail is due, else None: a newer one has its own stream record."""
    stored = profile.signup_request
    if profile.mail_due is None or stored is None or stored["id"] != request_id:
        return None
    address = parse_email_address(stored["email"])
    return SignupRequest(
        profile=profile,
        id=request_id,
        address=address,
        lang=stored["lang"],
        lists=list(stored["lists"]),
        consent=stored["consent"],
        requested_at=stored["requested_at"],
        client=ClientInfo(**stored["client"]),
        attempts=int(stored.get("attempts", 0)),
        subscriber_ids=tuple(derive_all_subscriber_ids(address, keyring)),
        stored=stored,
    )
