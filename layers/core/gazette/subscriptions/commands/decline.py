"""Declines a signup with the token of a confirmation mail: the owner of the address did not sign up.

The lists that were added by confirming that mail are removed. If the reader has others, those stay; else mail to the
address is suppressed.
"""

from collections.abc import Mapping
from datetime import datetime

from gazette.dynamodb.conditions import condition, if_absent, if_present
from gazette.dynamodb.writes import Write, check, delete, put, update
from gazette.subscriptions.commands.membership import (
    append_record,
    delete_lists,
    end_profile,
)
from gazette.subscriptions.consent import DECLINED, Audit
from gazette.subscriptions.errors import TokenGone
from gazette.subscriptions.model import DECLINE_SUPPRESSION, REPEAT_WINDOW, Profile, compute_expiry
from gazette.subscriptions.optimistic_locking import ProfileChanged, retry_if_changed
from gazette.subscriptions.repository import (
    DUE_ATTRIBUTES,
    PROFILE,
    SUPPRESSION,
    SubscriberRepository,
    build_key,
    build_token_key,
    change_profile,
    find_suppression_end,
    hash_token,
)
from gazette.times import timestamp


def decline(subscribers: SubscriberRepository, token: str, audit: Audit) -> Profile:
    """Remove the lists that the token added, and every request. No signup of the address causes a mail for 30 days.

    Returns the profile: it is active if the reader keeps other lists. A repetition within ten minutes changes nothing.
    Raises `TokenGone` for every other token.
    """
    return retry_if_changed(lambda: _decline_once(subscribers, hash_token(token), audit))


def _decline_once(subscribers: SubscriberRepository, token_hash: str, audit: Audit) -> Profile:
    token = subscribers.get_unexpired(**build_token_key(token_hash), at=audit.at)
    if token is None:
        raise TokenGone()
    profile = subscribers.get_profile(token["owner"])
    if "declined_at" in token:
        if audit.at.timestamp() < float(token["declined_at"]) + REPEAT_WINDOW.total_seconds():
            return profile
        raise TokenGone()
    if token_hash not in profile.tokens:
        raise TokenGone()
    if kept := profile.lists - set(token.get("added", ())):
        members = _keep_lists(subscribers.table, profile, kept, audit)
    else:
        members = _end_all(subscribers, profile, audit)
    members |= _use_token(subscribers.table, profile, token_hash, audit.at)
    if subscribers.commit(members):
        raise ProfileChanged()
    return subscribers.get_profile(profile.subscriber)


def _keep_lists(table: str, profile: Profile, kept: frozenset[str], audit: Audit) -> dict[str, Write]:
    declined = profile.lists - kept
    attributes = {"lists": sorted(kept), "declined_until": compute_expiry(audit.at, DECLINE_SUPPRESSION)}
    return {
        PROFILE: change_profile(table, profile, attributes, ("tokens", *DUE_ATTRIBUTES)),
        **delete_lists(table, profile.subscriber, declined),
        **append_record(table, profile.subscriber, DECLINED, audit, lists=sorted(declined)),
    }


def _end_all(subscribers: SubscriberRepository, profile: Profile, audit: Audit) -> dict[str, Write]:
    table, subscriber = subscribers.table, profile.subscriber
    # The record of somebody who never confirmed expires with the suppression.
    expires_after = None if profile.state else DECLINE_SUPPRESSION
    return {
        PROFILE: end_profile(table, profile),
        SUPPRESSION: _suppress(subscribers, subscriber, audit.at),
        **delete_lists(table, subscriber, profile.lists),
        **append_record(table, subscriber, DECLINED, audit, expires_after=expires_after),
    }


def _suppress(subscribers: SubscriberRepository, subscriber: str, at: datetime) -> Write:
    """Suppresses mail for 30 days, or checks that a longer suppression is still there."""
    key, until = build_key(subscriber, SUPPRESSION), compute_expiry(at, DECLINE_SUPPRESSION)
    present = subscribers.get(subscriber, SUPPRESSION)
    if present is not None and find_suppression_end(present) > until:
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


def _use_token(table: str, profile: Profile, token_hash: str, at: datetime) -> Mapping[str, Write]:
    """Marks the token as used, and deletes the others. The marked token stays for repetitions."""
    mark = update(
        table,
        build_token_key(token_hash),
        "SET #declined_at = :now REMOVE #email, #lists",
        {"now": int(at.timestamp())},
        if_present("subscriber"),
    )
    others = (token for token in profile.tokens if token != token_hash)
    return {"token": mark, **{f"token {other}": delete(table, build_token_key(other)) for other in others}}
