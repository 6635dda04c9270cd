"""Unsubscribing by one click, and taking that back for a quarter of an hour.

Effective before the answer; a second time, or by somebody who has left, it changes nothing and is answered alike. It
beats a confirmation: it takes away the tokens that one would need.
"""

import base64
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from gazette.errors import Unavailable
from gazette.http.request_body import FORM
from gazette.subscriptions import consent
from gazette.subscriptions.commands.membership import TRIES, ended_profile, list_item
from gazette.subscriptions.consent import Audit
from gazette.subscriptions.model import FOR_EVER, PENDING_KEPT, UNDO_LIVES, Profile, TooLateToUndo, expiry
from gazette.subscriptions.repository import CONFIRM, PROFILE, SUPPRESSION, Item, SubscriberRepository, token_key
from gazette.subscriptions.unsubscribe_token import UnsubscribeLink

LIST, ALL, UNDO = "list", "all", "undo"
MOST_CHARACTERS = 4096


def unsubscribe(
    subscribers: SubscriberRepository, link: UnsubscribeLink, act: Audit, *, every_list: bool = False
) -> None:
    """Leave the link's list, or every list that the person is on; or give up what is pending."""
    _change(subscribers, link, lambda profile: _leaving(subscribers, profile, link, every_list, act))


def undo(subscribers: SubscriberRepository, link: UnsubscribeLink, act: Audit) -> None:
    """Restore what leaving by this link took away; `TooLateToUndo` where that is over."""
    _change(subscribers, link, lambda profile: _restoring(subscribers, profile, link, act))


def _change(
    subscribers: SubscriberRepository, link: UnsubscribeLink, members: Callable[[Profile], Mapping[str, Item]]
) -> None:
    """Write what follows from the profile, read again where it changed meanwhile; nothing where nothing follows."""
    for _ in range(TRIES):
        wanted = members(subscribers.profile(link.subscriber))
        failed = subscribers.write(wanted) if wanted else frozenset()
        if not failed:
            return
        if SUPPRESSION in failed:
            raise TooLateToUndo()
    raise Unavailable()


def _leaving(
    table: SubscriberRepository,
    profile: Profile,
    link: UnsubscribeLink,
    every_list: bool,
    act: Audit,
) -> Mapping[str, Item]:
    if not profile.active:
        return _giving_up(table, profile, act)
    left = profile.lists if every_list else profile.lists & {link.list}
    if not left:
        return {}
    kept = profile.lists - left
    return {
        PROFILE: _without(table, profile, kept) if kept else ended_profile(table, profile),
        "undo": table.put(_undo_item(profile, link, left | _left_before(table, link, act.at), act.at)),
        **{f"list {name}": table.delete(profile.subscriber, f"list/{name}") for name in left},
        **_tokens_gone(table, profile),
        **_record(table, profile, consent.UNSUBSCRIBED, act, lists=sorted(left), how="one-click"),
    }


def _giving_up(table: SubscriberRepository, profile: Profile, act: Audit) -> Mapping[str, Item]:
    """A wish or a confirmation under way ends, even where the mail is still to be sent."""
    if profile.wish is None and profile.standing(act.at) != "pending":
        return {}
    return {
        PROFILE: ended_profile(table, profile),
        **_tokens_gone(table, profile),
        **_record(
            table,
            profile,
            consent.UNSUBSCRIBED,
            act,
            kept=None if profile.state else PENDING_KEPT,
            lists=[],
            how="one-click",
        ),
    }


def _without(table: SubscriberRepository, profile: Profile, kept: frozenset[str]) -> Item:
    return table.profile_update(profile, "SET #lists = :lists REMOVE #tokens", {":lists": sorted(kept)})


def _tokens_gone(table: SubscriberRepository, profile: Profile) -> Mapping[str, Item]:
    return {f"token {hashed}": table.delete(token_key(hashed), CONFIRM) for hashed in profile.tokens}


def _undo_item(profile: Profile, link: UnsubscribeLink, left: frozenset[str], at: datetime) -> dict[str, Any]:
    return {
        "subscriber": profile.subscriber,
        "part": _undo_part(link),
        "email": profile.email,
        "lang": profile.lang,
        "lists": sorted(left),
        "expires_at": expiry(at, UNDO_LIVES),
    }


def _left_before(table: SubscriberRepository, link: UnsubscribeLink, at: datetime) -> frozenset[str]:
    """What leaving by this link took away and can still be undone: whoever leaves one list, then all, left all."""
    before = table.live(link.subscriber, _undo_part(link), at)
    return frozenset(before["lists"]) if before else frozenset()


def _undo_part(link: UnsubscribeLink) -> str:
    return f"undo/{link.list}"


def _restoring(table: SubscriberRepository, profile: Profile, link: UnsubscribeLink, act: Audit) -> Mapping[str, Item]:
    before = table.live(profile.subscriber, _undo_part(link), act.at)
    if before is None:
        if link.list in profile.lists:
            return {}
        raise TooLateToUndo()
    person, lang, lists = profile.subscriber, before["lang"], list(before["lists"])
    return {
        PROFILE: table.profile_update(
            profile,
            "SET #state = :active, #email = :email, #lang = :lang, #lists = :lists, "
            "#expires_at = :for_ever, #kept_until = :for_ever "
            "REMOVE #pending_until, #mail_due, #wish, #credit, #tokens",
            {
                ":active": "active",
                ":email": before["email"],
                ":lang": lang,
                ":lists": sorted(profile.lists | set(lists)),
                ":for_ever": FOR_EVER,
            },
        ),
        SUPPRESSION: table.not_suppressed(person, act.at),
        "undo": table.delete(person, _undo_part(link), "attribute_exists(#subscriber)"),
        **{f"list {name}": table.put(list_item(person, name, lang, act.at)) for name in lists},
        **_tokens_gone(table, profile),
        **_record(table, profile, consent.UNDONE, act, lists=lists),
    }


def _record(table: SubscriberRepository, profile: Profile, event: str, act: Audit, **facts: Any) -> Mapping[str, Item]:
    found = consent.entries(profile.subscriber, event, act, **facts)
    return {f"record {number}": table.append(entry) for number, entry in enumerate(found)}


def wanted(event: dict[str, Any]) -> str:
    """What a form on the page asks for: `list`, `all` or `undo`. Every other body, of whatever kind, is `list`."""
    if not event["headers"].get("content-type", "").startswith(FORM):
        return LIST
    body = event.get("body") or ""
    try:
        text = base64.b64decode(body).decode() if event.get("isBase64Encoded") else body
    except ValueError:
        return LIST
    action = dict(parse_qsl(text[:MOST_CHARACTERS])).get("action", LIST)
    return action if action in (ALL, UNDO) else LIST
