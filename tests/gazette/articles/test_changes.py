from datetime import UTC, datetime

from gazette import cursors
from gazette.articles.changes import Changes


def test_a_cursor_at_the_end_asks_nothing():
    """DynamoDB refuses a range whose end lies before its beginning; engines that stand in for it do not."""
    now = datetime(2025, 12, 18, 7, 0, 20, tzinfo=UTC)
    for at, asks in (("2025-12-18T07:00:09.999Z#x#1", True), ("2025-12-18T07:00:10.000Z#x#1", False)):
        changes = Changes({"cursor": cursors.encode("en/changes", at)}, "en", now)
        assert (changes.request("listings") is not None) is asks
