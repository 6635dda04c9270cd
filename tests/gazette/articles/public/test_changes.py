"""The public list of changes."""

from datetime import UTC, datetime

from gazette import cursors
from gazette.articles.public.changes import LAG, Changes
from gazette.aws import clients
from gazette.dynamodb import commit, retry


def test_a_cursor_at_the_end_needs_no_request():
    """DynamoDB refuses a range whose end lies before its beginning; its emulators do not."""
    now = datetime(2025, 12, 18, 7, 0, 50, tzinfo=UTC)
    for at, requested in (("2025-12-18T07:00:09.999Z#x#1", True), ("2025-12-18T07:00:10.000Z#x#1", False)):
        changes = Changes({"cursor": cursors.encode("en/changes", at)}, "en", now)
        assert (changes.build_request("listings") is not None) is requested


def test_a_change_is_shown_after_the_slowest_commit():
    """botocore pauses for up to 2^n s after the n-th retry, `retry` for up to twice as long before each further try."""
    call = clients.TRIES * (clients.CONNECT_SECONDS + clients.READ_SECONDS)
    call += sum(2**number for number in range(clients.TRIES - 1))
    pauses = [min(retry.LONGEST_PAUSE, retry.FIRST_PAUSE * 2**number) for number in range(1, commit.TRIES)]
    assert LAG.total_seconds() > commit.TRIES * call + sum(pauses)
