"""A confirmation mail as it is reserved: what it writes beside the rate limits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gazette.dynamodb.conditions import if_present
from gazette.dynamodb.writes import Write, update
from gazette.subscriptions.consent import REQUESTED, Audit, build_record, build_record_part
from gazette.subscriptions.mail.delivery.disposable import is_disposable
from gazette.subscriptions.mail.delivery.queue_writes import ReservedMail
from gazette.subscriptions.mail.delivery.signup_request import SignupRequest
from gazette.subscriptions.mail.limits import rate_limits
from gazette.subscriptions.model import PENDING_DURATION, TOKEN_LIFETIME, Profile, compute_expiry
from gazette.subscriptions.repository import SubscriberRepository, append, build_key, build_token_key


@dataclass(frozen=True)
class Confirmation:
    """A mail that asks to confirm `lists`. `id` is the reservation's, a ULID; `token` is the hash of the token.

    `owner` is the profile that gets the token: the request's, or the person's active profile under a former key.
    """

    request: SignupRequest
    id: str
    at: datetime
    owner: Profile
    lists: Sequence[str]
    token: str

    @property
    def audit(self) -> Audit:
        return Audit(self.request.mail.client, self.at, self.id)

    @property
    def record(self) -> Mapping[str, Any]:
        """Key of the consent record of the request: the first attempt writes it, the others keep it."""
        return self.request.record or build_key(self.owner.subscriber, build_record_part(self.audit))

    @property
    def reserved(self) -> ReservedMail:
        return ReservedMail(self.request.mail, self.id, self.at, self.token, self.record)


def build_pending_attributes(owner: Profile, at: datetime) -> dict[str, Any]:
    pending_until = compute_expiry(at, PENDING_DURATION)
    # The item of somebody who was never active expires. A mail that waited moves the time on.
    return {"pending_until": pending_until, **({} if owner.state else {"expires_at": pending_until})}


def build_token(mail: Confirmation) -> dict[str, Any]:
    """The token's item. It holds what the mail asks for, so that a later signup does not change what is confirmed."""
    request = mail.request
    return {
        **build_token_key(mail.token),
        "owner": mail.owner.subscriber,
        "email": request.address.destination,
        "lang": request.lang,
        "lists": list(mail.lists),
        "consent": request.consent,
        "request_record": mail.record,
        **({"moves": request.moves} if request.moves else {}),
        "created_at": int(mail.at.timestamp()),
        "expires_at": compute_expiry(mail.at, TOKEN_LIFETIME),
    }


def record_request(table: str, mail: Confirmation) -> Mapping[str, Write]:
    """The consent record of the request. After the first attempt it exists, and is kept for longer.

    The record expires with the pending week, unless a confirmation keeps it.
    """
    request = mail.request
    if request.record:
        values = {"expires_at": compute_expiry(mail.at, PENDING_DURATION)}
        kept = update(table, request.record, "SET #expires_at = :expires_at", values, if_present("subscriber"))
        return {"record": kept}
    facts: dict[str, Any] = {"lang": request.lang, "lists": list(mail.lists), "consent": request.consent}
    if is_disposable(request.address.destination):
        facts["disposable"] = True
    record = build_record(mail.owner.subscriber, REQUESTED, mail.audit, expires_after=PENDING_DURATION, **facts)
    return {f"record {number}": append(table, item) for number, item in enumerate(record)}


def may_wait(subscribers: SubscriberRepository, mail: Confirmation, axes: frozenset[str]) -> bool:
    """Whether a mail over the limits `axes` of its address may wait: it asks for what no valid mail asks for.

    A mail of a signup does not move a subscription, and one that moves a subscription stands for no signup.
    """
    tokens = [subscribers.get_unexpired(**build_token_key(token), at=mail.at) for token in mail.owner.tokens]
    moves = mail.request.moves
    asked = {name for token in tokens if token and token.get("moves") == moves for name in token["lists"]}
    return rate_limits.MAILBOX not in axes and not asked.issuperset(mail.lists)
