"""Backfills of a bank that has no sheet for some days, sends a wrong one, or does not answer."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazette.rates.ingestion.bank_client import Unreachable
from gazette.rates.sources import load_bank
from tests.support.aws import clear_tables
from tests.support.backfills import CALENDAR, TODAY, TUESDAYS, WEEKDAYS, counts, stored_days
from tests.support.fake_cbu import document, full


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(ahead) for ahead in range((last - first).days + 1)]


@pytest.mark.parametrize("answer", [b"<html>Bitrix</html>", b"[]"], ids=["HTML", "an empty list"])
def test_a_day_without_a_sheet_is_skipped_and_noted(backfills, archive, rate_table, answer):
    archive.answers[WEEKDAYS[2]] = answer
    job = backfills.finish(backfills.open(WEEKDAYS[0]))
    assert (job.status, counts(job)) == ("done", {"stored": len(WEEKDAYS) - 1, "failed": 1})
    [note] = job.state["notes"]
    assert (note["first"], note["last"], note["outcome"]) == ("2021-02-17", "2021-02-17", "failed")
    assert note["reason"]
    assert stored_days(rate_table) == [day for day in WEEKDAYS if day != WEEKDAYS[2]]


def test_a_day_without_a_sheet_is_asked_for_again_after_a_minute(backfills, archive, rate_table):
    archive.answers[WEEKDAYS[2]] = [b"<html>"]
    job = backfills.work(backfills.open(WEEKDAYS[0]))
    assert (job.status, job.reason, job.state["day"]) == ("waiting", "the answer is not JSON", "2021-02-17")
    assert round((datetime.fromisoformat(job.due_at) - backfills.at).total_seconds() / 60) == 1
    job = backfills.finish(job)
    assert (job.status, counts(job), job.state["notes"]) == ("done", {"stored": len(WEEKDAYS)}, [])
    assert stored_days(rate_table) == WEEKDAYS


def test_a_rejected_sheet_is_skipped_and_noted(backfills, archive, rate_table):
    archive.sheets[WEEKDAYS[4]] = document(WEEKDAYS[4], EUR="0")
    job = backfills.work(backfills.open(WEEKDAYS[0]))
    assert counts(job) == {"stored": len(WEEKDAYS) - 1, "rejected": 3}, "asked for once from each day of its weekend"
    [note] = job.state["notes"]
    assert (note["first"], note["last"], note["outcome"]) == ("2021-02-19", "2021-02-21", "rejected")
    assert "'EUR' has the rate '0'" in note["reason"]


def test_a_sheet_with_a_faulty_row_is_stored_and_noted(backfills, archive):
    archive.sheets[WEEKDAYS[4]] = document(WEEKDAYS[4], VES="0.00")
    job = backfills.work(backfills.open(WEEKDAYS[0]))
    assert counts(job) == {"stored": len(WEEKDAYS)}
    [note] = job.state["notes"]
    assert (note["first"], note["outcome"]) == (WEEKDAYS[4].isoformat(), "doubtful")
    assert note["reason"] == "without VES: 'VES' has the rate '0.00'"


def test_a_sheet_may_have_new_currencies_but_lose_them_only_with_permission(backfills, archive, rate_table):
    archive.sheets = {WEEKDAYS[0]: full(WEEKDAYS[0]), WEEKDAYS[1]: document(WEEKDAYS[1])}
    rate_table.store(full(WEEKDAYS[0]))
    assert counts(backfills.work(backfills.open(WEEKDAYS[0], WEEKDAYS[1]))) == {"rejected": 1, "unchanged": 1}
    assert counts(backfills.work(backfills.open(WEEKDAYS[0], WEEKDAYS[1], fewer=True))) == {"stored": 1, "unchanged": 1}


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chance=st.data())
def test_one_outdated_answer_loses_no_sheet(backfills, archive, rate_table, chance):
    """And its own date has the right figures in the end."""
    clear_tables()
    first = chance.draw(st.sampled_from(CALENDAR[3:]), label="first")
    asked = chance.draw(st.sampled_from(days(first, TODAY)), label="asked")
    old = chance.draw(st.sampled_from([day for day in CALENDAR if asked - day > timedelta(7)]), label="old")
    archive.answers = {asked: [document(old, USD="10350.00")]}
    job = backfills.work(backfills.open(first))
    assert (job.status, job.done, job.state["notes"]) == ("done", job.total, [])
    found = {date.fromisoformat(day): item for (series, day), item in rate_table.scan().items() if series == "cbu"}
    assert {day for day in CALENDAR if day >= first} <= found.keys()
    right = {day: load_bank("cbu").parse(archive.sheets[day]).hash for day in found if day >= first}
    assert {day: found[day]["hash"]["S"] for day in right} == right


def test_an_answer_that_stays_outdated_loses_only_its_own_day(backfills, archive, rate_table):
    archive.answers = {WEEKDAYS[8]: document(TUESDAYS[1])}
    job = backfills.work(backfills.open(TUESDAYS[0]))
    assert stored_days(rate_table) == [day for day in CALENDAR if day != WEEKDAYS[8]]
    [note] = job.state["notes"]
    assert (note["first"], note["last"], note["outcome"]) == ("2021-02-25", "2021-02-25", "rejected")


def test_a_pause_of_ten_days_costs_three_calls_more(backfills, archive, rate_table):
    archive.sheets = {day: body for day, body in archive.sheets.items() if day not in WEEKDAYS[4:10]}
    job = backfills.work(backfills.open(WEEKDAYS[0]))
    assert (job.status, counts(job)) == ("done", {"stored": 5, "unchanged": 3})


def test_a_sheet_that_lost_currencies_is_noted_when_the_one_before_it_comes(backfills, archive, rate_table):
    """On the way back nothing refuses it; what was stored stays."""
    archive.sheets = {WEEKDAYS[0]: full(WEEKDAYS[0]), WEEKDAYS[1]: document(WEEKDAYS[1])}
    job = backfills.work(backfills.open(WEEKDAYS[0], WEEKDAYS[1]))
    assert (job.status, counts(job), stored_days(rate_table)) == ("done", {"stored": 2}, WEEKDAYS[:2])
    reason = "has only 3 of the 75 currencies of 2021-02-15"
    assert backfills.results[1].report()["lost_currencies"] == {"date": "2021-02-16", "reason": reason}
    [note] = job.state["notes"]
    assert note == {"first": "2021-02-16", "last": "2021-02-16", "outcome": "doubtful", "reason": reason}
    clear_tables()
    assert backfills.work(backfills.open(WEEKDAYS[0], WEEKDAYS[1], fewer=True)).state["notes"] == [], (
        "it was said to be so"
    )


def silence(times: int) -> list[Exception]:
    return [Unreachable("/2021-02-17/: status 403") for _ in range(times)]


def test_a_silent_bank_is_asked_for_the_same_day_with_growing_pauses(backfills, archive, rate_table):
    archive.answers[WEEKDAYS[2]] = silence(8)
    job, pauses = backfills.work(backfills.open(WEEKDAYS[0])), []
    while job.status == "waiting":
        assert "status 403" in job.reason
        due = datetime.fromisoformat(job.due_at)
        pauses.append(round((due - backfills.at).total_seconds() / 60))
        asked = len(archive.asked)
        assert backfills.work(job) == job
        assert len(archive.asked) == asked, "it is left alone until then"
        backfills.at = due
        job = backfills.work(job)
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    assert (job.status, job.reason, counts(job)) == ("done", "", {"stored": len(WEEKDAYS)})
    assert stored_days(rate_table) == WEEKDAYS


def test_a_backfill_ends_at_the_first_sheet_of_the_bank(backfills, archive, rate_table):
    job = backfills.finish(backfills.open(date(1994, 7, 1)))
    assert (job.status, job.reason) == ("done", "the bank has no sheet before 2021-01-19")
    assert (job.done, counts(job), job.state["notes"]) == (job.total, {"stored": len(CALENDAR)}, [])
    assert stored_days(rate_table) == CALENDAR
    assert len(archive.asked) == len(CALENDAR) + 1 + 31 + 1, "a month without, once more, and a look at what is known"
    assert archive.asked[-1] == TUESDAYS[0]


def test_a_range_before_the_first_sheet_ends_if_the_bank_has_a_sheet_for_today(backfills, archive):
    job = backfills.finish(backfills.open(date(1994, 7, 1), date(2020, 12, 31)))
    assert (job.status, job.reason) == ("done", "the bank has no sheet in this range")
    assert archive.asked[-1] == TODAY


def test_a_range_that_begins_shortly_before_the_first_sheet_skips_no_day(backfills):
    job = backfills.finish(backfills.open(date(2021, 1, 10)))
    assert (job.status, job.reason) == ("done", "the bank has no sheet before 2021-01-19")
    assert (job.done, job.state["notes"]) == (job.total, [])


def test_a_first_day_without_a_sheet_is_skipped_if_there_is_an_earlier_sheet(backfills, archive):
    archive.answers[WEEKDAYS[2]] = b"<html>"
    job = backfills.finish(backfills.open(WEEKDAYS[2]))
    assert (job.status, archive.asked[-1]) == ("done", WEEKDAYS[1])
    assert [(note["first"], note["last"]) for note in job.state["notes"]] == [("2021-02-17", "2021-02-17")]


def test_a_bank_that_sends_html_for_all_days_is_waited_for(backfills, archive, rate_table):
    """A page of maintenance that comes with 200 for a minute would end every history."""
    archive.broken_after = 3
    backfills.at = datetime.fromisoformat(backfills.work(backfills.open(TUESDAYS[0])).due_at)
    job = backfills.work(backfills.open(TUESDAYS[0]))
    assert (job.status, job.state["day"], job.state["notes"]) == ("waiting", "2021-02-24", [])
    assert job.reason == "no sheet for 2021-02-25 either: the answer is not JSON"
    archive.broken_after = None
    backfills.at = datetime.fromisoformat(job.due_at)
    job = backfills.work(job)
    assert (job.status, job.reason, counts(job)) == ("done", "", {"stored": len(CALENDAR)})
    assert stored_days(rate_table) == CALENDAR
