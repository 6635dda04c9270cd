"""A signup request: what a visitor sent, as the profile holds it until Mailer has delivered its mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gazette.dynamodb.conditions import Condition, condition, if_equal
from gazette.subscriptions.consent import ClientInfo
from gazette.subscriptions.email_address import EmailAddress, parse_email_address
from gazette.subscriptions.keyring import Keyring
from gazette.subscriptions.model import Profile
from gazette.subscriptions.public.channels import LISTS
from gazette.subscriptions.subscriber_id import SubscriberId, derive_all_subscriber_ids
from gazette.times import parse_timestamp, timestamp


@dataclass(frozen=True)
class SignupRequest:
    """One request, with the ids of its address under each valid key, the signing key first.

    `lists` are those of all requests since the last mail. `attempts` counts the mails that SES did not accept, and
    `record` is the key of the consent record that the first of them wrote. `stored` is the request's attribute in
    the table. `moves` is the subscriber whose address the request changes.
    """

    profile: Profile
    id: str
    address: EmailAddress
    lang: str
    lists: list[str]
    consent: str
    requested_at: datetime
    client: ClientInfo
    attempts: int
    record: Mapping[str, Any] | None
    subscriber_ids: tuple[SubscriberId, ...]
    moves: str | None
    stored: Mapping[str, Any]

    @property
    def subscriber(self) -> str:
        return self.profile.subscriber

    @property
    def is_counted(self) -> bool:
        """Whether its mail was counted in the rate limits by an attempt whose mail was not, or perhaps not, sent."""
        return self.profile.unused_reservation is not None or self.profile.reserved_request == self.id

    @property
    def has_place(self) -> bool:
        """Whether it has waited for its place in the queue of a limit."""
        return "has_place" in self.stored

    @property
    def other_subscribers(self) -> list[str]:
        """Ids of the same person under other keys."""
        ids = (derived.subscriber for derived in self.subscriber_ids)
        return [subscriber for subscriber in ids if subscriber != self.profile.subscriber]


def parse_due_request(
    profile: Profile, keyring: Keyring, at: datetime, request_id: str | None = None
) -> SignupRequest | None:
    """The profile's request whose mail is due, else None.

    A record of the stream names its request: a newer request has its own record, and a request that waits has none.
    """
    stored = profile.signup_request
    if stored is None:
        return None
    if request_id is None:
        is_due = profile.due_at <= timestamp(at)
    else:
        is_due = profile.mail_due is not None and stored["id"] == request_id
    return _parse(profile, stored, keyring) if is_due else None


def if_not_replaced(request: SignupRequest) -> Condition:
    """The profile still holds this request: no newer one has replaced it."""
    return condition("#signup_request.#id = :request_id", request_id=request.id)


def if_same(request: SignupRequest) -> Condition:
    """The profile still holds this request, and no other delivery has reserved its mail."""
    return if_not_replaced(request) & if_equal("due_at", request.profile.due_at)


def _parse(profile: Profile, stored: Mapping[str, Any], keyring: Keyring) -> SignupRequest:
    address = parse_email_address(stored["email"])
    return SignupRequest(
        profile=profile,
        id=stored["id"],
        address=address,
        lang=stored["lang"],
        lists=[name for name in LISTS if name in profile.requested_lists],
        consent=stored["consent"],
        requested_at=parse_timestamp(stored["requested_at"]),
        client=ClientInfo(**stored["client"]),
        attempts=int(stored.get("attempts", 0)),
        record=stored.get("record"),
        moves=stored.get("moves"),
        subscriber_ids=tuple(derive_all_subscriber_ids(address, keyring)),
        stored=stored,
    )
