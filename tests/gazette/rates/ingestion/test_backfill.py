"""Backfills: what they ask for, what they store, and how workers share a job."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest

from gazette.rates.ingestion.input_events import StartBackfill
from tests.support.aws import clear_tables
from tests.support.backfills import AT, CALENDAR, TODAY, TUESDAYS, WEEKDAYS, Archive, counts, stored_days
from tests.support.crash_injection import CrashInjector, Killed
from tests.support.fake_cbu import document


def test_each_sheet_costs_one_call_whatever_the_bank_published_then(backfills, archive, rate_table):
    job = backfills.work(backfills.open(TUESDAYS[0]))
    assert (job.status, job.done, job.total, job.unit) == ("done", 42, 42, "days")
    assert counts(job) == {"stored": len(CALENDAR)}
    assert stored_days(rate_table) == CALENDAR
    assert archive.asked == [TODAY, *[day - timedelta(1) for day in reversed(CALENDAR[1:])]]


def test_a_range_includes_both_ends_and_the_sheet_in_force_on_the_first_day(backfills, rate_table):
    backfills.work(backfills.open(date(2021, 2, 10), date(2021, 2, 17)))
    assert stored_days(rate_table) == [TUESDAYS[3], *WEEKDAYS[:3]]


def test_a_range_of_one_day_is_one_call(backfills, archive, rate_table):
    job = backfills.work(backfills.open(TODAY, TODAY))
    assert (job.status, job.total, archive.asked, stored_days(rate_table)) == ("done", 1, [TODAY], [TODAY])


def test_a_worker_continues_where_the_last_one_stopped(backfills, archive):
    job = backfills.open(TUESDAYS[0])
    for _ in CALENDAR:
        job = backfills.work(job, calls=1)
    assert job.status == "done"
    assert len(archive.asked) == len(set(archive.asked)) == len(CALENDAR)


def test_a_job_shows_its_progress(backfills):
    job = backfills.work(backfills.open(TUESDAYS[0]), calls=3)
    assert (job.status, job.state["day"], job.state["earliest"]) == ("waiting", "2021-02-24", "2021-02-25")
    assert job.done == 5


def test_the_live_sheet_stays_the_last_one_and_is_evaluated_against_the_new_sheet_before_it(backfills, rate_table):
    rate_table.store(document(TODAY, USD="10500.00"))
    backfills.archive.sheets[TODAY] = document(TODAY, USD="10500.00")
    before = rate_table.scan()["source", "cbu"]
    backfills.work(backfills.open(TUESDAYS[0]))
    after = rate_table.scan()["source", "cbu"]
    assert (after["last_date"], after["seen_at"]) == (before["last_date"], before["seen_at"])
    assert after["first_date"]["S"] == "2021-01-19"
    assert "reevaluate_after" not in after
    assert rate_table.scan()["cbu", "2021-03-01"]["previous_date"]["S"] == "2021-02-26"


def test_a_finished_job_lists_the_rates_that_are_held_now(backfills, archive):
    """A jump shows only when the sheet before it arrives, after it."""
    for day in WEEKDAYS:
        dollar = "12400.00" if day == WEEKDAYS[8] else "10400.00"
        archive.sheets[day] = document(day, USD=dollar, TMT="4000.00" if day < WEEKDAYS[5] else "8000.00")
    job = backfills.work(backfills.open(WEEKDAYS[0]), calls=3)
    assert "held" not in job.state
    job = backfills.work(job)
    assert job.state["held"] == [
        {"date": "2021-02-25", "currencies": ["USD"]},
        {"date": "2021-02-22", "currencies": ["TMT"]},
    ]


def test_sheets_that_are_stored_already_are_unchanged(backfills, rate_table):
    backfills.work(backfills.open(WEEKDAYS[0]))
    before = rate_table.scan()
    job = backfills.work(backfills.open(WEEKDAYS[0], again=True))
    assert counts(job) == {"unchanged": len(WEEKDAYS)}
    assert rate_table.scan() == before


def test_a_second_pass_brings_corrections(backfills, archive):
    backfills.work(backfills.open(WEEKDAYS[0]))
    archive.sheets[WEEKDAYS[3]] = document(WEEKDAYS[3], USD="10409.50")
    asked = len(archive.asked)
    assert backfills.work(backfills.open(WEEKDAYS[0])).status == "done"
    assert len(archive.asked) == asked, "a job that is done is not repeated without `again`"
    assert counts(backfills.work(backfills.open(WEEKDAYS[0], again=True)))["corrected"] == 1


def test_a_worker_waits_a_second_after_the_last_call_of_the_worker_before_it(backfills):
    job = backfills.work(backfills.open(WEEKDAYS[0]), calls=2)
    called = datetime.fromisoformat(job.state["called_at"])
    times = iter([called + timedelta(seconds=2), called + timedelta(seconds=0.25)])
    backfills.slept.clear()
    backfills.clock = lambda: next(times, AT + timedelta(hours=1))
    backfills.work(job, calls=1)
    assert backfills.slept == [0.75]
    backfills.work(job, calls=2)
    assert backfills.slept == [0.75, 1.0], "before later calls of the same worker, the client waits"


def test_concurrent_workers_ask_for_no_day_twice_and_leave_the_same_table_as_one(backfills, archive, rate_table):
    backfills.work(backfills.open(TUESDAYS[0]))
    expected, asked = rate_table.scan(), len(archive.asked)
    clear_tables()
    archive.asked.clear()
    job = backfills.open(TUESDAYS[0])
    with ThreadPoolExecutor(4) as threads:
        for run in [threads.submit(backfills.work, job) for _ in range(4)]:
            run.result()
    assert backfills.jobs.get(job.id, backfills.at).status == "done"
    assert len(archive.asked) == asked
    assert rate_table.scan() == expected


@pytest.mark.slow
def test_a_worker_that_is_killed_at_any_call_and_the_next_one_leave_the_same_table_as_one(
    archive, open_backfills, rate_table
):
    """Any call of AWS or of the bank. The lease must have expired before the next worker acquires the job."""
    archive.answers[WEEKDAYS[2]] = b"<html>"
    aws = CrashInjector()

    def ask(path: str) -> bytes:
        aws.before_call()
        body = Archive.get(archive, path)
        aws.after_call()
        return body

    archive.get = ask

    def finish(at: datetime) -> tuple:
        backfills = open_backfills(aws)
        backfills.at = at
        job = backfills.finish(backfills.open(WEEKDAYS[1], WEEKDAYS[3]))
        return job.status, job.done, job.state["notes"], counts(job), rate_table.scan()

    undisturbed, calls = finish(AT), aws.calls
    assert undisturbed[3] == {"stored": 2, "failed": 1}
    assert calls > 20
    results = {}
    for fatal, when in [(1, "before"), *((call, "after") for call in range(1, calls + 1))]:
        clear_tables()
        aws.arm(fatal, when)
        with pytest.raises(Killed):
            finish(AT)
        aws.arm(0)
        results[fatal, when] = finish(AT + timedelta(minutes=5))
    assert {
        crash for crash, result in results.items() if result[:3] + result[4:] != undisturbed[:3] + undisturbed[4:]
    } == set()


def test_a_range_up_to_today_is_the_same_job_tomorrow(backfills, archive):
    job = backfills.work(backfills.open(TUESDAYS[0]), calls=3)
    event = StartBackfill.model_validate({"source": "cbu", "from": TUESDAYS[0]})
    assert backfills.jobs.open(event.to_job(TODAY + timedelta(1)), backfills.at).state == job.state
