"""The feed of changes."""

from datetime import UTC, datetime, timedelta

import pytest

from functions.articles import handler as articles
from gazette import cursors
from tests.support.public_articles import body

NOON = datetime(2025, 12, 18, 7, tzinfo=UTC)


def test_changes_are_listed_oldest_first_up_to_forty_seconds_ago(stored, get):
    now = datetime.now(UTC)
    changes = [stored.change(now - timedelta(seconds=seconds), number) for number, seconds in enumerate((90, 60, 42))]
    stored.change(now - timedelta(seconds=35), 7)
    answer = get("/v1/changes")
    assert body(answer)["items"] == changes
    assert answer["headers"]["link"] == f'</v1/changes?cursor={body(answer)["next"]}>; rel="next"'


@pytest.fixture
def clock(monkeypatch):
    """Sets the present moment."""

    def set_to(moment):
        monkeypatch.setattr(articles, "now", lambda: moment)

    set_to(NOON)
    return set_to


def test_the_cursor_of_changes_never_runs_out(stored, get, clock):
    now = NOON
    empty = get("/v1/changes", "lang=ru")
    assert body(empty)["items"] == []
    first = stored.change(now - timedelta(seconds=80), 1, "ru")
    cursor = body(empty)["next"]
    page = body(get("/v1/changes", f"lang=ru&cursor={cursor}"))
    assert page["items"] == [first]
    unchanged = body(get("/v1/changes", f"lang=ru&cursor={page['next']}"))
    assert (unchanged["items"], unchanged["next"]) == ([], page["next"])
    second = stored.change(now - timedelta(seconds=60), 2, "ru")
    later = body(get("/v1/changes", f"lang=ru&cursor={unchanged['next']}"))
    assert later["items"] == [second]


def test_all_changes_are_found_once_page_by_page(stored, get):
    start = datetime.now(UTC) - timedelta(hours=1)
    changes = stored.changes([(start + timedelta(milliseconds=5 * number), number) for number in range(230)])
    read, cursor, pages = [], "", 0
    while items := body(answer := get("/v1/changes", f"lang=en{cursor}"))["items"]:
        read, cursor, pages = read + items, f"&cursor={body(answer)['next']}", pages + 1
    assert read == changes
    assert pages == 3


def test_a_client_that_asks_every_week_misses_nothing_in_a_quiet_year(stored, get, clock):
    cursor = body(get("/v1/changes"))["next"]
    for week in range(52):
        clock(NOON + timedelta(weeks=week))
        page = body(get("/v1/changes", f"cursor={cursor}"))
        assert page["items"] == []
        cursor = page["next"]
    change = stored.change(NOON + timedelta(weeks=51, seconds=-39), 1)
    clock(NOON + timedelta(weeks=52))
    assert body(get("/v1/changes", f"cursor={cursor}"))["items"] == [change]


def test_a_page_without_news_keeps_its_etag_for_the_hour(stored, get, clock):
    stored.change(NOON - timedelta(minutes=10), 1)
    clock(NOON + timedelta(minutes=1))
    first = get("/v1/changes")
    clock(NOON + timedelta(minutes=59))
    assert get("/v1/changes")["headers"]["etag"] == first["headers"]["etag"]


def test_a_cursor_that_is_older_than_the_changes_is_410_with_a_new_start(stored, get, clock):
    stored.change(NOON - timedelta(days=29), 1)
    cursor = cursors.encode("en/changes", "2025-11-18T06:59:59.999Z#x#1")
    answer = get("/v1/changes", f"cursor={cursor}")
    problem = body(answer)
    assert (answer["statusCode"], problem["type"]) == (410, "urn:gazette:problem:changes-expired")
    assert "/v1/articles?lang=en" in problem["detail"]
    change = stored.change(NOON + timedelta(seconds=10), 2)
    clock(NOON + timedelta(minutes=1))
    assert body(get("/v1/changes", f"cursor={problem['next']}"))["items"] == [change]


def test_a_cursor_within_the_30_days_is_answered(stored, get, clock):
    change = stored.change(NOON - timedelta(days=29), 1)
    cursor = cursors.encode("en/changes", "2025-11-18T07:00:00.000Z#x#1")
    assert body(get("/v1/changes", f"cursor={cursor}"))["items"] == [change]
    assert body(get("/v1/changes"))["items"] == [change], "without a cursor it begins with the oldest"


def test_a_cursor_from_the_future_finds_nothing_and_stays(get):
    cursor = cursors.encode("en/changes", "2999-01-01T00:00:00.000Z#x#1")
    answer = get("/v1/changes", f"cursor={cursor}")
    assert body(answer) == {"items": [], "next": cursor}


def test_a_foreign_cursor_of_changes_is_refused(get):
    assert get("/v1/changes", f"lang=ru&cursor={body(get('/v1/changes', 'lang=en'))['next']}")["statusCode"] == 400
