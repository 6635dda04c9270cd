"""Undoes an unsubscription for 15 minutes. What the reader has confirmed since then stays as it is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gazette.dynamodb.conditions import if_absent, if_present
from gazette.dynamodb.writes import Write, check, put
from gazette.subscriptions.commands.membership import (
    append_record,
    build_active_attributes,
    put_lists,
)
from gazette.subscriptions.commands.undo_item import build_undo_key
from gazette.subscriptions.consent import UNDONE, Audit
from gazette.subscriptions.errors import TooLateToUndo
from gazette.subscriptions.model import Profile
from gazette.subscriptions.optimistic_locking import ProfileChanged, retry_if_changed
from gazette.subscriptions.repository import (
    ERASURE,
    PROFILE,
    SUPPRESSION,
    Item,
    SubscriberRepository,
    build_key,
    change_profile,
    check_not_suppressed,
)

_RESTORED = ("consent", "confirmed_at", "paused_until")
"""What an undo brings back of a reader who had left, beside the address and the language."""


def undo(subscribers: SubscriberRepository, subscriber: str, name: str, audit: Audit) -> None:
    """Restore the lists that were left with the undo item of that name. A repetition changes nothing.

    Raises `TooLateToUndo` after 15 minutes, if a suppression forbids mail to the address, and if the person was erased.
    """
    retry_if_changed(lambda: _undo_once(subscribers, subscriber, name, audit))


def can_undo(subscribers: SubscriberRepository, subscriber: str, name: str, at: datetime) -> bool:
    """Whether an undo would restore a list. An unsubscription that only ended a request has none."""
    undo_item = subscribers.get_unexpired(**build_undo_key(subscriber, name), at=at)
    return undo_item is not None and "lists" in undo_item


def _undo_once(subscribers: SubscriberRepository, subscriber: str, name: str, audit: Audit) -> None:
    profile = subscribers.get_profile(subscriber)
    undo_item = subscribers.get_unexpired(**build_undo_key(subscriber, name), at=audit.at)
    if undo_item is None or "lists" not in undo_item:
        restored = undo_item["restored"] if undo_item else {name}
        if profile.lists.issuperset(restored):
            return
        raise TooLateToUndo()
    refused = subscribers.commit(_restore_lists(subscribers.table, profile, undo_item, audit))
    if refused & {SUPPRESSION, ERASURE}:
        raise TooLateToUndo()
    if refused:
        raise ProfileChanged()


def _restore_lists(table: str, profile: Profile, undo_item: Item, audit: Audit) -> Mapping[str, Write]:
    """Adds the lists that the subscriber does not have. Tokens stay valid: they can only add other lists.

    The item keeps the names of its lists for a repetition, and no address.
    """
    subscriber = profile.subscriber
    used = {
        **build_key(undo_item["subscriber"], undo_item["part"]),
        "restored": set(undo_item["lists"]),
        "expires_at": undo_item["expires_at"],
    }
    restored = {name: lang for name, lang in undo_item["lists"].items() if name not in profile.lists}
    attributes: dict[str, Any] = {"lists": sorted(profile.lists | set(restored))}
    if not profile.is_active:
        attributes |= build_active_attributes(undo_item["email"], undo_item["lang"])
        attributes |= {name: undo_item[name] for name in _RESTORED if undo_item.get(name)}
    return {
        PROFILE: change_profile(table, profile, attributes, ("pending_until",)),
        SUPPRESSION: check_not_suppressed(table, subscriber, audit.at),
        # An erasure that was interrupted has yet to delete the undo item.
        ERASURE: check(table, build_key(subscriber, ERASURE), if_absent("due")),
        "undo": put(table, used, if_present("lists")),
        **put_lists(table, subscriber, restored, audit.at),
        **append_record(table, subscriber, UNDONE, audit, lists=sorted(restored)),
    }
