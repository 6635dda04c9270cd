"""Changes the preferences of an active subscriber: lists, language and pause.

The holder of a manage token has proven to read the mailbox, so every change is effective before the answer. New lists
need the consent text's version, as in a signup.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gazette.dynamodb.conditions import Condition
from gazette.dynamodb.writes import Write
from gazette.subscriptions.commands.departure import Departure, build_departure
from gazette.subscriptions.commands.membership import append_record, build_list_key, put_lists
from gazette.subscriptions.commands.undo_item import OF_PREFERENCES, put_undo_item
from gazette.subscriptions.consent import CHANGED, PAUSED, RESUMED, UNSUBSCRIBED, Audit
from gazette.subscriptions.errors import TokenGone
from gazette.subscriptions.model import Profile
from gazette.subscriptions.optimistic_locking import ProfileChanged
from gazette.subscriptions.repository import (
    PROFILE,
    SUPPRESSION,
    SubscriberRepository,
    change_profile,
    check_not_suppressed,
)
from gazette.times import parse_timestamp, timestamp


@dataclass(frozen=True)
class NewPreferences:
    """All preferences after the change. With a `lang` the reader gets every list in it; with None each keeps its own.

    `paused_until` is 0 without a pause; `consent` is empty without new lists.
    """

    lists: frozenset[str]
    lang: str | None
    paused_until: int
    consent: str = ""


@dataclass
class _Change:
    """What a change writes, as it is put together."""

    attributes: dict[str, Any] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    condition: Condition | None = None
    writes: dict[str, Write] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)


def save_preferences(subscribers: SubscriberRepository, profile: Profile, new: NewPreferences, audit: Audit) -> Profile:
    """Store the preferences, and return the profile. Without a list the reader has left, which can be undone.

    Raises `ProfileChanged` if another writer was first, `TokenGone` if a suppression forbids new lists.
    """
    change = _build_change(subscribers, profile, new, audit.at)
    if not change.facts:
        return profile
    members: Mapping[str, Write] = {
        PROFILE: change_profile(subscribers.table, profile, change.attributes, tuple(change.removed), change.condition),
        **change.writes,
        **append_record(subscribers.table, profile.subscriber, _name_event(change, new), audit, **change.facts),
    }
    refused = subscribers.commit(members)
    if SUPPRESSION in refused:
        raise TokenGone()
    if refused:
        raise ProfileChanged()
    return subscribers.get_profile(profile.subscriber)


def _build_change(subscribers: SubscriberRepository, profile: Profile, new: NewPreferences, at: datetime) -> _Change:
    change = _Change()
    removed, kept, added = profile.lists - new.lists, profile.lists & new.lists, new.lists - profile.lists
    if removed:
        _remove_lists(change, build_departure(subscribers, profile, removed, at, added=added))
        change.facts |= {"removed": sorted(removed)} if new.lists else {"lists": sorted(removed), "how": "preferences"}
    if not new.lists:
        change.writes["undo"] = put_undo_item(subscribers, profile, OF_PREFERENCES, removed, at)
        return change
    if added:
        change.attributes |= {"lists": sorted(new.lists), "consent": new.consent}
        change.writes[SUPPRESSION] = check_not_suppressed(subscribers.table, profile.subscriber, at)
        languages = dict.fromkeys(added, new.lang or profile.lang)
        change.writes |= put_lists(subscribers.table, profile.subscriber, languages, at)
        change.facts |= {"added": sorted(added), "consent": new.consent}
    if new.lang:
        _set_language(change, subscribers, profile, kept, new.lang)
    _pause(change, profile, new, at)
    if change.facts:
        change.facts |= {"lists": sorted(new.lists)}
    return change


def _remove_lists(change: _Change, departure: Departure) -> None:
    change.attributes |= departure.attributes
    change.removed, change.condition = departure.ended, departure.condition
    change.writes |= departure.writes


def _set_language(
    change: _Change, subscribers: SubscriberRepository, profile: Profile, lists: frozenset[str], lang: str
) -> None:
    """The person's language, and that of the lists that come in another one. They keep the time since which they come.

    Lists that were added or moved here may come in another language than the person's.
    """
    items = [subscribers.get(**build_list_key(profile.subscriber, name)) for name in sorted(lists)]
    others = {name: item for name, item in zip(sorted(lists), items, strict=True) if item and item["lang"] != lang}
    for name, item in others.items():
        since = parse_timestamp(item["since"])
        change.writes |= put_lists(subscribers.table, profile.subscriber, {name: lang}, since)
    if lang != profile.lang:
        change.attributes["lang"] = lang
    if others or lang != profile.lang:
        change.facts["lang"] = lang


def _pause(change: _Change, profile: Profile, new: NewPreferences, at: datetime) -> None:
    before = profile.paused_until if profile.paused_until > at.timestamp() else 0
    if new.paused_until == before:
        return
    if new.paused_until:
        change.attributes["paused_until"] = new.paused_until
    else:
        change.removed = (*change.removed, "paused_until")
    until = datetime.fromtimestamp(new.paused_until, at.tzinfo) if new.paused_until else None
    change.facts["paused_until"] = until and timestamp(until)


def _name_event(change: _Change, new: NewPreferences) -> str:
    if not new.lists:
        return UNSUBSCRIBED
    if change.facts.keys() <= {"paused_until", "lists"}:
        return PAUSED if new.paused_until else RESUMED
    return CHANGED
