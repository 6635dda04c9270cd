"""What is read from each event of SES: golden files in events/feedback."""

import pytest

from gazette.errors import Malformed
from gazette.subscriptions.feedback.model import Report
from gazette.subscriptions.feedback.ses_events import UnexpectedEvent, parse_event
from tests.support.events import sample_event

ISSUE = "daily/en/2026-11-30"
BOUNCED_AT, COMPLAINED_AT = "2026-11-30T03:00:05Z", "2026-11-30T05:12:44Z"
BOUNCE_ID, COMPLAINT_ID = "0107019ad3f0c8aa-{}-000000", "0107019ad3f0d111-{}-000000"

READ = {
    "hard-bounce": Report("hard-bounce", BOUNCED_AT, BOUNCE_ID.format("7a6b"), "General", ISSUE),
    "bounce-of-a-suppressed-address": Report(
        "hard-bounce", BOUNCED_AT, BOUNCE_ID.format("7a6d"), "OnAccountSuppressionList", ISSUE
    ),
    "bounce-of-the-global-list": Report("hard-bounce", BOUNCED_AT, BOUNCE_ID.format("7a6e"), "Suppressed", ISSUE),
    "soft-bounce": Report("soft-bounce", BOUNCED_AT, BOUNCE_ID.format("7a6f"), "MailboxFull", ISSUE),
    "undetermined-bounce": Report("soft-bounce", BOUNCED_AT, BOUNCE_ID.format("7a70"), "Undetermined", ISSUE),
    "reply-of-an-absent-reader": Report("no-fault", BOUNCED_AT, BOUNCE_ID.format("7a71"), "General", ISSUE),
    "notification-of-a-bounce": Report("hard-bounce", BOUNCED_AT, BOUNCE_ID.format("7a72"), "General", ISSUE),
    "complaint": Report("complaint", COMPLAINED_AT, COMPLAINT_ID.format("8b01"), "abuse", ISSUE),
    "complaint-of-a-suppressed-address": Report(
        "complaint", COMPLAINED_AT, COMPLAINT_ID.format("8b02"), "OnAccountSuppressionList", ISSUE
    ),
    "not-spam": Report("no-fault", COMPLAINED_AT, COMPLAINT_ID.format("8b03"), "not-spam", ISSUE),
    "delivery": Report("delivery", "2026-11-30T03:00:05Z", issue=ISSUE),
    "delivery-delay": Report("no-fault", "2026-11-30T03:25:11Z", "", "TransientCommunicationFailure", ISSUE),
    "reject": Report("not-accepted", "2026-11-30T03:00:04Z", "", "virus", ISSUE),
    "rendering-failure": Report("not-accepted", "2026-11-30T03:00:04Z", "", "template", ISSUE),
}


@pytest.mark.parametrize("name", READ)
def test_an_event_is_read(name):
    [read] = parse_event(sample_event(f"feedback/{name}.json"))
    assert (read.report, read.address) == (READ[name], "reader@example.org")


def test_every_recipient_of_a_bounce_is_read_and_a_service_mail_has_no_issue():
    one, other = parse_event(sample_event("feedback/hard-bounces-of-two-recipients.json"))
    assert (one.address, other.address) == ("reader@example.org", "<Other@Example.org>")
    assert one.report == other.report
    assert (one.report.issue, one.report.list_id) == ("", "service")


def test_the_type_is_found_by_the_name_of_the_event_too():
    event = sample_event("feedback/complaint.json")
    del event["detail"]["eventType"]
    assert parse_event(event)[0].report == READ["complaint"]


@pytest.mark.parametrize(("name", "type"), [("subscription", "unknown"), ("unknown", "unknown")])
def test_an_event_that_nobody_asked_for_is_unexpected(name, type):
    with pytest.raises(UnexpectedEvent) as caught:
        parse_event(sample_event(f"feedback/{name}.json"))
    assert caught.value.type == type


@pytest.mark.parametrize("member", ["bounce", "mail"])
def test_an_event_without_a_member_is_malformed_and_the_error_has_no_address(member):
    event = sample_event("feedback/hard-bounce.json")
    del event["detail"][member]
    with pytest.raises(Malformed) as caught:
        parse_event(event)
    assert "example.org" not in f"{caught.value!r} {caught.value.detail}"


def test_an_address_is_in_no_text_of_a_report():
    assert "example.org" not in repr(parse_event(sample_event("feedback/complaint.json")))
