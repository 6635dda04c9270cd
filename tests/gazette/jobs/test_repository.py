"""One worker at a time, one job of a concurrency key at a time, and nothing lost between them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gazette.jobs.model import Job
from gazette.jobs.repository import LEASE, MAX_ATTEMPTS, RETENTION, ConcurrencyKeyTaken, LeaseLost
from tests.support.swallowed import swallowed

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
COUNTING = Job("counting/to-ten", "numbers", {"to": 10}, {"next": 1}, total=10, unit="numbers")
SECOND = timedelta(seconds=1)


def after(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


@pytest.fixture
def opened(jobs) -> Job:
    return jobs.open(COUNTING, AT)


@pytest.fixture
def acquired(jobs, opened) -> Job:
    return jobs.acquire(opened.id, AT)


@pytest.fixture
def after_next_read(jobs, monkeypatch):
    """Lets another worker act between the next read of a job and the write that follows it."""

    def interrupt(action) -> None:
        read = jobs.get

        def interrupted(id, at):
            job = read(id, at)
            monkeypatch.setattr(jobs, "get", read)
            action()
            return job

        monkeypatch.setattr(jobs, "get", interrupted)

    return interrupt


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


def test_opening_a_job_that_is_under_way_changes_nothing(jobs, acquired):
    advanced = jobs.save_progress(on(acquired, 2), AT)
    assert jobs.open(COUNTING, after(5)) == advanced
    assert jobs.open(COUNTING, after(5), again=True) == advanced


def test_a_concurrent_opening_does_not_start_the_job_again(jobs, after_next_read):
    after_next_read(lambda: jobs.save_progress(on(jobs.acquire(jobs.open(COUNTING, AT).id, AT), 4), AT))
    assert jobs.open(COUNTING, AT).state == {"next": 4}


def test_a_lease_excludes_other_workers_until_it_expires(jobs, acquired):
    assert (acquired.status, acquired.attempts) == ("running", 1)
    assert jobs.acquire(acquired.id, AT + LEASE - SECOND) is None
    assert jobs.list_due(AT + LEASE - SECOND) == []
    assert jobs.list_due(AT + LEASE) == [acquired.id]
    assert jobs.acquire(acquired.id, AT + LEASE)


def test_each_step_renews_the_lease(jobs, acquired):
    jobs.save_progress(on(acquired, 2), after(50))
    assert jobs.acquire(acquired.id, AT + LEASE + SECOND) is None
    assert jobs.acquire(acquired.id, after(50) + LEASE)


def test_a_worker_that_lost_the_lease_saves_nothing_and_the_next_one_continues(jobs, acquired):
    advanced = jobs.save_progress(on(acquired, 2), AT)
    other = jobs.acquire(acquired.id, AT + LEASE)
    assert other.state == {"next": 2}
    for late in (
        on(advanced, 3),
        replace(advanced, status="done"),
        advanced.wait({}, "2026-11-24T13:00:00Z", "no answer"),
    ):
        with pytest.raises(LeaseLost):
            jobs.save_progress(late, AT + LEASE)
    with pytest.raises(LeaseLost):
        jobs.release(advanced, AT + LEASE)
    assert jobs.get(acquired.id, AT) == other


def test_one_of_many_workers_acquires_a_job(jobs, opened):
    with ThreadPoolExecutor(16) as pool:
        leases = list(pool.map(lambda _: jobs.acquire(opened.id, AT), range(32)))
    assert [lease is None for lease in leases].count(False) == 1


def test_a_worker_that_read_the_job_before_another_worker_acquired_and_released_it_gets_no_lease(
    jobs, opened, after_next_read
):
    """Both read the same `due_at` if that happens within one second."""
    after_next_read(lambda: jobs.release(jobs.save_progress(on(jobs.acquire(opened.id, AT), 7), AT), AT))
    assert jobs.acquire(opened.id, AT) is None
    assert jobs.get(opened.id, AT).state == {"next": 7}


def test_a_released_job_is_due_at_once(jobs, acquired):
    released = jobs.release(acquired, after(3))
    assert (released.status, released.attempts) == ("waiting", 0)
    assert jobs.list_due(after(3)) == [acquired.id]


def test_a_waiting_job_is_due_at_its_time_and_has_a_reason(jobs, acquired):
    jobs.save_progress(acquired.wait({"next": 1}, "2026-11-24T12:30:00Z", "no answer"), AT)
    assert jobs.list_due(after(1799)) == []
    waiting = jobs.get(acquired.id, AT)
    assert (waiting.status, waiting.reason) == ("waiting", "no answer")
    assert jobs.acquire(acquired.id, after(1800))


def test_a_done_job_is_over(jobs, acquired):
    jobs.save_progress(acquired.finish({"next": 11}, "all of it"), AT)
    done = jobs.get(acquired.id, AT)
    assert (done.status, done.done, done.reason, done.due_at) == ("done", 10, "all of it", "")
    assert jobs.list_due(AT + RETENTION) == []
    assert jobs.acquire(done.id, AT + RETENTION) is None
    assert jobs.open(COUNTING, after(9)) == done, "the same request finds it done"


def test_a_done_job_starts_again_on_request(jobs, acquired):
    jobs.save_progress(acquired.finish({"next": 11}, ""), AT)
    again = jobs.open(COUNTING, after(9), again=True)
    assert (again.status, again.state, again.done) == ("waiting", {"next": 1}, 0)
    assert jobs.list_due(after(9)) == [COUNTING.id]


def test_a_job_that_has_ended_expires(jobs, acquired):
    jobs.save_progress(acquired.finish({}, ""), AT)
    assert jobs.get(acquired.id, AT + RETENTION - SECOND)
    assert jobs.get(acquired.id, AT + RETENTION) is None
    assert jobs.list_all(AT + RETENTION) == []
    assert jobs.open(COUNTING, AT + RETENTION).state == {"next": 1}, "whether it was deleted by then or not"


def test_a_resumed_job_does_not_expire(jobs, acquired, dynamodb, jobs_table):
    jobs.stop(acquired.id, AT)
    jobs.open(COUNTING, AT)
    assert "expires_at" not in dynamodb.get_item(TableName=jobs_table, Key={"id": {"S": COUNTING.id}})["Item"]


def test_a_stopped_job_is_resumed_in_the_same_state(jobs, acquired):
    advanced = jobs.save_progress(on(acquired, 4), AT)
    stopped = jobs.stop(acquired.id, AT)
    assert (stopped.status, stopped.state) == ("stopped", {"next": 4})
    assert jobs.list_due(AT + RETENTION) == []
    with pytest.raises(LeaseLost):
        jobs.save_progress(on(advanced, 5), AT)
    assert jobs.stop(acquired.id, AT) == stopped
    resumed = jobs.open(COUNTING, after(60))
    assert (resumed.status, resumed.state, resumed.reason) == ("waiting", {"next": 4}, "")
    assert jobs.acquire(acquired.id, after(60)).state == {"next": 4}


def test_a_stopped_job_starts_again_on_request(jobs, acquired):
    jobs.save_progress(on(acquired, 4), AT)
    jobs.stop(acquired.id, AT)
    assert jobs.open(COUNTING, AT, again=True).state == {"next": 1}


def test_stopping_an_absent_job_does_nothing(jobs):
    assert jobs.stop("counting/to-nine", AT) is None


def test_a_job_is_stopped_despite_a_concurrent_step(jobs, acquired, after_next_read):
    after_next_read(lambda: jobs.save_progress(on(acquired, 5), AT))
    stopped = jobs.stop(acquired.id, AT)
    assert (stopped.status, stopped.state) == ("stopped", {"next": 5})


OTHER = replace(COUNTING, id="counting/to-nine")


@pytest.mark.parametrize("state", ["opened", "acquired"])
def test_one_job_of_a_concurrency_key_is_under_way(jobs, state, request):
    request.getfixturevalue(state)
    with pytest.raises(ConcurrencyKeyTaken, match="counting/to-ten is under way"):
        jobs.open(OTHER, AT)
    assert jobs.get(OTHER.id, AT) is None
    assert jobs.open(replace(OTHER, concurrency_key="other"), AT)


@pytest.mark.parametrize(
    "end", [lambda jobs, job: jobs.stop(job.id, AT), lambda jobs, job: jobs.save_progress(job.finish({}, ""), AT)]
)
def test_a_job_that_ends_frees_its_concurrency_key(jobs, acquired, end):
    end(jobs, acquired)
    assert jobs.open(OTHER, AT)
    with pytest.raises(ConcurrencyKeyTaken, match="counting/to-nine"):
        jobs.open(COUNTING, AT, again=True)


def test_a_worker_that_ends_too_late_does_not_free_the_concurrency_key_of_another_job(jobs, acquired):
    jobs.stop(acquired.id, AT)
    jobs.open(OTHER, AT)
    with pytest.raises(LeaseLost):
        jobs.save_progress(acquired.finish({}, ""), AT)
    with pytest.raises(ConcurrencyKeyTaken):
        jobs.open(COUNTING, AT)


def test_many_concurrent_openings_of_a_concurrency_key_start_one_job(jobs):
    def opened(id: str) -> str:
        try:
            return jobs.open(replace(COUNTING, id=id), AT).id
        except ConcurrencyKeyTaken as taken:
            return taken.job

    with ThreadPoolExecutor(16) as pool:
        ids = set(pool.map(opened, [f"counting/{number % 4}" for number in range(16)]))
    assert len(ids) == 1


def test_the_lease_doubles_with_each_failed_worker_until_the_job_is_stopped(jobs, opened, caplog):
    waited, at = [], AT
    while job := jobs.acquire(opened.id, at):
        until = datetime.fromisoformat(job.due_at)
        waited.append((until - at).total_seconds())
        at = until
    assert waited == [60, 120, 240, 480, 960, 1920, 3600, 3600]
    stopped = jobs.get(opened.id, at)
    assert (stopped.status, stopped.reason) == ("stopped", f"{MAX_ATTEMPTS} workers completed no step")
    assert swallowed(caplog) == [("job-stopped", 1)]
    assert jobs.list_due(at) == []
    assert jobs.open(COUNTING, at).attempts == 0


def test_a_step_resets_the_attempts(jobs, opened):
    jobs.acquire(opened.id, AT)
    second = jobs.acquire(opened.id, AT + LEASE)
    assert second.attempts == 2
    assert jobs.save_progress(on(second, 2), AT + LEASE).attempts == 0


def test_all_jobs_are_listed_the_latest_first(jobs, acquired):
    jobs.open(replace(OTHER, concurrency_key="other"), after(1))
    assert [job.id for job in jobs.list_all(AT)] == [OTHER.id, COUNTING.id]
