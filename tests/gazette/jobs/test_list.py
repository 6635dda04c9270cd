"""The list of jobs: the newest first, each once, and none for longer than it is kept."""

from datetime import UTC, datetime, timedelta

import pytest

from gazette.cursors import MAX_CURSOR, encode
from gazette.errors import Malformed
from gazette.jobs.model import Job
from gazette.jobs.repository import RETENTION, LeaseLost
from gazette.jobs.rerender import build_rerender_job
from gazette.text import MAX_SLUG
from tests.support.iam import Calls

AT = datetime(2026, 12, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def start(jobs):
    """Opens a job of its own so many seconds after the first one."""

    def start(name: str, seconds: int = 0, *, again: bool = False) -> Job:
        job = Job(f"counting/{name}", name, {"to": 10}, total=10)
        return jobs.open(job, AT + seconds * SECOND, again=again)

    return start


@pytest.fixture
def list_ids(jobs):
    """The ids of all pages, and checks that no page but the last one is short."""

    def list_ids(at: datetime = AT, limit: int = 100) -> list[str]:
        page, after = jobs.list_newest(at, limit=limit, after=None)
        ids = [job.id for job in page]
        while after:
            assert len(page) == limit
            page, after = jobs.list_newest(at, limit=limit, after=after)
            ids += [job.id for job in page]
        return ids

    return list_ids


def test_the_job_that_was_created_last_is_first_whatever_changed_since(jobs, start, list_ids):
    for number, name in enumerate(("a", "b", "c")):
        start(name, number)
    jobs.save_progress(jobs.acquire("counting/a", AT + 5 * SECOND).finish({}, ""), AT + 6 * SECOND)
    jobs.acquire("counting/b", AT + 7 * SECOND)
    assert list_ids() == ["counting/c", "counting/b", "counting/a"]


def test_a_listed_job_is_the_stored_one(jobs, start):
    opened = start("a")
    jobs.save_progress(jobs.acquire(opened.id, AT).advance({"next": 4}, 3), AT)
    page, after = jobs.list_newest(AT, limit=20, after=None)
    assert (page, after) == ([jobs.get(opened.id, AT)], None)
    assert (page[0].status, page[0].done, page[0].state) == ("running", 3, {"next": 4})


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
@pytest.mark.parametrize("apart", [0, 1])
def test_pages_have_each_job_once_also_those_of_one_second(start, list_ids, limit, apart):
    names = [f"{number}" for number in range(7)]
    for number, name in enumerate(names):
        start(name, number * apart)
    ids = list_ids(limit=limit)
    assert sorted(ids) == [f"counting/{name}" for name in names]
    assert apart == 0 or ids == sorted(ids, reverse=True)


def test_a_job_that_begins_between_two_pages_moves_none_of_them(jobs, start):
    for number, name in enumerate(("a", "b", "c")):
        start(name, number)
    first, after = jobs.list_newest(AT, limit=2, after=None)
    start("d", 9)
    rest, _ = jobs.list_newest(AT, limit=2, after=after)
    assert [job.id for job in (*first, *rest)] == ["counting/c", "counting/b", "counting/a"]


def test_a_page_goes_on_behind_a_job_that_is_gone_or_began_again(jobs, start, dynamodb, jobs_table):
    for number, name in enumerate(("a", "b", "c", "d")):
        start(name, number)
    _, behind_c = jobs.list_newest(AT, limit=2, after=None)
    dynamodb.delete_item(TableName=jobs_table, Key={"id": {"S": "counting/c"}})
    _, behind_b = jobs.list_newest(AT, limit=1, after=behind_c)
    jobs.stop("counting/b", AT)
    start("b", 9, again=True)
    assert [job.id for job in jobs.list_newest(AT, limit=9, after=behind_b)[0]] == ["counting/a"]


def test_a_job_that_is_resumed_keeps_its_place_and_one_that_begins_again_is_the_newest(jobs, start, list_ids):
    for number, name in enumerate(("a", "b")):
        start(name, number)
    jobs.stop("counting/a", AT + 2 * SECOND)
    start("a", 3)
    assert list_ids() == ["counting/b", "counting/a"]
    jobs.stop("counting/a", AT + 4 * SECOND)
    start("a", 5, again=True)
    assert list_ids() == ["counting/a", "counting/b"]


def test_a_worker_that_comes_too_late_changes_nothing_in_the_list(jobs, start):
    late = jobs.acquire(start("a").id, AT)
    jobs.stop(late.id, AT + SECOND)
    with pytest.raises(LeaseLost):
        jobs.save_progress(late.advance({}, 9), AT + 2 * SECOND)
    [listed] = jobs.list_newest(AT, limit=20, after=None)[0]
    assert (listed.status, listed.done) == ("stopped", 0)


def test_a_job_that_has_expired_is_not_listed_before_dynamodb_deletes_it(jobs, start, list_ids):
    for number, name in enumerate(("a", "b", "c", "d", "e")):
        start(name, number)
    for name in ("b", "d"):
        jobs.stop(f"counting/{name}", AT)
    assert len(list_ids(AT + RETENTION - SECOND)) == 5
    for limit in (1, 2, 20):
        assert list_ids(AT + RETENTION, limit) == ["counting/e", "counting/c", "counting/a"]


def test_only_jobs_are_listed(start, list_ids, dynamodb, jobs_table):
    """Their concurrency keys and the posts of Telegram are in the same table."""
    start("a")
    post = {"id": {"S": "telegram/01ARTICLE"}, "created_at": {"S": "2026-12-01T12:00:00Z"}}
    dynamodb.put_item(TableName=jobs_table, Item=post)
    assert list_ids() == ["counting/a"]


def test_a_job_of_a_former_version_is_listed_from_its_next_step(jobs, start, list_ids, dynamodb, jobs_table):
    id = start("a").id
    dynamodb.update_item(TableName=jobs_table, Key={"id": {"S": id}}, UpdateExpression="REMOVE listed")
    assert list_ids() == []
    jobs.acquire(id, AT)
    assert list_ids() == [id]


def test_a_page_is_one_query_of_the_index(jobs, start, monkeypatch, stack):
    for number in range(5):
        start(f"{number}")
    calls = Calls(monkeypatch, stack.region)
    jobs.list_newest(AT, limit=3, after=None)
    [(_, operation, request)] = calls.seen
    assert (operation, request["IndexName"]) == ("Query", "Listed")


def test_the_position_of_the_longest_id_fits_into_a_cursor(jobs):
    for number in range(2):
        jobs.open(build_rerender_job(f"category/{'x' * MAX_SLUG}", f"{number:026}"), AT)
    _, after = jobs.list_newest(AT, limit=1, after=None)
    assert len(encode("jobs", after)) <= MAX_CURSOR


@pytest.mark.parametrize("position", ["nothing", "#", "2026-12-01T12:00:00Z#", "#counting/a"])
def test_a_position_that_no_job_can_have_is_refused(jobs, position):
    with pytest.raises(Malformed):
        jobs.list_newest(AT, limit=1, after=position)
