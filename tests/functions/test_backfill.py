"""Backfills through the function's own events, and the scheduler that publishes events for due jobs."""

import json
import os
from datetime import UTC, date, datetime, timedelta

import boto3
import pytest
from pydantic import ValidationError

from functions.rate_ingestion import handler as function
from functions.scheduler import handler as scheduler
from gazette.errors import Invalid, Unavailable
from gazette.jobs.repository import LEASE, MAX_ATTEMPTS, MAX_LEASE, ConcurrencyKeyTaken
from tests.support import fake_cbr
from tests.support.cloudfront import list_invalidations
from tests.support.events import Context, sample_event
from tests.support.fake_cbu import document
from tests.support.iam import Calls, refused, role

NOON = datetime(2026, 4, 2, 7, tzinfo=UTC)
FIRST, LAST = date(2026, 3, 23), date(2026, 4, 2)
START = {"source": "cbu", "from": "2026-03-23", "to": "2026-04-02"}
SHEETS = 9


class ContextWithTime(Context):
    """A context with time for so many calls to the bank."""

    def __init__(self, calls: int = 1000) -> None:
        self._looks = [120_000] * 2 * calls

    def get_remaining_time_in_millis(self) -> int:
        return self._looks.pop() if self._looks else 24_000


@pytest.fixture
def at(monkeypatch):
    def at(moment: datetime) -> None:
        monkeypatch.setattr(function, "now", lambda: moment)
        monkeypatch.setattr("gazette.times.now", lambda: moment)

    at(NOON)
    return at


@pytest.fixture
def run(central_bank, raw_bucket, at):
    """The function, with time for so many calls; the bank has a sheet each working day."""
    central_bank.publish(
        *(document(FIRST + timedelta(day)) for day in range(11) if (FIRST + timedelta(day)).weekday() < 5)
    )
    return lambda event, calls=1000: function.handler(event, ContextWithTime(calls))


@pytest.fixture
def stored(dynamodb, stack):
    def stored() -> list[str]:
        items = dynamodb.scan(TableName=stack.physical("RatesTable"))["Items"]
        return sorted(item["date"]["S"] for item in items if item["series"]["S"] == "cbu")

    return stored


def test_a_range_invalidates_past_answers_once_at_its_end(run, distribution):
    run(START, calls=3)
    assert list_invalidations(distribution) == []
    run(START)
    assert len(list_invalidations(distribution)) == 1


def test_one_event_starts_and_finishes_a_range(run, stored, central_bank):
    report = run(START)
    assert report["worked"]
    job = report["job"]
    assert (job["id"], job["kind"], job["status"]) == (
        "rates.backfill/cbu/2026-03-23/2026-04-02",
        "rates.backfill",
        "done",
    )
    assert (job["done"], job["total"], job["state"]["counts"]) == (11, 11, {"stored": SHEETS})
    assert [result["outcome"] for result in report["results"]] == ["stored"] * SHEETS
    assert len(stored()) == len(central_bank.asked) == SHEETS


def test_backfills_of_the_european_central_bank_and_the_bank_of_russia(
    european_central_bank, bank_of_russia, raw_bucket, at, dynamodb, stack
):
    days = [day for back in range(12) if (day := LAST - timedelta(back)).weekday() < 5]
    european_central_bank.open(*days)
    bank_of_russia.publish(*map(fake_cbr.document, days))
    first = min(days).isoformat()
    for source in ("ecb", "cbr"):
        report = function.handler({"source": source, "from": first, "to": "2026-04-02"}, ContextWithTime())
        assert report["job"]["status"] == "done", report
        assert report["job"]["state"]["counts"] == {"stored": len(days)}, source
        assert report["job"]["state"]["earliest"] == first
        items = dynamodb.scan(TableName=stack.physical("RatesTable"))["Items"]
        assert sum(item["series"]["S"] == source for item in items) == len(days)


def test_a_job_is_released_before_the_time_is_up_and_resumed_by_its_id(run, stored, central_bank):
    report = run(START, calls=2)
    assert report["job"]["status"] == "waiting"
    assert stored() == ["2026-04-01", "2026-04-02"]
    report = run({"job": report["job"]["id"]})
    assert report["job"]["status"] == "done"
    assert len(central_bank.asked) == len(set(central_bank.asked)) == SHEETS


