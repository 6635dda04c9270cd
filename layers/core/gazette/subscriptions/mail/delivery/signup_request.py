"""A signup request: what a visitor sent, as the profile holds it until Mailer has delivered its mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gazette.subscriptions.email_address import EmailAddress, parse_email_address
from gazette.subscriptions.keyring import Keyring
from gazette.subscriptions.mail.queued_mail import QueuedMail
from gazette.subscriptions.model import Profile
from gazette.subscriptions.public.channels import LISTS


@dataclass(frozen=True)
class SignupRequest:
    """The request of a queued mail. `lists` are those of all requests since the last mail.

    `asked_at` is when the person asked: earlier than the request of the mail if an operator repeats it. With
    `is_imported` nobody asked, and the address comes from another system. `record` is the key of the consent record
    that the first attempt wrote. `moves` is the subscriber whose address the request changes. `other_subscribers` are
    the ids of the same person under other keys.
    """

    mail: QueuedMail
    profile: Profile
    address: EmailAddress
    lang: str
    lists: list[str]
    consent: str
    asked_at: str
    is_imported: bool
    record: Mapping[str, Any] | None
    moves: str | None
    other_subscribers: list[str]


def parse_signup_request(mail: QueuedMail, profile: Profile, keyring: Keyring) -> SignupRequest:
    request = mail.request
    ids = (derived.subscriber for derived in mail.derive_subscriber_ids(keyring))
    return SignupRequest(
        mail=mail,
        profile=profile,
        address=parse_email_address(request["email"]),
        lang=request["lang"],
        lists=[name for name in LISTS if name in profile.requested_lists],
        consent=request["consent"],
        asked_at=request.get("asked_at", request["requested_at"]),
        is_imported="imported" in request,
        record=request.get("record"),
        moves=request.get("moves"),
        other_subscribers=[subscriber for subscriber in ids if subscriber != profile.subscriber],
    )
