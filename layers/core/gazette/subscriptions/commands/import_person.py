"""Takes a person over from another system, with the proof of their consent.

An import never changes who has left, is suppressed or was erased: it only makes people that nobody knows. With a proof,
which is the source and the time of the consent, a person is active; without one pending, and gets no mail. Of an active
person only the language changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gazette.dynamodb.conditions import if_absent
from gazette.dynamodb.writes import Write, check, put
from gazette.subscriptions.commands.membership import append_record, build_active_attributes, put_lists
from gazette.subscriptions.commands.save_preferences import NewPreferences, save_preferences
from gazette.subscriptions.consent import IMPORTED, Audit
from gazette.subscriptions.model import PENDING_DURATION, Profile, compute_expiry
from gazette.subscriptions.optimistic_locking import ProfileChanged
from gazette.subscriptions.repository import (
    ERASURE,
    PROFILE,
    SUPPRESSION,
    Item,
    SubscriberRepository,
    build_key,
    parse_profile,
)
from gazette.times import timestamp

READ_PARTS = (PROFILE, SUPPRESSION, ERASURE)
"""Parts that decide what an import may do, under each id of the person."""

ACTIVE, PENDING, LANGUAGE = "new and active", "new and pending", "with another language"
"""Outcomes with a write."""
UNCHANGED, WAITS, LEFT, NO_MAIL, ERASED = (
    "active already",
    "pending already",
    "left before, not changed",
    "without permission for mails, not changed",
    "erased, not changed",
)


@dataclass(frozen=True)
class ImportedPerson:
    """`ids` are those under each valid key; the first one belongs to the key `key_id`. `lists` has a language for each
    list. `lang` is empty if the file has none, and then `default_lang` counts for a new person. `consent` is the
    version of our consent text to which the person agreed, empty if it was another text. `offered` is the version of
    the present one, for people who have yet to confirm. `paused_until` is 0 without a pause."""

    ids: tuple[str, ...]
    key_id: str
    email: str = field(repr=False)
    lang: str
    default_lang: str
    lists: Mapping[str, str]
    consent: str
    offered: str
    consent_at: datetime | None = None
    consent_source: str = ""
    paused_until: int = 0

    @property
    def has_proof(self) -> bool:
        return self.consent_at is not None and bool(self.consent_source)


def decide(person: ImportedPerson, stored: Mapping[tuple[str, str], Item]) -> str:
    """The outcome, by the items of the person: `stored` has them by id and part, of `READ_PARTS`."""
    profiles = [parse_profile(stored[id, PROFILE]) for id in person.ids if (id, PROFILE) in stored]
    if any((id, SUPPRESSION) in stored for id in person.ids):
        return NO_MAIL
    if active := _find_active(person, stored):
        return LANGUAGE if person.lang and person.lang != active.lang else UNCHANGED
    if any(profile.state for profile in profiles):
        return LEFT
    if profiles:
        return WAITS
    if any((id, ERASURE) in stored for id in person.ids):
        return ERASED
    return ACTIVE if person.has_proof else PENDING


def import_person(
    subscribers: SubscriberRepository, person: ImportedPerson, stored: Mapping[tuple[str, str], Item], audit: Audit
) -> str:
    """Carry the decision out. Returns the outcome. Raises `ProfileChanged` if somebody else was first."""
    outcome = decide(person, stored)
    if outcome == LANGUAGE:
        active = _find_active(person, stored) or Profile(person.ids[0])
        new = NewPreferences(active.lists, person.lang, active.paused_until, active.consent)
        save_preferences(subscribers, active, new, audit)
    elif outcome in (ACTIVE, PENDING):
        build = _put_active if outcome == ACTIVE else _put_pending
        writes = build(subscribers.table, person, audit)
        if subscribers.commit({**writes, **_check_unknown(subscribers.table, person)}):
            raise ProfileChanged()
    return outcome


def _find_active(person: ImportedPerson, stored: Mapping[tuple[str, str], Item]) -> Profile | None:
    profiles = (parse_profile(stored[id, PROFILE]) for id in person.ids if (id, PROFILE) in stored)
    return next((profile for profile in profiles if profile.is_active), None)


def _put_active(table: str, person: ImportedPerson, audit: Audit) -> dict[str, Write]:
    subscriber, consent_at = person.ids[0], person.consent_at or audit.at
    confirmed_at = int(consent_at.timestamp())
    attributes = {
        **build_active_attributes(person.email, person.lang or person.default_lang),
        "lists": sorted(person.lists),
        "consent": person.consent or None,
        "paused_until": person.paused_until or None,
        "confirmed_at": confirmed_at,
        # A later double opt-in has another time, and is then the proof.
        "consent_source": person.consent_source,
        "consent_source_of": confirmed_at,
    }
    proof = {"consent_at": timestamp(consent_at), "consent_source": person.consent_source}
    return {
        PROFILE: _put_profile(table, person, attributes),
        **put_lists(table, subscriber, person.lists, consent_at),
        **_append_record(table, person, audit, consent=person.consent or None, **proof),
    }


def _put_pending(table: str, person: ImportedPerson, audit: Audit) -> dict[str, Write]:
    pending_until = compute_expiry(audit.at, PENDING_DURATION)
    return {
        PROFILE: _put_profile(table, person, {"pending_until": pending_until, "expires_at": pending_until}),
        **_append_record(table, person, audit, consent=person.offered, expires_after=PENDING_DURATION),
    }


def _put_profile(table: str, person: ImportedPerson, attributes: Mapping[str, Any]) -> Write:
    item = {**build_key(person.ids[0], PROFILE), "version": 1, "key_id": person.key_id, **attributes}
    return put(table, item, if_absent("subscriber"))


def _append_record(table: str, person: ImportedPerson, audit: Audit, **facts: Any) -> Mapping[str, Write]:
    asked = {"lists": sorted(person.lists), "lang": person.lang or person.default_lang}
    return append_record(table, person.ids[0], IMPORTED, audit, **asked, **facts)


def _check_unknown(table: str, person: ImportedPerson) -> dict[str, Write]:
    """Nothing of the person has come since the items were read."""
    keys = [build_key(id, part) for id in person.ids for part in READ_PARTS]
    others = (key for key in keys if key != build_key(person.ids[0], PROFILE))
    return {f"check {number}": check(table, key, if_absent("subscriber")) for number, key in enumerate(others)}
