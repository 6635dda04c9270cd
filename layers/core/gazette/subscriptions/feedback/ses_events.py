"""Reads the events that SES puts onto the event bus.

https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html describes `detail`. The same
objects come as notifications, whose type is in `notificationType`; the name of the event is in `detail-type`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from gazette.errors import Malformed
from gazette.subscriptions.feedback.model import AddressedReport, Kind, Report
from gazette.subscriptions.mail.ses import ISSUE_TAG, parse_issue_tag
from gazette.times import parse_timestamp, timestamp

NAMES = {
    "Email Bounced": "Bounce",
    "Email Complaint Received": "Complaint",
    "Email Delivered": "Delivery",
    "Email Delivery Delayed": "DeliveryDelay",
    "Email Rejected": "Reject",
    "Email Rendering Failed": "Rendering Failure",
}
"""The type of an event by its name on the bus."""

_HARMLESS_COMPLAINTS = ("not-spam", "auth-failure")
"""A reader took a mail out of the spam folder, or a server reports failed authentication: nobody complained."""


class UnexpectedEvent(Exception):
    """An event of a type that we do not ask for, or do not know: `type` is its type."""

    def __init__(self, type: str) -> None:
        super().__init__(type)
        self.type = type


def parse_event(event: Mapping[str, Any]) -> list[AddressedReport]:
    """The reports of an event, one for each recipient that it names. Raises `UnexpectedEvent`, or `Malformed` for an
    event without the members of its type; the errors contain no address."""
    detail = event.get("detail") or {}
    type = detail.get("eventType") or detail.get("notificationType") or NAMES.get(event.get("detail-type", ""))
    reader = _READERS.get(str(type))
    if reader is None:
        # A text that is no name of a type is not repeated: it may contain anything.
        raise UnexpectedEvent(str(type) if type in NAMES.values() else "unknown")
    try:
        return list(reader(detail))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Malformed(f"The event of the type {type} lacks a member.") from None


def _read_bounce(detail: Mapping[str, Any]) -> Iterator[AddressedReport]:
    bounce = detail["bounce"]
    type, subtype = str(bounce["bounceType"]), str(bounce.get("bounceSubType", ""))
    for recipient in bounce["bouncedRecipients"]:
        # A reply of an absent reader comes as a bounce without a delivery status.
        is_reply = type == "Transient" and not (recipient.get("status") or recipient.get("action"))
        kind: Kind = "hard-bounce" if type == "Permanent" else "no-fault" if is_reply else "soft-bounce"
        report = _describe(detail, bounce, kind, subtype)
        yield AddressedReport(report, recipient["emailAddress"])


def _read_complaint(detail: Mapping[str, Any]) -> Iterator[AddressedReport]:
    complaint = detail["complaint"]
    type = str(complaint.get("complaintFeedbackType") or complaint.get("complaintSubType") or "")
    kind: Kind = "no-fault" if type in _HARMLESS_COMPLAINTS else "complaint"
    for recipient in complaint["complainedRecipients"]:
        yield AddressedReport(_describe(detail, complaint, kind, type), recipient["emailAddress"])


def _read_delivery(detail: Mapping[str, Any]) -> Iterator[AddressedReport]:
    delivery = detail["delivery"]
    for address in delivery["recipients"]:
        yield AddressedReport(_describe(detail, delivery, "delivery"), address)


def _read_delay(detail: Mapping[str, Any]) -> Iterator[AddressedReport]:
    """SES tries again for hours. A bounce or a delivery follows."""
    delay = detail["deliveryDelay"]
    for recipient in delay["delayedRecipients"]:
        yield AddressedReport(_describe(detail, delay, "no-fault", str(delay["delayType"])), recipient["emailAddress"])


def _read_refusal(detail: Mapping[str, Any]) -> Iterator[AddressedReport]:
    """SES found a virus, or could not render a template. These events name no recipient."""
    reason = "virus" if "reject" in detail else "template"
    for address in detail["mail"]["destination"]:
        yield AddressedReport(_describe(detail, {}, "not-accepted", reason), address)


_READERS = {
    "Bounce": _read_bounce,
    "Complaint": _read_complaint,
    "Delivery": _read_delivery,
    "DeliveryDelay": _read_delay,
    "Reject": _read_refusal,
    "Rendering Failure": _read_refusal,
}


def _describe(detail: Mapping[str, Any], part: Mapping[str, Any], kind: Kind, subtype: str = "") -> Report:
    """The report, at the time of the part of the event or else of the mail. Milliseconds are cut."""
    mail = detail["mail"]
    at = timestamp(parse_timestamp(part.get("timestamp") or mail["timestamp"]))
    issue = (mail.get("tags", {}).get(ISSUE_TAG) or [""])[0]
    return Report(kind, at, str(part.get("feedbackId", "")), subtype, parse_issue_tag(issue))
