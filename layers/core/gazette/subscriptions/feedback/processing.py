"""Carries out reports of SES. Each may come several times, late, and in any order; the result is the same.

A complaint or bounce leaves an item with its id for 30 days: a repetition has no effect, also after an operator has
lifted the suppression. The nightly figures count these items.
"""

from collections.abc import Callable
from dataclasses import dataclass

from gazette.dynamodb.conditions import if_absent
from gazette.dynamodb.writes import put
from gazette.embedded_metrics import count_swallowed
from gazette.subscriptions.commands.suppress import BOUNCE, COMPLAINT, Suppression, suppress
from gazette.subscriptions.consent import Audit, ClientInfo
from gazette.subscriptions.feedback.model import BOUNCE_SUPPRESSION, RETENTION, PersonReport
from gazette.subscriptions.feedback.outcomes import (
    note_bounce,
    note_complaint,
    note_delivery,
    pause_after_soft_bounces,
)
from gazette.subscriptions.model import compute_expiry
from gazette.subscriptions.optimistic_locking import retry_if_changed
from gazette.subscriptions.repository import Item, SubscriberRepository, build_key

PREFIX = "feedback/"
"""Beginning of the part of the item of a report."""

SES = ClientInfo(ip="", agent="Amazon SES")


@dataclass(frozen=True)
class FeedbackProcessing:
    """`new_id` makes a ULID."""

    subscribers: SubscriberRepository
    new_id: Callable[[], str]

    def process(self, person: PersonReport) -> str:
        """The outcome, in one word. Raises `Unavailable` and errors of DynamoDB; a repetition then continues."""
        match person.report.kind:
            case "complaint" | "hard-bounce":
                return self._suppress(person)
            case "soft-bounce":
                return self._note_soft_bounce(person)
            case "delivery":
                return "noted" if note_delivery(self.subscribers, person) else "no-letter"
            case "not-accepted":
                count_swallowed("mail-not-accepted", code=person.report.detail, issue=person.report.issue)
        return "ignored"

    def _suppress(self, person: PersonReport) -> str:
        report = person.report
        is_complaint = report.kind == "complaint"
        reason, lasts = (COMPLAINT, None) if is_complaint else (BOUNCE, BOUNCE_SUPPRESSION)
        suppression = Suppression(reason, "ses", report.moment, lasts, report.detail)
        audit, marker = Audit(SES, report.moment, self.new_id()), _build_marker(person)
        facts = {"issue": report.issue} if report.issue else {}
        done = retry_if_changed(
            lambda: suppress(self.subscribers, person.subscribers, suppression, audit, marker=marker, **facts)
        )
        # Last, because it matters less. A repetition writes the same.
        note = note_complaint if is_complaint else note_bounce
        note(self.subscribers, person)
        return "suppressed" if done else "repeated"

    def _note_soft_bounce(self, person: PersonReport) -> str:
        marker = put(self.subscribers.table, _build_marker(person), if_absent("subscriber"))
        repeated = bool(self.subscribers.commit({"marker": marker}))
        if not note_bounce(self.subscribers, person):
            return "no-letter"
        audit = Audit(SES, person.report.moment, self.new_id())
        paused = retry_if_changed(lambda: pause_after_soft_bounces(self.subscribers, person, audit))
        return "paused" if paused else "repeated" if repeated else "noted"


def _build_marker(person: PersonReport) -> Item:
    """The item of a report, under the first id of its recipient."""
    report = person.report
    facts = {"kind": report.kind, "at": report.at, "list": report.list_id, "detail": report.detail or None}
    key = build_key(person.subscribers[0], f"{PREFIX}{report.id or report.at}")
    return {**key, **facts, "expires_at": compute_expiry(report.moment, RETENTION)}
