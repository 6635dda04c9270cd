"""Confirming and refusing with the token of a confirmation mail: the second half of the double opt-in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gazette.errors import Unavailable
from gazette.subscriptions import consent
from gazette.subscriptions.consent import Act
from gazette.subscriptions.model import (
    FOR_EVER,
    REFUSAL_LASTS,
    REPEATABLE,
    Profile,
    TokenGone,
    expiry,
    segment,
)
from gazette.subscriptions.table import CONFIRM, PROFILE, SUPPRESSION, Item, Subscribers, token_hash, token_key
from gazette.times import timestamp

TRIES = 3
"""Readings of a profile that changes under the hand before the request is given up."""


def confirm(subscribers: Subscribers, token: str, act: Act) -> Profile:
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


def _confirmation(table: Subscribers, profile: Profile, found: Mapping[str, Any], act: Act) -> Mapping[str, Item]:
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


def _request_kept(table: Subscribers, found: Mapping[str, Any]) -> Mapping[str, Item]:
    """The record of the request, which was to end with the week, stays with the consent that came of it."""
    exists = "attribute_exists(#subscriber)"
    return {"request": table.update(found["person"], found["request"], "REMOVE #expires_at", {}, exists)}


def list_item(person: str, name: str, lang: str, at: datetime) -> dict[str, Any]:
    """Membership of an active person in a list, found by the index through its segment."""
    return {
        "subscriber": person,
        "part": f"list/{name}",
        "segment": segment(name, lang, person),
        "lang": lang,
        "since": timestamp(at),
    }


def refuse(subscribers: Subscribers, token: str, act: Act) -> None:
    """ "This was not me": no mail goes to the address for 30 days, and what was asked for or confirmed ends."""
    hashed = token_hash(token)
    for _ in range(TRIES):
        found = subscribers.live(token_key(hashed), CONFIRM, act.at)
        if found is None:
            raise TokenGone()
        if "refused_at" in found:
            if act.at.timestamp() < float(found["refused_at"]) + REPEATABLE.total_seconds():
                return
            raise TokenGone()
        profile = subscribers.profile(found["person"])
        if hashed not in profile.tokens:
            raise TokenGone()
        longer = _suppressed_longer(subscribers, profile.subscriber, act.at)
        members = _refusal(subscribers, profile, found, act, keep_suppression=longer)
        if not subscribers.write(members):
            return
    raise Unavailable()


def _suppressed_longer(subscribers: Subscribers, person: str, at: datetime) -> bool:
    present = subscribers.get(person, SUPPRESSION)
    return present is not None and present.get("until", FOR_EVER) > expiry(at, REFUSAL_LASTS)


def _refusal(
    table: Subscribers,
    profile: Profile,
    found: Mapping[str, Any],
    act: Act,
    *,
    keep_suppression: bool,
) -> Mapping[str, Item]:
    person = profile.subscriber
    until = expiry(act.at, REFUSAL_LASTS)
    ended = {
        "subscriber": person,
        "part": SUPPRESSION,
        "reason": "refused",
        "source": "confirmation mail",
        "at": timestamp(act.at),
        "until": until,
        "expires_at": until,
    }
    suppression = (
        table.check(person, SUPPRESSION, "attribute_exists(#subscriber)", {})
        if keep_suppression
        else table.put(ended, "attribute_not_exists(#subscriber) OR #until <= :until", until=until)
    )
    record = consent.entries(person, consent.REFUSED, act, kept=None if profile.state else REFUSAL_LASTS)
    return {
        PROFILE: ended_profile(table, profile),
        SUPPRESSION: suppression,
        "token": table.update(
            found["subscriber"],
            CONFIRM,
            "SET #refused_at = :now REMOVE #email, #lists",
            {":now": int(act.at.timestamp())},
            "attribute_not_exists(#refused_at) AND attribute_exists(#subscriber)",
        ),
        **{f"list {name}": table.delete(person, f"list/{name}") for name in profile.lists},
        **{
            f"token {other}": table.delete(token_key(other), CONFIRM)
            for other in profile.tokens
            if token_key(other) != found["subscriber"]
        },
        **{f"record {number}": table.append(entry) for number, entry in enumerate(record)},
    }


def ended_profile(table: Subscribers, profile: Profile) -> Item:
    """The end of all that a person has or has asked for; of one who never confirmed, nothing is kept."""
    if profile.state is None:
        unchanged = "#version = :version" if profile.version else "attribute_not_exists(#version)"
        values = {"version": profile.version} if profile.version else {}
        return table.delete(profile.subscriber, PROFILE, unchanged, **values)
    return table.profile_update(
        profile,
        "SET #state = :left, #lists = :none "
        "REMOVE #email, #lang, #consent, #tokens, #pending_until, #mail_due, #wish, #credit, #confirmed_at",
        {":left": "left", ":none": []},
    )