def test_a_job_is_read_twice_when_it_is_acquired_and_not_again_for_a_step(run, stack, monkeypatch):
    id = run(START, calls=2)["job"]["id"]
    calls, jobs = Calls(monkeypatch, stack.region), stack.physical("JobsTable")
    assert run({"job": id}, calls=2)["worked"]
    reads = [operation for _, operation, request in calls.seen if request.get("TableName") == jobs]
    assert reads.count("GetItem") == 2
    assert "Query" not in reads


def test_seconds_limit_a_worker(run, central_bank, at):
    assert run({**START, "seconds": 0})["results"] == []
    assert central_bank.asked == []
    assert run(START)["job"]["status"] == "done"


def test_the_same_event_again_finds_it_done(run, central_bank):
    run(START)
    asked = len(central_bank.asked)
    report = run(START)
    assert (report["worked"], report["job"]["status"], report["results"]) == (False, "done", [])
    assert len(central_bank.asked) == asked
    assert run({**START, "again": True})["job"]["state"]["counts"] == {"unchanged": SHEETS}


def test_another_range_of_the_same_bank_is_refused_meanwhile(run):
    run(START, calls=1)
    with pytest.raises(ConcurrencyKeyTaken, match="2026-03-23/2026-04-02 is under way"):
        run({"source": "cbu", "from": "2026-03-01"})


def test_an_event_that_comes_while_another_works_changes_nothing(run, central_bank):
    run(START, calls=1)
    function.jobs.acquire("rates.backfill/cbu/2026-03-23/2026-04-02", NOON)
    report = run({"job": "rates.backfill/cbu/2026-03-23/2026-04-02"})
    assert (report["worked"], report["job"]["status"], len(central_bank.asked)) == (False, "running", 1)


def test_an_event_about_an_absent_job_does_nothing(run):
    assert run({"job": "rates.backfill/cbu/1990-01-01/today"}) == {"job": None, "worked": False, "results": []}


def test_a_bank_that_refuses_calls_is_asked_again_later(run, central_bank, at):
    central_bank.mishaps = [(403, "text/html", b"<html>")] * 3
    job = run(START)["job"]
    assert (job["status"], job["due_at"]) == ("waiting", "2026-04-02T07:01:00Z")
    assert "status 403" in job["reason"]
    assert run({"job": job["id"]})["worked"] is False
    at(NOON + timedelta(minutes=1))
    assert run({"job": job["id"]})["job"]["state"]["counts"] == {"stored": SHEETS}


def test_a_backfill_counts_sheets_as_any_run_does(run, capsys):
    run(START)
    [line] = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    assert line["RatesIngested"] == [float(SHEETS)]
    assert line["source"] == "cbu"
    assert "RatesStale" not in line


@pytest.mark.parametrize(
    "event",
    [
        {**START, "from": "yesterday"},
        {**START, "dates": ["2026-04-01"]},
        {"from": "2026-04-01"},
        {**START, "seconds": -1},
        {"job": "digest/2026-04-01"},
    ],
)
def test_an_invalid_event_is_refused(run, event):
    with pytest.raises(ValidationError):
        run(event)


def test_a_reversed_range_is_refused(run):
    with pytest.raises(Invalid, match="2026-04-02 is later than 2026-03-23"):
        run({"source": "cbu", "from": "2026-04-02", "to": "2026-03-23"})


@pytest.fixture
def bus(event_bus):
    """Receives the events that were put on the bus of the template since the last call."""
    events, sqs = boto3.client("events"), boto3.client("sqs")
    url = sqs.create_queue(QueueName="due")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.put_rule(Name="due", EventBusName=event_bus, EventPattern='{"detail-type": ["job.due"]}')
    events.put_targets(Rule="due", EventBusName=event_bus, Targets=[{"Id": "due", "Arn": arn}])

    def receive() -> list[dict]:
        messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        for message in messages:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return [json.loads(message["Body"]) for message in messages]

    yield receive
    events.remove_targets(Rule="due", EventBusName=event_bus, Ids=["due"])
    events.delete_rule(Name="due", EventBusName=event_bus)
    sqs.delete_queue(QueueUrl=url)


def run_scheduler(context) -> int:
    return scheduler.handler(sample_event("scheduler/minute.json"), context)["woken"]


def test_the_scheduler_publishes_an_event_for_a_due_job_which_resumes_it(run, bus, context):
    job = run(START, calls=4)["job"]
    assert run_scheduler(context) == 1
    [event] = bus()
    assert (event["source"], event["detail-type"]) == ("gazette", "job.due")
    assert event["detail"] == {"job": job["id"], "kind": "rates.backfill"}
    assert run(event)["job"]["status"] == "done"
    assert run_scheduler(context) == 0
    assert bus() == []


