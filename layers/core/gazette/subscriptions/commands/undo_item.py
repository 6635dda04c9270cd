"""The item that an undo needs: for 15 minutes what a reader had before leaving lists.

Each way of leaving has an item of its own: each list of an unsubscribe link, and the preferences.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gazette.dynamodb.writes import Write, put
from gazette.subscriptions.commands.membership import build_list_key
from gazette.subscriptions.model import UNDO_WINDOW, Profile, compute_expiry
from gazette.subscriptions.repository import SubscriberRepository, build_key

OF_PREFERENCES = "preferences"
"""Name of the item of a reader who left all lists in the preferences; the others have the names of lists."""


def build_undo_key(subscriber: str, name: str) -> dict[str, Any]:
    return build_key(subscriber, f"undo/{name}")


def put_undo_item(
    subscribers: SubscriberRepository, profile: Profile, name: str, removed: frozenset[str], at: datetime
) -> Write:
    """Keeps what the reader had, and the lists that this way of leaving removed before: one undo restores all."""
    item: Mapping[str, Any] = {
        **build_undo_key(profile.subscriber, name),
        "email": profile.email,
        "lang": profile.lang,
        "consent": profile.consent,
        "paused_until": profile.paused_until,
        "confirmed_at": profile.confirmed_at,
        "lists": _load_undoable_lists(subscribers, profile.subscriber, name, at)
        | {list_id: _load_language(subscribers, profile, list_id) for list_id in sorted(removed)},
        "expires_at": compute_expiry(at, UNDO_WINDOW),
    }
    return put(subscribers.table, item)


def _load_language(subscribers: SubscriberRepository, profile: Profile, list_id: str) -> str:
    """The language in which a subscriber gets a list."""
    item = subscribers.get(**build_list_key(profile.subscriber, list_id))
    return str(item["lang"]) if item else profile.lang


def _load_undoable_lists(subscribers: SubscriberRepository, subscriber: str, name: str, at: datetime) -> dict[str, str]:
    """Lists, with their languages, that were left before and that an undo can restore: none after one."""
    undo_item = subscribers.get_unexpired(**build_undo_key(subscriber, name), at=at)
    return dict(undo_item.get("lists", {})) if undo_item else {}
