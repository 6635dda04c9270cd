"""One worker at a time, one job of a lane at a time, and nothing lost between them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gazette.jobs.model import Job
from gazette.jobs.repository import LEASE, MAX_ATTEMPTS, RETENTION, ConcurrencyKeyTaken, LeaseLost

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
COUNTING = Job("counting/to-ten", "numbers", {"to": 10}, {"next": 1}, total=10, unit="numbers")
SECOND = timedelta(seconds=1)


def after(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


@pytest.fixture
def opened(jobs) -> Job:
    return jobs.open(COUNTING, AT)


@pytest.fixture
def claimed(jobs, opened) -> Job:
    return jobs.acquire(opened.id, AT)


def on(job: Job, next: int) -> Job:
    return job.advance({"next": next}, next - 1)


def test_an_open_job_is_due_at_once_and_reads_as_it_was_written(jobs, opened):
    assert jobs.list_due(AT) == [COUNTING.id]
    assert jobs.get(COUNTING.id, AT) == opened
    assert (opened.status, opened.parameters, opened.state) == ("waiting", {"to": 10}, {"next": 1})
    assert opened.created_at == opened.changed_at == "2026-11-24T12:00:00Z"


def test_it_is_not_due_before_its_time(jobs, opened):
    assert jobs.list_due(AT - SECOND) == []
    assert jobs.acquire(opened.id, AT - SECOND) is None


def test_opening_it_again_changes_nothing_while_it_is_under_way(jobs, claimed):
    moved = jobs.save_progress(on(claimed, 2), AT)
    assert jobs.open(COUNTING, after(5)) == moved
    assert jobs.open(COUNTING, after(5), again=True) == moved


def test_who_opens_it_in_the_same_moment_does_not_begin_it_anew(jobs, monkeypatch):
    read = jobs.get

    def overtaken(id, at):
        known = read(id, at)
        monkeypatch.setattr(jobs, "get", read)
        jobs.save_progress(on(jobs.acquire(jobs.open(COUNTING, at).id, at), 4), at)
        return known

    monkeypatch.setattr(jobs, "get", overtaken)
    assert jobs.open(COUNTING, AT).state == {"next": 4}


def test_a_claimed_job_is_nobody_elses_until_its_time_is_up(jobs, claimed):
    assert (claimed.status, claimed.attempts) == ("running", 1)
    assert jobs.acquire(claimed.id, AT + LEASE - SECOND) is None
    assert jobs.list_due(AT + LEASE - SECOND) == []
    assert jobs.list_due(AT + LEASE) == [claimed.id]
    assert jobs.acquire(claimed.id, AT + LEASE)


def test_each_step_makes_the_time_longer(jobs, claimed):
    jobs.save_progress(on(claimed, 2), after(50))
    assert jobs.acquire(claimed.id, AT + LEASE + SECOND) is None
    assert jobs.acquire(claimed.id, after(50) + LEASE)


def test_a_worker_that_was_overtaken_keeps_nothing_and_the_other_goes_on_from_the_last_step(jobs, claimed):
    moved = jobs.save_progress(on(claimed, 2), AT)
    other = jobs.acquire(claimed.id, AT + LEASE)
    assert other.state == {"next": 2}
    for late in (on(moved, 3), replace(moved, status="done"), moved.wait({}, "2026-11-24T13:00:00Z", "no answer")):
        with pytest.raises(LeaseLost):
            jobs.save_progress(late, AT + LEASE)
    with pytest.raises(LeaseLost):
        jobs.release(moved, AT + LEASE)
    assert jobs.get(claimed.id, AT) == other


def test_of_many_who_claim_it_one_has_it(jobs, opened):
    with ThreadPoolExecutor(16) as pool:
        claims = list(pool.map(lambda _: jobs.acquire(opened.id, AT), range(32)))
    assert [claim is None for claim in claims].count(False) == 1


def test_who_read_it_before_a_claim_that_is_over_already_does_not_undo_its_steps(jobs, opened, monkeypatch):
    """Within one second the time at which it is due does not tell the two apart."""
    read = jobs.get

    def overtaken(id, at):
        known = read(id, at)
        monkeypatch.setattr(jobs, "get", read)
        jobs.release(jobs.save_progress(on(jobs.acquire(id, at), 7), at), at)
        return known

    monkeypatch.setattr(jobs, "get", overtaken)
    assert jobs.acquire(opened.id, AT) is None
    assert jobs.get(opened.id, AT).state == {"next": 7}


def test_a_job_that_is_left_is_due_at_once(jobs, claimed):
    left = jobs.release(claimed, after(3))
    assert (left.status, left.attempts) == ("waiting", 0)
    assert jobs.list_due(after(3)) == [claimed.id]


def test_a_job_that_waits_is_due_at_its_time_and_says_why(jobs, claimed):
    jobs.save_progress(claimed.wait({"next": 1}, "2026-11-24T12:30:00Z", "no answer"), AT)
    assert jobs.list_due(after(1799)) == []
    waiting = jobs.get(claimed.id, AT)
    assert (waiting.status, waiting.reason) == ("waiting", "no answer")
    assert jobs.acquire(claimed.id, after(1800))


def test_a_done_job_is_over(jobs, claimed):
    jobs.save_progress(claimed.finish({"next": 11}, "all of it"), AT)
    done = jobs.get(claimed.id, AT)
    assert (done.status, done.done, done.reason, done.due_at) == ("done", 10, "all of it", "")
    assert jobs.list_due(AT + RETENTION) == []
    assert jobs.acquire(done.id, AT + RETENTION) is None
    assert jobs.open(COUNTING, after(9)) == done, "the same wish finds it done"


def test_a_done_job_begins_anew_where_that_is_meant(jobs, claimed):
    jobs.save_progress(claimed.finish({"next": 11}, ""), AT)
    again = jobs.open(COUNTING, after(9), again=True)
    assert (again.status, again.state, again.done) == ("waiting", {"next": 1}, 0)
    assert jobs.list_due(after(9)) == [COUNTING.id]


def test_a_job_that_ended_is_forgotten_in_the_end(jobs, claimed):
    jobs.save_progress(claimed.finish({}, ""), AT)
    assert jobs.get(claimed.id, AT + RETENTION - SECOND)
    assert jobs.get(claimed.id, AT + RETENTION) is None
    assert jobs.list_all(AT + RETENTION) == []
    assert jobs.open(COUNTING, AT + RETENTION).state == {"next": 1}, "whether it was deleted by then or not"


def test_a_job_that_lives_again_does_not_expire(jobs, claimed, dynamodb, jobs_table):
    jobs.stop(claimed.id, AT)
    jobs.open(COUNTING, AT)
    assert "expires_at" not in dynamodb.get_item(TableName=jobs_table, Key={"id": {"S": COUNTING.id}})["Item"]


def test_a_stopped_job_ends_where_it_stands_and_goes_on_there(jobs, claimed):
    moved = jobs.save_progress(on(claimed, 4), AT)
    stopped = jobs.stop(claimed.id, AT)
    assert (stopped.status, stopped.state) == ("stopped", {"next": 4})
    assert jobs.list_due(AT + RETENTION) == []
    with pytest.raises(LeaseLost):
        jobs.save_progress(on(moved, 5), AT)
    assert jobs.stop(claimed.id, AT) == stopped
    went_on = jobs.open(COUNTING, after(60))
    assert (went_on.status, went_on.state, went_on.reason) == ("waiting", {"next": 4}, "")
    assert jobs.acquire(claimed.id, after(60)).state == {"next": 4}


def test_a_stopped_job_begins_anew_where_that_is_meant(jobs, claimed):
    jobs.save_progress(on(claimed, 4), AT)
    jobs.stop(claimed.id, AT)
    assert jobs.open(COUNTING, AT, again=True).state == {"next": 1}


def test_stopping_what_is_not_there_is_nothing(jobs):
    assert jobs.stop("counting/to-nine", AT) is None


def test_a_job_is_stopped_although_its_worker_steps_on_in_the_same_moment(jobs, claimed, monkeypatch):
    read = jobs.get

    def overtaken(id, at):
        known = read(id, at)
        monkeypatch.setattr(jobs, "get", read)
        jobs.save_progress(on(claimed, 5), at)
        return known

    monkeypatch.setattr(jobs, "get", overtaken)
    stopped = jobs.stop(claimed.id, AT)
    assert (stopped.status, stopped.state) == ("stopped", {"next": 5})


OTHER = replace(COUNTING, id="counting/to-nine")


@pytest.mark.parametrize("begun", ["opened", "claimed"])
def test_of_a_lane_one_job_is_under_way(jobs, begun, request):
    request.getfixturevalue(begun)
    with pytest.raises(ConcurrencyKeyTaken, match="counting/to-ten is under way"):
        jobs.open(OTHER, AT)
    assert jobs.get(OTHER.id, AT) is None
    assert jobs.open(replace(OTHER, concurrency_key="letters"), AT)


@pytest.mark.parametrize(
    "end", [lambda jobs, job: jobs.stop(job.id, AT), lambda jobs, job: jobs.save_progress(job.finish({}, ""), AT)]
)
def test_a_job_that_ends_frees_its_lane(jobs, claimed, end):
    end(jobs, claimed)
    assert jobs.open(OTHER, AT)
    with pytest.raises(ConcurrencyKeyTaken, match="counting/to-nine"):
        jobs.open(COUNTING, AT, again=True)


def test_a_worker_that_ends_too_late_does_not_free_the_lane_of_another_job(jobs, claimed):
    jobs.stop(claimed.id, AT)
    jobs.open(OTHER, AT)
    with pytest.raises(LeaseLost):
        jobs.save_progress(claimed.finish({}, ""), AT)
    with pytest.raises(ConcurrencyKeyTaken):
        jobs.open(COUNTING, AT)


def test_of_many_who_open_one_lane_all_have_the_same_job(jobs):
    def opened(id: str) -> str:
        try:
            return jobs.open(replace(COUNTING, id=id), AT).id
        except ConcurrencyKeyTaken as taken:
            return taken.job

    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(opened, [f"counting/{number % 4}" for number in range(16)]))
    assert len(found) == 1


def test_who_fails_waits_twice_as_long_each_time_and_is_stopped_in_the_end(jobs, opened):
    waited, at = [], AT
    while job := jobs.acquire(opened.id, at):
        until = datetime.fromisoformat(job.due_at)
        waited.append((until - at).total_seconds())
        at = until
    assert waited == [60, 120, 240, 480, 960, 1920, 3600, 3600]
    stopped = jobs.get(opened.id, at)
    assert (stopped.status, stopped.reason) == ("stopped", f"{MAX_ATTEMPTS} workers completed no step")
    assert jobs.list_due(at) == []
    assert jobs.open(COUNTING, at).attempts == 0


def test_a_step_makes_up_for_those_who_failed(jobs, opened):
    jobs.acquire(opened.id, AT)
    second = jobs.acquire(opened.id, AT + LEASE)
    assert second.attempts == 2
    assert jobs.save_progress(on(second, 2), AT + LEASE).attempts == 0


def test_all_jobs_are_listed_the_latest_first(jobs, claimed):
    jobs.open(replace(OTHER, concurrency_key="letters"), after(1))
    assert [job.id for job in jobs.list_all(AT)] == [OTHER.id, COUNTING.id]
