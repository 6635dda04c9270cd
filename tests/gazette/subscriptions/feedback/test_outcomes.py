"""Marks of letters get their outcomes, and several soft bounces pause the letters of a person."""

from datetime import timedelta

import pytest

from tests.support.feedback import report
from tests.support.marks import put_marks
from tests.support.subscribers import read_parts


@pytest.fixture
def readers_marks(reader):
    """An active reader, and the ids of the issues of the last six days, oldest first."""
    reader.subscribe()
    return put_marks(reader, 6)


def mark(issue):
    [found] = [item for item in read_parts("mark/") if item["part"] == f"mark/{issue}"]
    return found


def paused_until():
    [profile] = read_parts("profile")
    return int(profile.get("paused_until", 0))


def test_a_delivery_is_noted_once(reader, readers_marks):
    issue = readers_marks[-1]
    assert report("delivery", at=reader.clock.at, issue=issue) == "noted"
    report("delivery", at=reader.clock.at + timedelta(hours=1), issue=issue)
    assert mark(issue)["delivered_at"] == "2026-11-24T07:00:00Z"
    assert mark(issue)["state"] == "sent"


def test_a_late_delivery_clears_no_bounce(reader, readers_marks):
    issue = readers_marks[-1]
    report("hard-bounce", at=reader.clock.at, issue=issue)
    report("delivery", at=reader.clock.at + timedelta(hours=1), issue=issue)
    report("soft-bounce", at=reader.clock.at + timedelta(hours=2), issue=issue)
    assert mark(issue)["bounced"] == "hard"
    assert len(read_parts("suppression")) == 1


def test_a_complaint_is_noted(reader, readers_marks):
    report("complaint", at=reader.clock.at, issue=readers_marks[0])
    assert mark(readers_marks[0])["complained_at"] == "2026-11-24T07:00:00Z"


def test_a_delivery_of_a_mail_without_a_mark_makes_none(reader):
    assert report("delivery", at=reader.clock.at, issue="daily/en/2026-11-23") == "no-letter"
    assert report("delivery", at=reader.clock.at) == "no-letter"
    assert read_parts("mark/") == []


def test_three_soft_bounces_of_the_last_five_mails_pause_for_30_days(reader, readers_marks):
    until = int((reader.clock.at + timedelta(days=30)).timestamp())
    outcomes = [
        report("soft-bounce", at=reader.clock.at, issue=readers_marks[position], id=str(position))
        for position in (1, 3, 5)
    ]
    assert outcomes == ["noted", "noted", "paused"]
    assert paused_until() == until
    [record] = [item for item in read_parts("consent/") if item["event"] == "paused-by-bounces"]
    assert record["until"] == until
    assert [item["state"] for item in read_parts("profile")] == ["active"]


def test_a_bounce_before_the_last_five_mails_does_not_count(reader, readers_marks):
    for position in (0, 3, 5):
        report("soft-bounce", at=reader.clock.at, issue=readers_marks[position], id=str(position))
    assert paused_until() == 0


def test_a_bounce_that_is_reported_twice_counts_once(reader, readers_marks):
    for _ in range(3):
        report("soft-bounce", at=reader.clock.at, issue=readers_marks[5], id="same")
    assert paused_until() == 0


def test_replies_of_an_absent_reader_pause_nothing(reader, readers_marks):
    for position in (3, 4, 5):
        report("reply-of-an-absent-reader", at=reader.clock.at, issue=readers_marks[position], id=str(position))
    assert paused_until() == 0


def test_a_longer_pause_of_the_reader_stays(reader, readers_marks):
    until = int((reader.clock.at + timedelta(days=300)).timestamp())
    put_marks(reader, 0, paused_until=until)
    for position in (3, 4, 5):
        report("soft-bounce", at=reader.clock.at, issue=readers_marks[position], id=str(position))
    assert paused_until() == until
