"""Code that several commands share: list items, the beginning and the end of a subscription, consent records."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from gazette.dynamodb.conditions import if_version
from gazette.dynamodb.writes import Write, delete, put
from gazette.subscriptions.consent import Audit, build_record
from gazette.subscriptions.model import NEVER_EXPIRES, Profile, build_segment
from gazette.subscriptions.repository import (
    DUE_ATTRIBUTES,
    PROFILE,
    append,
    build_key,
    build_token_key,
    change_profile,
)
from gazette.times import timestamp

ENDED_ATTRIBUTES = ("email", "lang", "consent", "pending_until", "confirmed_at", "paused_until")
"""Attributes of an active profile that end with the subscription."""


def build_list_key(subscriber: str, list_id: str) -> dict[str, Any]:
    return build_key(subscriber, f"list/{list_id}")


def end_profile(table: str, profile: Profile) -> Write:
    """Ends all subscriptions, requests and tokens. The profile of somebody who never confirmed is deleted."""
    if profile.state is None:
        return delete(table, build_key(profile.subscriber, PROFILE), if_version(profile.version))
    return change_profile(
        table,
        profile,
        {"state": "left", "lists": []},
        ("tokens", "manage_tokens", *ENDED_ATTRIBUTES, *DUE_ATTRIBUTES),
    )


def build_active_attributes(email: str, lang: str) -> dict[str, Any]:
    """The attributes of a profile that becomes active."""
    stays = {"expires_at": NEVER_EXPIRES, "kept_until": NEVER_EXPIRES}
    return {"state": "active", "email": email, "lang": lang, **stays}


def put_lists(table: str, subscriber: str, languages: Mapping[str, str], at: datetime) -> Mapping[str, Write]:
    """Adds an active subscriber to lists, each with its language. The index finds each item by its segment."""
    return {
        f"list {list_id}": put(
            table,
            {
                **build_list_key(subscriber, list_id),
                "segment": build_segment(list_id, lang, subscriber),
                "lang": lang,
                "since": timestamp(at),
            },
        )
        for list_id, lang in languages.items()
    }


def delete_lists(table: str, subscriber: str, lists: frozenset[str]) -> Mapping[str, Write]:
    return {f"list {list_id}": delete(table, build_list_key(subscriber, list_id)) for list_id in lists}


def delete_tokens(table: str, tokens: Iterable[str]) -> Mapping[str, Write]:
    """Deletes tokens by their hashes."""
    return {f"token {hashed}": delete(table, build_token_key(hashed)) for hashed in tokens}


def append_record(table: str, subscriber: str, event: str, audit: Audit, **facts: Any) -> Mapping[str, Write]:
    """Appends the consent record of an event."""
    items = build_record(subscriber, event, audit, **facts)
    return {f"record {number}": append(table, item) for number, item in enumerate(items)}