def test_the_rule_of_the_template_matches_the_event_of_the_scheduler(run, bus, context, stack):
    rules = dict(stack.of_type("AWS::Events::Rule")).values()
    [rule] = [rule for rule in rules if "rates.backfill" in str(rule["EventPattern"])]
    assert rule["Targets"][0]["Arn"].endswith(stack.physical("RateIngestionFunction"))
    run(START, calls=1)
    run_scheduler(context)
    [event] = bus()
    pattern = rule["EventPattern"]
    assert event["source"] in pattern["source"]
    assert event["detail-type"] in pattern["detail-type"]
    assert event["detail"]["kind"] in pattern["detail"]["kind"]


def test_a_job_whose_worker_was_killed_is_due_when_the_lease_expires(run, bus, context, at):
    id = run(START, calls=1)["job"]["id"]
    function.jobs.acquire(id, NOON)
    assert run_scheduler(context) == 0
    at(NOON + LEASE)
    assert run_scheduler(context) == 1
    assert run(bus()[0])["job"]["status"] == "done"


def test_a_job_that_always_fails_before_its_first_call_is_stopped(run, at, monkeypatch):
    id = run(START, calls=1)["job"]["id"]

    def unavailable(bank):
        raise Unavailable

    with monkeypatch.context() as busy:
        busy.setattr(function.commands, "finish_reevaluation", unavailable)
        assert count_failed_workers(id, run, at, Unavailable) == MAX_ATTEMPTS
    assert run(START)["job"]["status"] == "done"


def test_a_job_whose_bank_no_longer_exists_is_stopped(run, at, monkeypatch):
    id = run(START, calls=1)["job"]["id"]
    monkeypatch.setattr("gazette.rates.sources.list_sources", lambda: ["ecb"])
    assert count_failed_workers(id, run, at, Invalid) == MAX_ATTEMPTS


def count_failed_workers(id, run, at, failure) -> int:
    """Workers that fail before the job is stopped."""
    for attempt in range(2 * MAX_ATTEMPTS):
        at(NOON + attempt * MAX_LEASE)
        try:
            report = run({"job": id})
        except failure:
            continue
        assert (report["job"]["status"], report["worked"]) == ("stopped", False)
        return attempt
    raise AssertionError("it is never stopped")


def test_an_event_that_comes_twice_runs_the_job_once(run, bus, context, central_bank):
    run(START, calls=1)
    run_scheduler(context)
    run_scheduler(context)
    first, second = bus() + bus()
    assert run(first)["worked"]
    assert run(second)["worked"] is False
    assert len(central_bank.asked) == SHEETS


def test_a_failure_of_the_bus_delays_no_article_and_the_event_is_published_later(run, bus, context, monkeypatch):
    run(START, calls=1)
    with monkeypatch.context() as down:
        down.setattr(scheduler.events, "publish_due_jobs", lambda *_: (_ for _ in ()).throw(Unavailable()))
        assert run_scheduler(context) == 0
    assert run_scheduler(context) == 1


def test_an_event_is_published_for_each_of_many_due_jobs(bus, context, at):
    from dataclasses import replace

    from functions.rate_ingestion.handler import jobs
    from gazette.rates.ingestion.input_events import StartBackfill

    job = StartBackfill.model_validate(START).to_job(LAST)
    for number in range(12):
        jobs.open(replace(job, id=f"{job.id}/{number}", concurrency_key=str(number)), NOON)
    assert run_scheduler(context) == 12
    assert {event["detail"]["job"] for event in [*bus(), *bus()]} == {f"{job.id}/{number}" for number in range(12)}


def test_the_roles_allow_all_calls(run, bus, context, stack, monkeypatch):
    with monkeypatch.context() as observed:
        calls = Calls(observed, stack.region)
        run(START, calls=2)
        run_scheduler(context)
        assert refused(calls.needs(), role(stack, "RateIngestionFunction") + role(stack, "SchedulerFunction")) == set()
    with monkeypatch.context() as observed:
        calls = Calls(observed, stack.region)
        run(START)
        assert refused(calls.needs(), role(stack, "RateIngestionFunction")) == set()
    assert os.environ["JOBS_TABLE"] in {request.get("TableName") for _, _, request in calls.seen}, (
        "there was a call for the table"
    )
