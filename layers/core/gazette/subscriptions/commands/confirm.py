"""Confirms a subscription with the token of a confirmation mail: the second half of the double opt-in."""

from collections.abc import Mapping
from typing import Any

from gazette.dynamodb.conditions import condition, if_present
from gazette.dynamodb.writes import Write, check, update
from gazette.subscriptions.commands.membership import (
    ProfileChanged,
    append_record,
    put_lists,
    retry_if_changed,
)
from gazette.subscriptions.consent import CONFIRMED, Audit
from gazette.subscriptions.errors import TokenGone
from gazette.subscriptions.model import NEVER_EXPIRES, Profile
from gazette.subscriptions.repository import (
    CONFIRM,
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
    """Make the token's subscriber active and return the profile. A repetition within ten minutes gets the same answer.

    Raises `TokenGone` for every other token. An unsubscription, a decline or a suppression wins
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
    if profile.is_active:
        if not profile.may_repeat_confirmation(audit.at):
            raise TokenGone()
        return profile
    refused = subscribers.commit(_build_confirmation(subscribers.table, profile, token, audit))
    if SUPPRESSION in refused:
        raise TokenGone()
    if refused:
        raise ProfileChanged()
    return subscribers.get_profile(profile.subscriber)


def _build_confirmation(table: str, profile: Profile, token: Item, audit: Audit) -> Mapping[str, Write]:
    subscriber, lang, lists, now = profile.subscriber, token["lang"], list(token["lists"]), int(audit.at.timestamp())
    attributes: dict[str, Any] = {
        "state": "active",
        "email": token["email"],
        "lang": lang,
        "lists": lists,
        "consent": token["consent"],
        "confirmed_at": now,
        "expires_at": NEVER_EXPIRES,
        "kept_until": NEVER_EXPIRES,
    }
    removed = ("pending_until", "mail_due", "signup_request", "unused_reservation", "reminded_at")
    # Without this, the record of the request would expire with the pending week. It is a part of the consent.
    record_key = build_key(subscriber, token["request_record"])
    return {
        PROFILE: change_profile(table, profile, attributes, removed),
        "token": check(table, build_key(token["subscriber"], CONFIRM), condition("#expires_at > :now", now=now)),
        SUPPRESSION: check_not_suppressed(table, subscriber, audit.at),
        "request record": update(table, record_key, "REMOVE #expires_at", {}, if_present("subscriber")),
        **put_lists(table, subscriber, lists, lang, audit.at),
        **append_record(table, subscriber, CONFIRMED, audit, lang=lang, lists=lists, consent=token["consent"]),
    }
