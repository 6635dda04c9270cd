"""Confirms a subscription with the token of a confirmation mail: the second half of the double opt-in.

A first confirmation asks for the welcome mail in the same transaction. A token that changes an address ends the
subscription of the former address in it.

A token adds the lists that its own mail asked for, also to a subscriber who is active by then. It removes none.
"""

from collections.abc import Mapping
from typing import Any

from gazette.dynamodb.conditions import condition, if_present
from gazette.dynamodb.writes import Write, update
from gazette.subscriptions.account_mails import WELCOME, put_account_mail
from gazette.subscriptions.commands.change_address import end_former, load_list_languages
from gazette.subscriptions.commands.membership import (
    append_record,
    build_active_attributes,
    put_lists,
)
from gazette.subscriptions.consent import ADDRESS_CHANGED, CONFIRMED, Audit
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
    former = _get_former(subscribers, token)
    asked = {str(name): str(token["lang"]) for name in token["lists"]}
    languages = load_list_languages(subscribers, former) if former else asked
    added = {name: lang for name, lang in languages.items() if name not in profile.lists}
    if not added and not former:
        if not profile.may_repeat_confirmation(audit.at):
            raise TokenGone()
        return profile
    members = _build_confirmation(subscribers.table, profile, token, added, audit, former=former)
    if former:
        members = {**members, **end_former(subscribers.table, former, audit)}
    refused = subscribers.commit(members)
    if SUPPRESSION in refused:
        raise TokenGone()
    if refused:
        raise ProfileChanged()
    return subscribers.get_profile(profile.subscriber)


def _get_former(subscribers: SubscriberRepository, token: Item) -> Profile | None:
    """The subscription whose address the token changes; None if it changes none, or has done so.

    Raises `TokenGone` if its reader has left meanwhile.
    """
    if "moves" not in token or "added" in token:
        return None
    former = subscribers.get_profile(token["moves"])
    if not former.is_active:
        raise TokenGone()
    return former


def _build_confirmation(
    table: str, profile: Profile, token: Item, languages: Mapping[str, str], audit: Audit, *, former: Profile | None
) -> Mapping[str, Write]:
    """Adds lists, each in its language. The subscription of a `former` address brings its language and its pause."""
    subscriber, now = profile.subscriber, int(audit.at.timestamp())
    lang = former.lang if former else str(token["lang"])
    added = sorted(languages)
    lists = profile.lists | set(added)
    attributes: dict[str, Any] = {"lists": sorted(lists), "consent": token["consent"], "confirmed_at": now}
    welcome: Mapping[str, Write] = {}
    if not profile.is_active:
        attributes |= build_active_attributes(token["email"], lang)
        welcome = {"welcome": put_account_mail(table, subscriber, WELCOME, audit.id, audit.at)}
    if former and former.paused_until:
        attributes["paused_until"] = former.paused_until
    facts = {"lang": lang, "lists": added, "consent": token["consent"]}
    if former:
        facts["how"] = ADDRESS_CHANGED  # the record of the first consent is that of the former address
    # A request for other lists still gets its own mail.
    removed = ("pending_until", "reminded_at", *(DUE_ATTRIBUTES if profile.requested_lists <= lists else ()))
    if not profile.is_active:
        removed = (*removed, "manage_tokens")  # those of a former subscription; the welcome has a new one
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
        **welcome,
        **put_lists(table, subscriber, languages, audit.at),
        **append_record(table, subscriber, CONFIRMED, audit, **facts),
    }
