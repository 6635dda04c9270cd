"""The feed of changes."""

from datetime import UTC, datetime, timedelta

from gazette import cursors
from tests.support.public_articles import body


def test_changes_are_listed_oldest_first_up_to_forty_seconds_ago(stored, get):
    now = datetime.now(UTC)
    changes = [stored.change(now - timedelta(seconds=seconds), number) for number, seconds in enumerate((90, 60, 42))]
    stored.change(now - timedelta(seconds=35), 7)
    answer = get("/v1/changes")
    assert body(answer)["items"] == changes
    assert answer["headers"]["link"] == f'</v1/changes?cursor={body(answer)["next"]}>; rel="next"'


def test_the_cursor_of_changes_never_runs_out(stored, get):
    now = datetime.now(UTC)
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


def test_a_cursor_from_the_future_finds_nothing_and_stays(get):
    cursor = cursors.encode("en/changes", "2999-01-01T00:00:00.000Z#x#1")
    answer = get("/v1/changes", f"cursor={cursor}")
    assert body(answer) == {"items": [], "next": cursor}


def test_a_foreign_cursor_of_changes_is_refused(get):
    assert get("/v1/changes", f"lang=ru&cursor={body(get('/v1/changes', 'lang=en'))['next']}")["statusCode"] == 400
