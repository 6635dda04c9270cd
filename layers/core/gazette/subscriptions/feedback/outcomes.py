"""Outcomes of letters, written onto their marks, and the pause after several soft bounces.

A delivery and a bounce have attributes of their own, so that a late delivery clears no bounce.
"""

from typing import Any

from gazette.dynamodb.conditions import Condition, if_absent, if_equal, if_present
from gazette.dynamodb.writes import update
from gazette.subscriptions.commands.membership import append_record
from gazette.subscriptions.consent import PAUSED_BY_BOUNCES, Audit
from gazette.subscriptions.feedback.model import BOUNCE_PAUSE, CONSIDERED_MAILS, MAX_SOFT_BOUNCES, PersonReport
from gazette.subscriptions.model import Profile, compute_expiry
from gazette.subscriptions.optimistic_locking import ProfileChanged
from gazette.subscriptions.repository import MARK, PROFILE, SubscriberRepository, build_key, change_profile

HARD, SOFT = "hard", "soft"


def note_delivery(subscribers: SubscriberRepository, person: PersonReport) -> bool:
    """Whether there is a mark. It keeps the first time."""
    expression = "SET #delivered_at = if_not_exists(#delivered_at, :at)"
    return _note(subscribers, person, expression, {"at": person.report.at})


def note_complaint(subscribers: SubscriberRepository, person: PersonReport) -> bool:
    expression = "SET #complained_at = if_not_exists(#complained_at, :at)"
    return _note(subscribers, person, expression, {"at": person.report.at})


def note_bounce(subscribers: SubscriberRepository, person: PersonReport) -> bool:
    """A soft bounce does not replace a hard one: that of the mark stays."""
    kind = HARD if person.report.kind == "hard-bounce" else SOFT
    weaker = None if kind == HARD else if_absent("bounced") | if_equal("bounced", SOFT)
    values = {"bounced": kind, "bounced_at": person.report.at}
    return _note(subscribers, person, "SET #bounced = :bounced, #bounced_at = :bounced_at", values, weaker)


def pause_after_soft_bounces(subscribers: SubscriberRepository, person: PersonReport, audit: Audit) -> bool:
    """Pause the letters of a person if most of the last ones bounced. Returns whether this call has paused them.

    A longer pause stays. Raises `ProfileChanged` if another writer was first.
    """
    until = compute_expiry(person.report.moment, BOUNCE_PAUSE)
    for profile in map(subscribers.get_profile, person.subscribers):
        if profile.is_active and profile.paused_until < until and _bounces_often(subscribers, profile, audit):
            _pause(subscribers, profile, until, audit)
            return True
    return False


def _pause(subscribers: SubscriberRepository, profile: Profile, until: int, audit: Audit) -> None:
    members = {
        PROFILE: change_profile(subscribers.table, profile, {"paused_until": until}, ()),
        **append_record(subscribers.table, profile.subscriber, PAUSED_BY_BOUNCES, audit, until=until),
    }
    if subscribers.commit(members):
        raise ProfileChanged()


def _bounces_often(subscribers: SubscriberRepository, profile: Profile, audit: Audit) -> bool:
    marks = list(subscribers.list_items(profile.subscriber, MARK))
    newest = sorted(marks, key=lambda mark: str(mark["at"]), reverse=True)[:CONSIDERED_MAILS]
    valid = (mark for mark in newest if mark["expires_at"] > audit.at.timestamp())
    bounced = [mark for mark in valid if mark.get("bounced") == SOFT]
    return len(bounced) >= MAX_SOFT_BOUNCES


def _note(
    subscribers: SubscriberRepository,
    person: PersonReport,
    expression: str,
    values: dict[str, Any],
    condition: Condition | None = None,
) -> bool:
    """Write onto the mark of the letter, under whichever id the person had it. Returns whether it was written."""
    exists = if_present("subscriber")
    for subscriber in person.subscribers if person.report.issue else ():
        key = build_key(subscriber, MARK + person.report.issue)
        change = update(subscribers.table, key, expression, values, exists & condition if condition else exists)
        if not subscribers.commit({"mark": change}):
            return True
    return False
