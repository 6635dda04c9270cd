"""Declines a signup with the token of a confirmation mail: the owner of the address did not sign up."""

from collections.abc import Mapping
from datetime import datetime

from gazette.dynamodb.conditions import condition, if_absent, if_present
from gazette.dynamodb.writes import Write, check, delete, put, update
from gazette.subscriptions.commands.membership import (
    ProfileChanged,
    append_record,
    delete_lists,
    end_profile,
    retry_if_changed,
)
from gazette.subscriptions.consent import DECLINED, Audit
from gazette.subscriptions.errors import TokenGone
from gazette.subscriptions.model import DECLINE_SUPPRESSION, NEVER_EXPIRES, REPEAT_WINDOW, Profile, compute_expiry
from gazette.subscriptions.repository import (
    PROFILE,
    SUPPRESSION,
    SubscriberRepository,
    build_key,
    build_token_key,
    hash_token,
)
from gazette.times import timestamp


def decline(subscribers: SubscriberRepository, token: str, audit: Audit) -> None:
    """End the token's subscriptions and requests, and suppress mail to the address for 30 days.

    A repetition within ten minutes changes nothing. Raises `TokenGone` for every other token.
    """
    retry_if_changed(lambda: _decline_once(subscribers, hash_token(token), audit))


def _decline_once(subscribers: SubscriberRepository, token_hash: str, audit: Audit) -> None:
    token = subscribers.get_unexpired(**build_token_key(token_hash), at=audit.at)
    if token is None:
        raise TokenGone()
    if "declined_at" in token:
        if audit.at.timestamp() < float(token["declined_at"]) + REPEAT_WINDOW.total_seconds():
            return
        raise TokenGone()
    profile = subscribers.get_profile(token["owner"])
    if token_hash not in profile.tokens:
        raise TokenGone()
    suppression = _suppress(subscribers, profile.subscriber, audit.at)
    if subscribers.commit(_build_decline(subscribers.table, profile, token_hash, suppression, audit)):
        raise ProfileChanged()


def _suppress(subscribers: SubscriberRepository, subscriber: str, at: datetime) -> Write:
    """Suppresses mail for 30 days, or checks that a longer suppression is still there."""
    key, until = build_key(subscriber, SUPPRESSION), compute_expiry(at, DECLINE_SUPPRESSION)
    present = subscribers.get(subscriber, SUPPRESSION)
    if present is not None and present.get("until", NEVER_EXPIRES) > until:
        return check(subscribers.table, key, if_present("subscriber"))
    item = {
        **key,
        "reason": "declined",
        "source": "confirmation mail",
        "at": timestamp(at),
        "until": until,
        "expires_at": until,
    }
    return put(subscribers.table, item, if_absent("subscriber") | condition("#until <= :until", until=until))


def _build_decline(
    table: str, profile: Profile, token_hash: str, suppression: Write, audit: Audit
) -> Mapping[str, Write]:
    subscriber = profile.subscriber
    # The record of somebody who never confirmed expires with the suppression.
    expires_after = None if profile.state else DECLINE_SUPPRESSION
    return {
        PROFILE: end_profile(table, profile),
        SUPPRESSION: suppression,
        "token": update(
            table,
            build_token_key(token_hash),
            "SET #declined_at = :now REMOVE #email, #lists",
            {"now": int(audit.at.timestamp())},
            if_present("subscriber"),
        ),
        **{f"token {other}": delete(table, build_token_key(other)) for other in profile.tokens if other != token_hash},
        **delete_lists(table, subscriber, profile.lists),
        **append_record(table, subscriber, DECLINED, audit, expires_after=expires_after),
    }
