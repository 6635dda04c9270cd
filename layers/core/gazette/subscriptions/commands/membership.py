"""Being on a list, and the end of all of it: what several changes of state have in common."""

from datetime import datetime
from typing import Any

from gazette.subscriptions.model import Profile, segment
from gazette.subscriptions.repository import PROFILE, Item, SubscriberRepository
from gazette.times import timestamp

TRIES = 3
"""Readings of a profile that changes under the hand before a request is given up."""


def list_item(person: str, name: str, lang: str, at: datetime) -> dict[str, Any]:
    """Membership of an active person in a list, found by the index through its segment."""
    return {
        "subscriber": person,
        "part": f"list/{name}",
        "segment": segment(name, lang, person),
        "lang": lang,
        "since": timestamp(at),
    }


def ended_profile(table: SubscriberRepository, profile: Profile) -> Item:
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
