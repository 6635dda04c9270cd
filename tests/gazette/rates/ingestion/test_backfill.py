"""Backfills over the template's own tables, of a bank that is a dictionary of days."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazette.errors import Invalid
from gazette.jobs.model import Job
from gazette.jobs.repository import JobRepository
from gazette.jobs.worker import run_job as work
from gazette.rates.ingestion.backfill import Backfill, StartBackfill
from gazette.rates.ingestion.bank_client import Unreachable
from gazette.rates.ingestion.raw_bodies import RawBodies
from gazette.rates.ingestion.run import Ingestion
from gazette.rates.sources import bank
from gazette.rates.store.repository import RateRepository
from tests.conftest import clear_tables
from tests.support.crash_injection import CrashInjector, Killed
from tests.support.fake_cbu import document, full

AT = datetime(2021, 3, 1, 12, tzinfo=UTC)
TODAY = date(2021, 3, 1)
TUESDAYS = [date(2021, 1, 19) + timedelta(week * 7) for week in range(4)]
WEEKDAYS = [date(2021, 2, 15) + timedelta(day) for day in range(15) if day % 7 < 5]
CALENDAR = [*TUESDAYS, *WEEKDAYS]
"""Weekly sheets until February 2021, and then one each working day, as the Central Bank of Uzbekistan had them."""


class Archive:
    """The bank. `answers` take the place of sheets for the days asked for: a body, an error to raise, or a list of
    such, one after the other."""

    def __init__(self, sheets: dict[date, bytes]) -> None:
        self.sheets = sheets
        self.answers: dict[date, object] = {}
        self.asked: list[date] = []
        self.broken_after: int | None = None

    def get(self, path: str) -> bytes:
        day = date.fromisoformat(path.strip("/").rsplit("/", 1)[1])
        self.asked.append(day)
        if self.broken_after is not None and len(self.asked) > self.broken_after:
            return b"<html>"
        answer = self.answers.get(day)
        if isinstance(answer, list):
            answer = answer.pop(0) if answer else None
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, bytes) else self._sheet(day)

    def _sheet(self, day: date) -> bytes:
        known = [published for published in self.sheets if published <= day]
        return self.sheets[max(known)] if known else b"[]"


@pytest.fixture
def archive() -> Archive:
    return Archive({day: document(day, USD=f"{10_400 + number}.00") for number, day in enumerate(CALENDAR)})


class Office:
    """Where backfills are worked on. `clock` goes on by a second each time somebody looks at it."""

    def __init__(self, archive: Archive, dynamodb, s3, rates: str, jobs: str, bucket: str) -> None:
        self.archive, self.at, self.slept = archive, AT, []
        self.jobs = JobRepository(jobs, dynamodb)
        self._table, self._bodies = RateRepository(rates, dynamodb), RawBodies(bucket, s3)

    def clock(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    def open(self, first: date, last: date | None = None, **how: bool) -> Job:
        wish = StartBackfill.model_validate({"source": "cbu", "from": first, "to": last, **how})
        return self.jobs.open(wish.job(TODAY), self.at, again=wish.again)

    def work(self, job: Job, calls: int = 1000) -> Job:
        """Ask the bank so many times, and give the job as it is then."""
        source, left = bank("cbu"), iter([True] * calls)
        ingestion = Ingestion(source, self.archive.get, self._table, self._bodies, at=AT, fewer=bool(job.what["fewer"]))
        self.backfill = Backfill(source, ingestion, self._table, clock=self.clock, sleep=self.slept.append)
        work(self.jobs, job.id, self.backfill.step, clock=self.clock, time_left=lambda: next(left, False))
        return self.jobs.get(job.id, self.at)

    def end(self, job: Job) -> Job:
        """The job at its end, however often it has to wait."""
        job = self.work(job)
        while job.status == "waiting":
            self.at = datetime.fromisoformat(job.due_at)
            job = self.work(job)
        return job


@pytest.fixture
def office(archive, stack, raw_bucket, dynamodb) -> Office:
    fuse = CrashInjector()
    fuse.set(0)
    names = (stack.physical(name) for name in ("RatesTable", "JobsTable"))
    return Office(archive, dynamodb, fuse.s3, *names, raw_bucket)


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(ahead) for ahead in range((last - first).days + 1)]


def stored(ledger) -> list[date]:
    return [date.fromisoformat(day) for series, day in sorted(ledger.everything()) if series == "cbu"]


def counts(job: Job) -> dict[str, int]:
    return dict(job.state["counts"])


def test_each_sheet_costs_one_call_whatever_the_bank_published_then(office, archive, ledger):
    job = office.work(office.open(TUESDAYS[0]))
    assert (job.status, job.done, job.total, job.unit) == ("done", 42, 42, "days")
    assert counts(job) == {"stored": len(CALENDAR)}
    assert stored(ledger) == CALENDAR
    assert archive.asked == [TODAY, *[day - timedelta(1) for day in reversed(CALENDAR[1:])]]


def test_both_ends_are_in_it_and_the_sheet_in_force_on_the_first_day_too(office, ledger):
    office.work(office.open(date(2021, 2, 10), date(2021, 2, 17)))
    assert stored(ledger) == [TUESDAYS[3], *WEEKDAYS[:3]]


def test_a_range_of_one_day_is_one_call(office, archive, ledger):
    job = office.work(office.open(TODAY, TODAY))
    assert (job.status, job.total, archive.asked, stored(ledger)) == ("done", 1, [TODAY], [TODAY])


def test_it_goes_on_where_the_last_worker_left_it(office, archive):
    job = office.open(TUESDAYS[0])
    for _ in CALENDAR:
        job = office.work(job, calls=1)
    assert job.status == "done"
    assert len(archive.asked) == len(set(archive.asked)) == len(CALENDAR)


def test_it_says_how_far_it_has_come(office):
    job = office.work(office.open(TUESDAYS[0]), calls=3)
    assert (job.status, job.state["day"], job.state["found"]) == ("waiting", "2021-02-24", "2021-02-25")
    assert job.done == 5


def test_the_live_sheet_stays_the_live_sheet_and_its_neighbour_is_judged(office, ledger):
    ledger.store(document(TODAY, USD="10500.00"))
    office.archive.sheets[TODAY] = document(TODAY, USD="10500.00")
    before = ledger.everything()["source", "cbu"]
    office.work(office.open(TUESDAYS[0]))
    after = ledger.everything()["source", "cbu"]
    assert (after["last_date"], after["seen_at"]) == (before["last_date"], before["seen_at"])
    assert after["first_date"]["S"] == "2021-01-19"
    assert "unsettled" not in after
    assert ledger.everything()["cbu", "2021-03-01"]["previous_date"]["S"] == "2021-02-26"


def test_in_the_end_it_names_the_rates_that_are_held_now(office, archive):
    """A jump shows only when the sheet before it arrives, after it."""
    for day in WEEKDAYS:
        dollar = "12400.00" if day == WEEKDAYS[8] else "10400.00"
        archive.sheets[day] = document(day, USD=dollar, TMT="4000.00" if day < WEEKDAYS[5] else "8000.00")
    job = office.work(office.open(WEEKDAYS[0]), calls=3)
    assert "held" not in job.state
    job = office.work(job)
    assert job.state["held"] == [
        {"date": "2021-02-25", "currencies": ["USD"]},
        {"date": "2021-02-22", "currencies": ["TMT"]},
    ]


def test_what_is_stored_already_is_passed_over(office, ledger):
    office.work(office.open(WEEKDAYS[0]))
    before = ledger.everything()
    job = office.work(office.open(WEEKDAYS[0], again=True))
    assert counts(job) == {"unchanged": len(WEEKDAYS)}
    assert ledger.everything() == before


def test_a_second_pass_brings_corrections(office, archive):
    office.work(office.open(WEEKDAYS[0]))
    archive.sheets[WEEKDAYS[3]] = document(WEEKDAYS[3], USD="10409.50")
    asked = len(archive.asked)
    assert office.work(office.open(WEEKDAYS[0])).status == "done"
    assert len(archive.asked) == asked, "without being asked to, it is not done twice"
    assert counts(office.work(office.open(WEEKDAYS[0], again=True)))["corrected"] == 1


@pytest.mark.parametrize("answer", [b"<html>Bitrix</html>", b"[]"], ids=["HTML", "an empty list"])
def test_a_day_without_a_sheet_is_noted_and_passed_over(office, archive, ledger, answer):
    archive.answers[WEEKDAYS[2]] = answer
    job = office.end(office.open(WEEKDAYS[0]))
    assert (job.status, counts(job)) == ("done", {"stored": len(WEEKDAYS) - 1, "failed": 1})
    [note] = job.state["notes"]
    assert (note["first"], note["last"], note["outcome"]) == ("2021-02-17", "2021-02-17", "failed")
    assert note["reason"]
    assert stored(ledger) == [day for day in WEEKDAYS if day != WEEKDAYS[2]]


def test_a_day_without_a_sheet_is_asked_for_once_more_after_a_minute(office, archive, ledger):
    archive.answers[WEEKDAYS[2]] = [b"<html>"]
    job = office.work(office.open(WEEKDAYS[0]))
    assert (job.status, job.reason, job.state["day"]) == ("waiting", "the answer is not JSON", "2021-02-17")
    assert round((datetime.fromisoformat(job.due_at) - office.at).total_seconds() / 60) == 1
    job = office.end(job)
    assert (job.status, counts(job), job.state["notes"]) == ("done", {"stored": len(WEEKDAYS)}, [])
    assert stored(ledger) == WEEKDAYS


def test_a_refused_sheet_is_noted_and_passed_over(office, archive, ledger):
    archive.sheets[WEEKDAYS[4]] = document(WEEKDAYS[4], EUR="0")
    job = office.work(office.open(WEEKDAYS[0]))
    assert counts(job) == {"stored": len(WEEKDAYS) - 1, "rejected": 3}, "asked for once from each day of its weekend"
    [note] = job.state["notes"]
    assert (note["first"], note["last"], note["outcome"]) == ("2021-02-19", "2021-02-21", "rejected")
    assert "'EUR' has the rate '0'" in note["reason"]


def test_currencies_that_came_later_need_no_permission_and_those_that_went_do(office, archive, ledger):
    archive.sheets = {WEEKDAYS[0]: full(WEEKDAYS[0]), WEEKDAYS[1]: document(WEEKDAYS[1])}
    ledger.store(full(WEEKDAYS[0]))
    assert counts(office.work(office.open(WEEKDAYS[0], WEEKDAYS[1]))) == {"rejected": 1, "unchanged": 1}
    assert counts(office.work(office.open(WEEKDAYS[0], WEEKDAYS[1], fewer=True))) == {"stored": 1, "unchanged": 1}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chance=st.data())
def test_one_answer_that_somebody_kept_too_long_costs_no_sheet(office, archive, ledger, chance):
    """And its own date has the right figures in the end."""
    clear_tables()
    first = chance.draw(st.sampled_from(CALENDAR[3:]), label="first")
    asked = chance.draw(st.sampled_from(days(first, TODAY)), label="asked")
    old = chance.draw(st.sampled_from([day for day in CALENDAR if asked - day > timedelta(7)]), label="old")
    archive.answers = {asked: [document(old, USD="10350.00")]}
    job = office.work(office.open(first))
    assert (job.status, job.done, job.state["notes"]) == ("done", job.total, [])
    found = {date.fromisoformat(day): item for (series, day), item in ledger.everything().items() if series == "cbu"}
    assert {day for day in CALENDAR if day >= first} <= found.keys()
    right = {day: bank("cbu").parse(archive.sheets[day]).hash for day in found if day >= first}
    assert {day: found[day]["hash"]["S"] for day in right} == right


def test_an_answer_that_stays_too_old_costs_its_own_day_alone_and_is_noted(office, archive, ledger):
    archive.answers = {WEEKDAYS[8]: document(TUESDAYS[1])}
    job = office.work(office.open(TUESDAYS[0]))
    assert stored(ledger) == [day for day in CALENDAR if day != WEEKDAYS[8]]
    [note] = job.state["notes"]
    assert (note["first"], note["last"], note["outcome"]) == ("2021-02-25", "2021-02-25", "rejected")


def test_a_pause_of_ten_days_costs_three_calls_more(office, archive, ledger):
    archive.sheets = {day: body for day, body in archive.sheets.items() if day not in WEEKDAYS[4:10]}
    job = office.work(office.open(WEEKDAYS[0]))
    assert (job.status, counts(job)) == ("done", {"stored": 5, "unchanged": 3})


def test_a_sheet_that_lost_currencies_is_noted_as_soon_as_the_one_before_it_comes(office, archive, ledger):
    """On the way back nothing refuses it; what was stored stays."""
    archive.sheets = {WEEKDAYS[0]: full(WEEKDAYS[0]), WEEKDAYS[1]: document(WEEKDAYS[1])}
    job = office.work(office.open(WEEKDAYS[0], WEEKDAYS[1]))
    assert (job.status, counts(job), stored(ledger)) == ("done", {"stored": 2}, WEEKDAYS[:2])
    reason = "has only 3 of the 75 currencies of 2021-02-15"
    assert office.backfill.outcomes[1].report()["thinned"] == {"date": "2021-02-16", "reason": reason}
    [note] = job.state["notes"]
    assert note == {"first": "2021-02-16", "last": "2021-02-16", "outcome": "doubtful", "reason": reason}
    clear_tables()
    assert office.work(office.open(WEEKDAYS[0], WEEKDAYS[1], fewer=True)).state["notes"] == [], "it was said to be so"


def silence(times: int) -> list[Exception]:
    return [Unreachable("/2021-02-17/: status 403") for _ in range(times)]


def test_a_silent_bank_is_asked_for_the_same_day_later_and_later(office, archive, ledger):
    archive.answers[WEEKDAYS[2]] = silence(8)
    job, pauses = office.work(office.open(WEEKDAYS[0])), []
    while job.status == "waiting":
        assert "status 403" in job.reason
        due = datetime.fromisoformat(job.due_at)
        pauses.append(round((due - office.at).total_seconds() / 60))
        asked = len(archive.asked)
        assert office.work(job) == job
        assert len(archive.asked) == asked, "it is left alone until then"
        office.at = due
        job = office.work(job)
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    assert (job.status, job.reason, counts(job)) == ("done", "", {"stored": len(WEEKDAYS)})
    assert stored(ledger) == WEEKDAYS


def test_before_its_first_sheet_a_bank_has_no_history(office, archive, ledger):
    job = office.end(office.open(date(1994, 7, 1)))
    assert (job.status, job.reason) == ("done", "the bank has no sheet before 2021-01-19")
    assert (job.done, counts(job), job.state["notes"]) == (job.total, {"stored": len(CALENDAR)}, [])
    assert stored(ledger) == CALENDAR
    assert len(archive.asked) == len(CALENDAR) + 1 + 31 + 1, "a month without, once more, and a look at what is known"
    assert archive.asked[-1] == TUESDAYS[0]


def test_a_range_before_the_first_sheet_ends_where_the_bank_still_answers_for_today(office, archive):
    job = office.end(office.open(date(1994, 7, 1), date(2020, 12, 31)))
    assert (job.status, job.reason) == ("done", "the bank has no sheet in this range")
    assert archive.asked[-1] == TODAY


def test_a_range_that_begins_a_little_before_the_first_sheet_skips_no_day_either(office):
    job = office.end(office.open(date(2021, 1, 10)))
    assert (job.status, job.reason) == ("done", "the bank has no sheet before 2021-01-19")
    assert (job.done, job.state["notes"]) == (job.total, [])


def test_a_range_whose_first_day_has_no_sheet_lacks_it_where_there_is_an_earlier_one(office, archive):
    archive.answers[WEEKDAYS[2]] = b"<html>"
    job = office.end(office.open(WEEKDAYS[2]))
    assert (job.status, archive.asked[-1]) == ("done", WEEKDAYS[1])
    assert [(note["first"], note["last"]) for note in job.state["notes"]] == [("2021-02-17", "2021-02-17")]


def test_a_bank_that_talks_nonsense_for_all_days_is_not_taken_to_have_no_history(office, archive, ledger):
    """A page of maintenance that comes with 200 for a minute would end every history."""
    archive.broken_after = 3
    office.at = datetime.fromisoformat(office.work(office.open(TUESDAYS[0])).due_at)
    job = office.work(office.open(TUESDAYS[0]))
    assert (job.status, job.state["day"], job.state["notes"]) == ("waiting", "2021-02-24", [])
    assert job.reason == "no sheet for 2021-02-25 either: the answer is not JSON"
    archive.broken_after = None
    office.at = datetime.fromisoformat(job.due_at)
    job = office.work(job)
    assert (job.status, job.reason, counts(job)) == ("done", "", {"stored": len(CALENDAR)})
    assert stored(ledger) == CALENDAR


def test_a_worker_keeps_a_second_away_from_the_call_of_the_one_before_him(office):
    job = office.work(office.open(WEEKDAYS[0]), calls=2)
    called = datetime.fromisoformat(job.state["called_at"])
    times = iter([called + timedelta(seconds=2), called + timedelta(seconds=0.25)])
    office.slept.clear()
    office.clock = lambda: next(times, AT + timedelta(hours=1))
    office.work(job, calls=1)
    assert office.slept == [0.75]
    office.work(job, calls=2)
    assert office.slept == [0.75, 1.0], "later in the same run the client sees to it"


def test_two_workers_at_once_ask_for_no_day_twice_and_leave_what_one_leaves(office, archive, ledger, dynamodb):
    office.work(office.open(TUESDAYS[0]))
    expected, asked = ledger.everything(), len(archive.asked)
    clear_tables()
    archive.asked.clear()
    job = office.open(TUESDAYS[0])
    with ThreadPoolExecutor(4) as threads:
        for run in [threads.submit(office.work, job) for _ in range(4)]:
            run.result()
    assert office.jobs.get(job.id, office.at).status == "done"
    assert len(archive.asked) == asked
    assert ledger.everything() == expected


def test_killed_before_or_after_any_call_and_run_again_it_leaves_what_a_clean_run_leaves(
    archive, stack, raw_bucket, ledger
):
    """Of AWS and of the bank alike; the job's own time must be up before another takes it."""
    archive.answers[WEEKDAYS[2]] = b"<html>"
    fuse = CrashInjector()
    names = [stack.physical(name) for name in ("RatesTable", "JobsTable")]

    def ask(path: str) -> bytes:
        fuse._before()
        body = Archive.get(archive, path)
        fuse._after()
        return body

    archive.get = ask

    def backfilled(at: datetime) -> Job:
        office = Office(archive, fuse.dynamodb, fuse.s3, *names, raw_bucket)
        office.at = at
        return office.end(office.open(WEEKDAYS[1], WEEKDAYS[3]))

    fuse.set(0)
    done = backfilled(AT)
    expected, calls = ledger.everything(), fuse.calls
    assert counts(done) == {"stored": 2, "failed": 1}
    assert calls > 20
    left = {}
    for fatal in range(1, calls + 1):
        for when in ("before", "after"):
            clear_tables()
            fuse.set(fatal, when)
            with pytest.raises(Killed):
                backfilled(AT)
            fuse.set(0)
            again = backfilled(AT + timedelta(minutes=5))
            left[fatal, when] = (again.status, again.done, again.state["notes"], ledger.everything())
    clean = ("done", done.done, done.state["notes"], expected)
    assert {crash for crash, found in left.items() if found != clean} == set()


