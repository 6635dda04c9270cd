"""Code that several commands share: list items, the end of a subscription, repeated changes of a profile."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from gazette.dynamodb.conditions import if_version
from gazette.dynamodb.retry import retry
from gazette.dynamodb.writes import Write, delete, put
from gazette.subscriptions.consent import Audit, build_record
from gazette.subscriptions.model import Profile, build_segment
from gazette.subscriptions.repository import PROFILE, append, build_key, build_token_key, change_profile
from gazette.times import timestamp

TRIES = 3
"""Attempts to change a profile while other writers change it too."""

Result = TypeVar("Result")


class ProfileChanged(Exception):
    """Another writer changed the subscriber's items after they were read; nothing was written."""


def retry_if_changed(change: Callable[[], Result]) -> Result:
    """Calls `change`, which reads and writes a profile, and returns its result.

    Repeats the call if it raises `ProfileChanged`. Raises `Unavailable` after the last attempt.
    """
    return retry(change, ProfileChanged, tries=TRIES)


def build_list_key(subscriber: str, list_id: str) -> dict[str, Any]:
    return build_key(subscriber, f"list/{list_id}")


def end_profile(table: str, profile: Profile) -> Write:
    """Ends all subscriptions and requests. The profile of somebody who never confirmed is deleted."""
    if profile.state is None:
        return delete(table, build_key(profile.subscriber, PROFILE), if_version(profile.version))
    return change_profile(
        table,
        profile,
        {"state": "left", "lists": []},
        (
            "email",
            "lang",
            "consent",
            "tokens",
            "pending_until",
            "mail_due",
            "signup_request",
            "unused_reservation",
            "confirmed_at",
        ),
    )


def put_lists(table: str, subscriber: str, lists: list[str], lang: str, at: datetime) -> Mapping[str, Write]:
    """Adds an active subscriber to lists. The index finds each item by its segment."""
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
        for list_id in lists
    }


def delete_lists(table: str, subscriber: str, lists: frozenset[str]) -> Mapping[str, Write]:
    return {f"list {list_id}": delete(table, build_list_key(subscriber, list_id)) for list_id in lists}


def delete_tokens(table: str, profile: Profile) -> Mapping[str, Write]:
    return {f"token {hashed}": delete(table, build_token_key(hashed)) for hashed in profile.tokens}


def append_record(table: str, subscriber: str, event: str, audit: Audit, **facts: Any) -> Mapping[str, Write]:
    """Appends the consent record of an event."""
    items = build_record(subscriber, event, audit, **facts)
    return {f"record {number}": append(table, item) for number, item in enumerate(items)}
