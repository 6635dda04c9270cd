"""Nightly figures: what is counted for which day and list, and passes that are cut off, repeated or missed."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from functions.figures import handler as figures
from functions.subscriptions import handler as subscriptions
from gazette.dynamodb.writes import put
from gazette.subscriptions.figures.job import KIND
from tests.support.events import Context
from tests.support.feedback import report
from tests.support.marks import put_marks
from tests.support.subscribers import Reader, read_parts

NIGHT = datetime(2026, 11, 24, 19, 30, tzinfo=UTC)
"""Half past midnight of the 25th in Tashkent: the day before is over."""


@pytest.fixture
def count(monkeypatch):
    """A pass at some time; the result of the function."""

    def count(at=NIGHT, event=None, remaining=None):
        monkeypatch.setattr(figures, "now", lambda: at)
        if remaining is not None:
            monkeypatch.setattr(figures, "has_time", lambda _context: next(remaining))
        return figures.handler(event or {"count": "missing"}, Context())["job"]

    return count


def stored():
    return {item["part"]: item["lists"] for item in read_parts("20") if item["subscriber"] == "figures"}


@pytest.fixture
def day(reader):
    """The 24th: one reader leaves a list, one asks, one declines, one bounces, one complains."""
    reader.subscribe(lists=["daily", "weekly"])
    put_marks(reader, 3)
    Reader("asked@example.org", clock=reader.clock).sign_up()
    for name, act in (("declines", None), ("bounces", "hard-bounce"), ("complains", "complaint")):
        person = Reader(f"{name}@example.org", clock=reader.clock)
        person.sign_up()
        person.deliver()
        if act is None:
            person.confirm(refuse=True)
        else:
            person.confirm()
            report(act, person.email, reader.clock.at, issue="daily/en/2026-11-24")
    [url] = [url for url in reader_urls(reader) if ".weekly." in url]
    reader.post_unsubscribe(url)
    return reader


def reader_urls(reader):
    return [entry["unsubscribe_url"] for entry in json.loads(reader.confirm()["body"])["lists"]]


EXPECTED = {
    "-": {"declined": 1},
    "daily": {"requests": 5, "confirmed": 3, "mailed": 1, "bounced": 1, "complained": 1, "size": 1},
    "weekly": {"requests": 1, "confirmed": 1, "left": 1},
}


def test_a_day_is_counted_by_list(day, count):
    assert count()["status"] == "done"
    assert stored() == {"2026-11-24": EXPECTED}


def test_a_second_pass_of_the_same_night_changes_nothing(day, count):
    count()
    before = read_parts("2026")
    assert count(NIGHT + timedelta(hours=1)) is None
    assert read_parts("2026") == before


def test_a_pass_that_is_cut_off_is_continued(day, count, monkeypatch):
    """Each page has one item, and each worker has time for some steps."""
    monkeypatch.setattr("gazette.subscriptions.figures.job.PAGES_IN_STEP", 3)
    scan = figures.dynamodb.scan
    monkeypatch.setattr(figures.dynamodb, "scan", lambda **request: scan(**request, Limit=1))
    job = count(remaining=iter([True, True, False]))
    assert (job["status"], job["items"]) == ("waiting", 6)
    assert stored() == {}
    # Another schedule meanwhile works on the same job.
    assert count(NIGHT + timedelta(days=1), remaining=iter([False]))["id"] == f"{KIND}/2026-11-24"
    job = count(event={"job": f"{KIND}/2026-11-24"}, at=NIGHT + timedelta(days=1), remaining=iter([True] * 100))
    assert job["status"] == "done"
    assert stored() == {"2026-11-24": EXPECTED}


def test_a_missed_night_is_made_up(day, count):
    count()
    day.clock.forward(days=1)
    Reader("next@example.org", clock=day.clock).subscribe()
    count(NIGHT + timedelta(days=3))
    assert list(stored()) == ["2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"]
    assert stored()["2026-11-25"] == {"daily": {"requests": 1, "confirmed": 1}}
    assert stored()["2026-11-26"] == {}
    assert stored()["2026-11-27"] == {"daily": {"size": 2}}


def test_no_more_than_28_days_are_made_up(count):
    count()
    count(NIGHT + timedelta(days=100))
    days = list(stored())
    assert len(days) == 29
    assert days[1] == (date(2026, 11, 24) + timedelta(days=100 - 27)).isoformat()


def test_an_undone_unsubscription_is_none(reader, count):
    [url] = reader.subscribe()
    reader.post_unsubscribe(url)
    reader.post_unsubscribe(url, form="action=undo")
    count()
    assert stored()["2026-11-24"]["daily"] == {"requests": 1, "confirmed": 1, "left": 0, "size": 1}


def test_a_list_that_is_left_in_the_preferences_counts(reader, count):
    reader.subscribe(lists=["daily", "weekly"])
    reader.call_me("PATCH", body={"lists": ["daily"]})
    count()
    assert stored()["2026-11-24"]["weekly"]["left"] == 1


def test_a_day_begins_in_the_time_zone_of_the_site(reader, count):
    reader.clock.at = datetime(2026, 11, 24, 19, 10, tzinfo=UTC)  # the 25th in Tashkent
    reader.subscribe()
    count()
    assert stored() == {"2026-11-24": {"daily": {"size": 1}}}


def test_other_items_do_not_disturb(count):
    table = subscriptions.subscribers.table
    others = [{"subscriber": "issue/x", "part": "issue"}, {"subscriber": "limit/site", "part": "2026-11-24T10"}]
    subscriptions.subscribers.commit({str(n): put(table, item) for n, item in enumerate(others)})
    assert count()["status"] == "done"
    assert stored()["2026-11-24"] == {}
