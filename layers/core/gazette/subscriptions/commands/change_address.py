"""Another address for a subscription: a double opt-in of the new address, which ends the subscription of the former.

Until the new address is confirmed nothing changes. The request takes the way of a signup, so neither its answer nor its
write shows whether somebody has the new address.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from gazette.dynamodb.writes import Write, put
from gazette.subscriptions.account_mails import NOTICE, put_account_mail
from gazette.subscriptions.commands.departure import if_request_unchanged
from gazette.subscriptions.commands.membership import (
    ENDED_ATTRIBUTES,
    append_record,
    build_list_key,
    delete_lists,
    delete_tokens,
)
from gazette.subscriptions.consent import ADDRESS_CHANGED, Audit
from gazette.subscriptions.email_address import EmailAddress
from gazette.subscriptions.keyring import SUBSCRIBER_KEY, Keyrings
from gazette.subscriptions.model import PENDING_DURATION, Profile, compute_expiry
from gazette.subscriptions.repository import (
    DUE_ATTRIBUTES,
    PROFILE,
    SubscriberRepository,
    build_key,
    build_token_key,
    change_profile,
)
from gazette.subscriptions.subscriber_id import derive_subscriber_id
from gazette.times import timestamp

MOVE = "move/"
"""Beginning of the part of an item that remembers a request of another address. The id of that address follows."""


def request_address(
    subscribers: SubscriberRepository, keyrings: Keyrings, profile: Profile, address: EmailAddress, audit: Audit
) -> None:
    """Save the request under the new address. The mail asks to confirm the lists that the profile has.

    The present address remembers it, so that an erasure finds what belongs to the same person.
    """
    subscriber_id = derive_subscriber_id(address, keyrings.load(SUBSCRIBER_KEY))
    move = build_key(profile.subscriber, MOVE + subscriber_id.subscriber)
    remembered = put(subscribers.table, {**move, "expires_at": compute_expiry(audit.at, PENDING_DURATION)})
    subscribers.commit({"move": remembered})
    request: dict[str, Any] = {
        "id": audit.id,
        "email": address.destination,
        "lang": profile.lang,
        "consent": profile.consent,
        "requested_at": timestamp(audit.at),
        "client": asdict(audit.client),
        "moves": profile.subscriber,
    }
    subscribers.save_signup_request(subscriber_id.subscriber, request, profile.lists, subscriber_id.key_id, audit.at)


def list_moves(subscribers: SubscriberRepository, subscriber: str) -> list[str]:
    """The ids of addresses that wait to be confirmed for a subscriber, and have nothing but that request."""
    items = subscribers.list_items(subscriber, MOVE)
    others = [item["part"].removeprefix(MOVE) for item in items]
    return [other for other in others if _has_only_the_move(subscribers, other, subscriber)]


def _has_only_the_move(subscribers: SubscriberRepository, other: str, subscriber: str) -> bool:
    """Whether nobody else has signed the other address up, as far as is known."""
    profile = subscribers.get_profile(other)
    requests = [profile.signup_request, *(subscribers.get(**build_token_key(token)) for token in profile.tokens)]
    return profile.state is None and all(request.get("moves") == subscriber for request in requests if request)


def load_list_languages(subscribers: SubscriberRepository, profile: Profile) -> dict[str, str]:
    """The language of each list of a subscriber."""
    items = {name: subscribers.get(**build_list_key(profile.subscriber, name)) for name in sorted(profile.lists)}
    return {name: str(item["lang"]) if item else profile.lang for name, item in items.items()}


def end_former(table: str, former: Profile, audit: Audit) -> Mapping[str, Write]:
    """Ends the subscription of the former address, which gets a notice."""
    subscriber = former.subscriber
    left = {"state": "left", "lists": []}
    ended = ("tokens", *ENDED_ATTRIBUTES, *DUE_ATTRIBUTES)
    members = {
        PROFILE: change_profile(table, former, left, ended, if_request_unchanged(former)),
        **delete_lists(table, subscriber, former.lists),
        **delete_tokens(table, former.tokens),
        **append_record(table, subscriber, ADDRESS_CHANGED, audit, lists=sorted(former.lists)),
        "notice": put_account_mail(table, subscriber, NOTICE, audit.id, audit.at, email=former.email, lang=former.lang),
    }
    return {f"former {name}": write for name, write in members.items()}
