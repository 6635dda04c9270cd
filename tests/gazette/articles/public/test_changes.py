from datetime import UTC, datetime

from gazette import cursors
from gazette.articles.public.changes import LAG, Changes
from gazette.aws import clients
from gazette.dynamodb import transactions


def test_a_cursor_at_the_end_asks_nothing():
    """DynamoDB refuses a range whose end lies before its beginning; engines that stand in for it do not."""
    now = datetime(2025, 12, 18, 7, 0, 50, tzinfo=UTC)
    for at, asks in (("2025-12-18T07:00:09.999Z#x#1", True), ("2025-12-18T07:00:10.000Z#x#1", False)):
        changes = Changes({"cursor": cursors.encode("en/changes", at)}, "en", now)
        assert (changes.request("listings") is not None) is asks


def test_followers_wait_for_the_slowest_commit():
    """botocore pauses for up to 2^n s after the n-th retry, `transact` for up to 0.2 · 2^n s."""
    call = clients.TRIES * (clients.CONNECT_SECONDS + clients.READ_SECONDS)
    call += sum(2**retry for retry in range(clients.TRIES - 1))
    commit = transactions.TRIES * call + sum(0.2 * 2**retry for retry in range(transactions.TRIES - 1))
    assert LAG.total_seconds() > commit
