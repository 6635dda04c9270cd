"""Undoes an unsubscription for 15 minutes."""

from collections.abc import Mapping

from gazette.dynamodb.conditions import if_present
from gazette.dynamodb.writes import Write, delete
from gazette.subscriptions.commands.membership import (
    ProfileChanged,
    append_record,
    delete_tokens,
    put_lists,
    retry_if_changed,
)
from gazette.subscriptions.commands.unsubscribe import build_undo_key
from gazette.subscriptions.consent import UNDONE, Audit
from gazette.subscriptions.errors import TooLateToUndo
from gazette.subscriptions.model import NEVER_EXPIRES, Profile
from gazette.subscriptions.repository import (
    PROFILE,
    SUPPRESSION,
    Item,
    SubscriberRepository,
    change_profile,
    check_not_suppressed,
)
from gazette.subscriptions.unsubscribe_token import UnsubscribeToken


def undo(subscribers: SubscriberRepository, token: UnsubscribeToken, audit: Audit) -> None:
    """Restore the lists that this token's unsubscriptions removed. A repetition changes nothing.

    Raises `TooLateToUndo` after 15 minutes, and if a suppression forbids mail to the address.
    """
    retry_if_changed(lambda: _undo_once(subscribers, token, audit))


def _undo_once(subscribers: SubscriberRepository, token: UnsubscribeToken, audit: Audit) -> None:
    profile = subscribers.get_profile(token.subscriber)
    undo_item = subscribers.get_unexpired(**build_undo_key(token), at=audit.at)
    if undo_item is None:
        if token.list in profile.lists:
            return
        raise TooLateToUndo()
    refused = subscribers.commit(_restore_lists(subscribers.table, profile, token, undo_item, audit))
    if SUPPRESSION in refused:
        raise TooLateToUndo()
    if refused:
        raise ProfileChanged()


def _restore_lists(
    table: str, profile: Profile, token: UnsubscribeToken, undo_item: Item, audit: Audit
) -> Mapping[str, Write]:
    subscriber, lang, lists = profile.subscriber, undo_item["lang"], list(undo_item["lists"])
    attributes = {
        "state": "active",
        "email": undo_item["email"],
        "lang": lang,
        "lists": sorted(profile.lists | set(lists)),
        "expires_at": NEVER_EXPIRES,
        "kept_until": NEVER_EXPIRES,
    }
    removed = ("pending_until", "mail_due", "signup_request", "unused_reservation", "tokens")
    return {
        PROFILE: change_profile(table, profile, attributes, removed),
        SUPPRESSION: check_not_suppressed(table, subscriber, audit.at),
        "undo": delete(table, build_undo_key(token), if_present("subscriber")),
        **put_lists(table, subscriber, lists, lang, audit.at),
        **delete_tokens(table, profile),
        **append_record(table, subscriber, UNDONE, audit, lists=lists),
    }
