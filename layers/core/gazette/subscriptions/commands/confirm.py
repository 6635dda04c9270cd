"""Confirming with the token of a confirmation mail: the second half of the double opt-in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gazette.errors import Unavailable
from gazette.subscriptions import consent
from gazette.subscriptions.commands.membership import TRIES, list_item
from gazette.subscriptions.consent import Audit
from gazette.subscriptions.model import FOR_EVER, Profile, TokenGone
from gazette.subscriptions.repository import (
    CONFIRM,
    PROFILE,
    SUPPRESSION,
    Item,
    SubscriberRepository,
    token_hash,
    token_key,
)


def confirm(subscribers: SubscriberRepository, token: str, act: Audit) -> Profile:
    """Make the token's subscriber active; the active profile. Within ten minutes it may be repeated.

    `TokenGone` for everything else, without a difference. What beats a confirmation (an unsubscription, a refusal, a
    suppression) takes the token out of the profile or is checked in the same transaction.
    """
    hashed = token_hash(token)
    for _ in range(TRIES):
        found = subscribers.live(token_key(hashed), CONFIRM, act.at)
        if found is None:
            raise TokenGone()
        profile = subscribers.profile(found["person"])
        if hashed not in profile.tokens:
            raise TokenGone()
        if profile.active:
            return _repeated(profile, act.at)
        failed = subscribers.write(_confirmation(subscribers, profile, found, act))
        if not failed:
            return subscribers.profile(profile.subscriber)
        if SUPPRESSION in failed:
            raise TokenGone()
    raise Unavailable()


def _repeated(profile: Profile, at: datetime) -> Profile:
    if not profile.confirmed_just_now(at):
        raise TokenGone()
    return profile


def _confirmation(
    table: SubscriberRepository, profile: Profile, found: Mapping[str, Any], act: Audit
) -> Mapping[str, Item]:
    at = act.at
    person, lang, lists, version = profile.subscriber, found["lang"], list(found["lists"]), found["consent"]
    facts = {"lang": lang, "lists": lists, "consent": version}
    record = consent.entries(person, consent.CONFIRMED, act, **facts)
    return {
        PROFILE: table.profile_update(
            profile,
            "SET #state = :active, #email = :email, #lang = :lang, #lists = :lists, #consent = :consent, "
            "#confirmed_at = :now, #expires_at = :for_ever, #kept_until = :for_ever "
            "REMOVE #pending_until, #mail_due, #wish, #credit, #reminded_at",
            {
                ":active": "active",
                ":email": found["email"],
                ":lang": lang,
                ":lists": lists,
                ":consent": version,
                ":now": int(at.timestamp()),
                ":for_ever": FOR_EVER,
            },
        ),
        "token": table.check(found["subscriber"], CONFIRM, "#expires_at > :now", {":now": int(at.timestamp())}),
        SUPPRESSION: table.not_suppressed(person, at),
        **_request_kept(table, found),
        **{f"list {name}": table.put(list_item(person, name, lang, at)) for name in lists},
        **{f"record {number}": table.append(entry) for number, entry in enumerate(record)},
    }


def _request_kept(table: SubscriberRepository, found: Mapping[str, Any]) -> Mapping[str, Item]:
    """The record of the request, which was to end with the week, stays with the consent that came of it."""
    exists = "attribute_exists(#subscriber)"
    return {"request": table.update(found["person"], found["request"], "REMOVE #expires_at", {}, exists)}
