"""What leaving lists changes, whichever way a reader leaves: in the profile, in its lists and in its confirm tokens.

An unsubscription wins over a confirmation at the same time: the tokens that ask for a list that is left are deleted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gazette.dynamodb.conditions import Condition, condition, if_absent
from gazette.dynamodb.writes import Write
from gazette.subscriptions.commands.membership import ENDED_ATTRIBUTES, delete_lists, delete_tokens
from gazette.subscriptions.model import Profile
from gazette.subscriptions.repository import DUE_ATTRIBUTES, SubscriberRepository, build_token_key


@dataclass(frozen=True)
class Departure:
    """Attributes of the profile to set and to remove, the condition on it, and the other writes of the transaction."""

    attributes: Mapping[str, Any]
    ended: tuple[str, ...]
    condition: Condition
    writes: Mapping[str, Write]


def build_departure(
    subscribers: SubscriberRepository,
    profile: Profile,
    removed: frozenset[str],
    at: datetime,
    *,
    added: frozenset[str] = frozenset(),
    every_list: bool = False,
) -> Departure:
    """Removes lists from an active profile. With `every_list` all tokens and requests end too.

    A reader without a list has left: that ends the subscription. `added` are lists that the same change adds.
    """
    remaining = profile.lists - removed | added
    kept = () if every_list else _find_tokens_of_other_lists(subscribers, profile, removed, at)
    requested = frozenset() if every_list else profile.requested_lists - removed
    attributes: dict[str, Any] = {"lists": sorted(remaining), "tokens": list(kept)}
    ended = DUE_ATTRIBUTES if not requested else ()
    if requested:
        attributes["requested_lists"] = set(requested)
    if not remaining:
        attributes["state"], ended = "left", (*ENDED_ATTRIBUTES, *ended)
    writes = {
        **delete_lists(subscribers.table, profile.subscriber, removed),
        **delete_tokens(subscribers.table, set(profile.tokens) - set(kept)),
    }
    return Departure(attributes, ended, if_request_unchanged(profile), writes)


def if_request_unchanged(profile: Profile) -> Condition:
    """No signup has added a request since the profile was read: that write does not change the version."""
    request = profile.signup_request
    return (
        condition("#signup_request.#id = :request_id", request_id=request["id"])
        if request
        else if_absent("signup_request")
    )


def _find_tokens_of_other_lists(
    subscribers: SubscriberRepository, profile: Profile, left: frozenset[str], at: datetime
) -> tuple[str, ...]:
    """Hashes of the tokens that ask for none of the lists that are left: their mails can still be confirmed."""
    tokens = {token: subscribers.get_unexpired(**build_token_key(token), at=at) for token in profile.tokens}
    return tuple(token for token, item in tokens.items() if item and left.isdisjoint(item["lists"]))