def test_the_same_wish_is_the_same_job_and_another_range_another():
    def id(**event: object) -> str:
        return StartBackfill.model_validate({"source": "cbu", **event}).job(TODAY).id

    assert id(**{"from": "2021-01-19", "to": "2021-02-26"}) == "rates.backfill/cbu/2021-01-19/2021-02-26"
    assert id(**{"from": "2021-01-19"}) == "rates.backfill/cbu/2021-01-19/today"
    assert id(**{"from": "2021-01-19", "fewer": True}) == "rates.backfill/cbu/2021-01-19/today/fewer"


def test_without_an_end_it_goes_on_tomorrow_where_it_was(office, archive):
    job = office.work(office.open(TUESDAYS[0]), calls=3)
    wish = StartBackfill.model_validate({"source": "cbu", "from": TUESDAYS[0]}).job(TODAY + timedelta(1))
    assert office.jobs.open(wish, office.at).state == job.state


@pytest.mark.parametrize(
    ("first", "last", "problem"),
    [
        (TODAY, WEEKDAYS[0], "2021-03-01 is later than 2021-02-15"),
        (TODAY + timedelta(1), None, "2021-03-02 is later than 2021-03-01"),
        (date.min, None, "0001-01-01 is too early: no bank has sheets before 1990-01-01"),
        (TODAY, TODAY + timedelta(1), "2021-03-02 lies in the future: the bank's today is 2021-03-01"),
    ],
)
def test_a_range_that_is_none_is_refused(office, first, last, problem):
    with pytest.raises(Invalid, match=problem):
        office.open(first, last)
