"""Refusing with the token of a confirmation mail: "this was not me"."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gazette.errors import Unavailable
from gazette.subscriptions import consent
from gazette.subscriptions.commands.membership import TRIES, ended_profile
from gazette.subscriptions.consent import Audit
from gazette.subscriptions.model import FOR_EVER, REFUSAL_LASTS, REPEATABLE, Profile, TokenGone, expiry
from gazette.subscriptions.repository import (
    CONFIRM,
    PROFILE,
    SUPPRESSION,
    Item,
    SubscriberRepository,
    token_hash,
    token_key,
)
from gazette.times import timestamp


def decline(subscribers: SubscriberRepository, token: str, act: Audit) -> None:
    """No mail goes to the address for 30 days, and what was asked for, or confirmed, ends. May be repeated for ten
    minutes; `TokenGone` otherwise, as of a confirmation."""
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


def _suppressed_longer(subscribers: SubscriberRepository, person: str, at: datetime) -> bool:
    present = subscribers.get(person, SUPPRESSION)
    return present is not None and present.get("until", FOR_EVER) > expiry(at, REFUSAL_LASTS)


def _refusal(
    table: SubscriberRepository,
    profile: Profile,
    found: Mapping[str, Any],
    act: Audit,
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
            "attribute_exists(#subscriber)",
        ),
        **{f"list {name}": table.delete(person, f"list/{name}") for name in profile.lists},
        **{
            f"token {other}": table.delete(token_key(other), CONFIRM)
            for other in profile.tokens
            if token_key(other) != found["subscriber"]
        },
        **{f"record {number}": table.append(entry) for number, entry in enumerate(record)},
    }
