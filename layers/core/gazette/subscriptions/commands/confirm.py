"""Confirms a subscription with the token of a confirmation mail: the second half of the double opt-in.

A token adds the lists that its own mail asked for, also to a subscriber who is active by then. It removes none.
"""

from collections.abc import Mapping
from typing import Any

from gazette.dynamodb.conditions import condition, if_present
from gazette.dynamodb.writes import Write, update
from gazette.subscriptions.commands.membership import (
    append_record,
    build_active_attributes,
    put_lists,
)
from gazette.subscriptions.consent import CONFIRMED, Audit
from gazette.subscriptions.errors import TokenGone
from gazette.subscriptions.model import Profile
from gazette.subscriptions.optimistic_locking import ProfileChanged, retry_if_changed
from gazette.subscriptions.repository import (
    CONFIRM,
    DUE_ATTRIBUTES,
    PROFILE,
    SUPPRESSION,
    Item,
    SubscriberRepository,
    build_key,
    build_token_key,
    change_profile,
    check_not_suppressed,
    hash_token,
)


def confirm(subscribers: SubscriberRepository, token: str, audit: Audit) -> Profile:
    """Make the token's subscriber active, add the token's lists, and return the profile.

    A token that adds nothing gets the same answer for ten minutes after the last confirmation. Raises `TokenGone` for
    every other token. An unsubscription, a decline or a suppression wins
    over a confirmation: it removes the token from the profile, or the same transaction checks for it.
    """
    return retry_if_changed(lambda: _confirm_once(subscribers, hash_token(token), audit))


def _confirm_once(subscribers: SubscriberRepository, token_hash: str, audit: Audit) -> Profile:
    token = subscribers.get_unexpired(**build_token_key(token_hash), at=audit.at)
    if token is None:
        raise TokenGone()
    profile = subscribers.get_profile(token["owner"])
    if token_hash not in profile.tokens:
        raise TokenGone()
    added = [name for name in token["lists"] if name not in profile.lists]
    if not added:
        if not profile.may_repeat_confirmation(audit.at):
            raise TokenGone()
        return profile
    refused = subscribers.commit(_build_confirmation(subscribers.table, profile, token, added, audit))
    if SUPPRESSION in refused:
        raise TokenGone()
    if refused:
        raise ProfileChanged()
    return subscribers.get_profile(profile.subscriber)


def _build_confirmation(
    table: str, profile: Profile, token: Item, added: list[str], audit: Audit
) -> Mapping[str, Write]:
    subscriber, lang, now = profile.subscriber, str(token["lang"]), int(audit.at.timestamp())
    lists = profile.lists | set(added)
    attributes: dict[str, Any] = {"lists": sorted(lists), "consent": token["consent"], "confirmed_at": now}
    if not profile.is_active:
        attributes |= build_active_attributes(token["email"], lang)
    # A request for other lists still gets its own mail.
    removed = ("pending_until", "reminded_at", *(DUE_ATTRIBUTES if profile.requested_lists <= lists else ()))
    return {
        PROFILE: change_profile(table, profile, attributes, removed),
        # A decline with this token removes what it added.
        "token": update(
            table,
            build_key(token["subscriber"], CONFIRM),
            "SET #added = :added",
            {"added": added},
            condition("#expires_at > :now", now=now),
        ),
        SUPPRESSION: check_not_suppressed(table, subscriber, audit.at),
        # Without this, the record of the request would expire with the pending week. It is a part of the consent.
        "request record": update(table, token["request_record"], "REMOVE #expires_at", {}, if_present("subscriber")),
        **put_lists(table, subscriber, dict.fromkeys(added, lang), audit.at),
        **append_record(table, subscriber, CONFIRMED, audit, lang=lang, lists=added, consent=token["consent"]),
    }
