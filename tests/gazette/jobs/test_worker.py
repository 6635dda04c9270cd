"""Workers: they run steps for as long as they have time and the lease."""

from datetime import UTC, datetime, timedelta

import pytest

from gazette.jobs.model import Job
from gazette.jobs.repository import LEASE
from gazette.jobs.worker import run_job

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
COUNTING = Job("counting/to-five", "numbers", {"to": 5}, {"next": 1}, total=5, unit="numbers")


class Clock:
    def __init__(self) -> None:
        self.at = AT

    def __call__(self) -> datetime:
        return self.at


class Counter:
    """Counts on, one number a step."""

    def __init__(self) -> None:
        self.counted: list[int] = []
        self.before_a_step = lambda: None

    def __call__(self, job: Job) -> Job:
        self.before_a_step()
        number = job.state["next"]
        self.counted.append(number)
        state = {"next": number + 1}
        return job.finish(state, "") if number == job.parameters["to"] else job.advance(state, number)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def counter() -> Counter:
    return Counter()


@pytest.fixture
def run(jobs, clock, counter):
    """Work with time for so many steps, by this counter or another."""
    jobs.open(COUNTING, AT)

    def run(steps: int = 100, step=counter) -> Job | None:
        left = iter([True] * steps)
        return run_job(jobs, COUNTING.id, step, clock=clock, has_time=lambda: next(left, False))

    return run


def test_a_job_is_done_at_once_if_there_is_time(run, counter):
    assert run().status == "done"
    assert counter.counted == [1, 2, 3, 4, 5]


def test_the_next_worker_continues_when_time_is_up(run, counter):
    assert run(2).status == "waiting"
    assert run(2).done == 4
    assert run().status == "done"
    assert counter.counted == [1, 2, 3, 4, 5]


def test_a_worker_without_time_releases_the_job_unchanged(run, counter):
    released = run(0)
    assert (released.status, released.state, counter.counted) == ("waiting", {"next": 1}, [])


def test_a_job_that_is_not_due_is_not_worked_on(run, jobs, counter, clock):
    jobs.acquire(COUNTING.id, AT)
    assert run() is None
    assert counter.counted == []
    clock.at = AT + LEASE
    assert run().status == "done"


def test_a_done_job_is_not_repeated(run, counter):
    run()
    assert run() is None
    assert counter.counted == [1, 2, 3, 4, 5]


def test_a_worker_stops_when_the_job_is_stopped(run, jobs, counter):
    counter.before_a_step = lambda: len(counter.counted) == 2 and jobs.stop(COUNTING.id, AT)
    assert run() is None
    assert counter.counted == [1, 2, 3]
    assert jobs.get(COUNTING.id, AT).state == {"next": 3}, "a step that was not saved is repeated"


def test_a_worker_whose_lease_expired_leaves_the_rest_to_the_next_one(run, clock, counter):
    other = Counter()

    def sleeps() -> None:
        if len(counter.counted) == 2:
            clock.at = AT + LEASE + timedelta(seconds=1)
            assert run(step=other).status == "done"

    counter.before_a_step = sleeps
    assert run() is None
    assert counter.counted == [1, 2, 3]
    assert other.counted == [3, 4, 5]


def test_a_failed_step_is_repeated_once_the_lease_has_expired(run, clock, jobs, counter):
    def fail() -> None:
        raise RuntimeError("the machine is on fire")

    counter.before_a_step = fail
    with pytest.raises(RuntimeError):
        run()
    assert run() is None
    clock.at = AT + LEASE
    counter.before_a_step = lambda: None
    assert run().status == "done"


def test_a_step_that_waits_releases_the_job(run, jobs, clock):
    def wait(job: Job) -> Job:
        return job.wait({"next": 1}, "2026-11-24T12:05:00Z", "no answer")

    assert run(step=wait).status == "waiting"
    assert jobs.list_due(clock()) == []
    assert run() is None
    clock.at = AT + timedelta(minutes=5)
    assert run().status == "done"
