"""A wish: a signup as it stands in a profile until Mailer has carried it out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gazette.subscriptions.consent import Origin
from gazette.subscriptions.email_address import EmailAddress, parse_email_address
from gazette.subscriptions.keyring import Keyring
from gazette.subscriptions.model import Profile
from gazette.subscriptions.subscriber_id import SubscriberId, derive_all_subscriber_ids


@dataclass(frozen=True)
class SignupRequest:
    """What was asked for, and the identities that its address has under each valid key, the signing one first.

    `tries` counts the mails that SES would not take; `noted` is the wish as the table has it.
    """

    profile: Profile
    id: str
    address: EmailAddress
    lang: str
    lists: list[str]
    consent: str
    asked_at: str
    origin: Origin
    tries: int
    identities: tuple[SubscriberId, ...]
    noted: Mapping[str, Any]

    @property
    def others(self) -> list[str]:
        """Subscribers under other keys that are the same person."""
        return [found.subscriber for found in self.identities if found.subscriber != self.profile.subscriber]


def due_request(profile: Profile, wish_id: str, keys: Keyring) -> SignupRequest | None:
    """The wish of that id if it is still due; a newer one has a stream record of its own."""
    noted = profile.wish
    if profile.mail_due is None or noted is None or noted["id"] != wish_id:
        return None
    who = parse_email_address(noted["email"])
    return SignupRequest(
        profile=profile,
        id=wish_id,
        address=who,
        lang=noted["lang"],
        lists=list(noted["lists"]),
        consent=noted["consent"],
        asked_at=noted["asked_at"],
        origin=Origin(**noted["origin"]),
        tries=int(noted.get("tries", 0)),
        identities=tuple(derive_all_subscriber_ids(who, keys)),
        noted=noted,
    )
