"""`gazette backfill` and `gazette jobs`, with the function in this process and the bank on a loopback address."""

import re
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import boto3
import pytest
import typer
from typer.testing import CliRunner

import cli.commands.backfill
import cli.commands.jobs
import cli.job_client
from cli import progress
from cli.main import app
from cli.target import FunctionFailed, Target
from functions.rate_ingestion import handler as function
from gazette.jobs.model import Job
from gazette.rates.sources import list_sources
from tests.support.events import Context
from tests.support.fake_cbu import document, full

FIRST = date(2026, 3, 23)
DAYS = [FIRST + timedelta(day) for day in range(11) if (FIRST + timedelta(day)).weekday() < 5]
RANGE = ("--from", "2026-03-23", "--to", "2026-04-02")
ID = "rates.backfill/cbu/2026-03-23/2026-04-02"


class ContextWithTime(Context):
    def get_remaining_time_in_millis(self) -> int:
        return 120_000


class Here(Target):
    """The tests' own tables, and a function that lives as long as `stretches` says: each is what comes of an invocation
    (None: what really does)."""

    def __init__(self) -> None:
        super().__init__(boto3.Session(), "pool", "client")
        self.stretches: list = []
        self.events: list[dict] = []

    def physical_name(self, logical_id: str) -> str:
        return f"gazette-{logical_id}"

    def invoke(self, logical_id: str, event: dict) -> object:
        assert logical_id == "RateIngestionFunction"
        self.events.append(event)
        outcome = self.stretches.pop(0) if self.stretches else None
        if outcome is not None:
            return outcome()
        return function.handler(event, ContextWithTime())


@pytest.fixture
def here(monkeypatch, central_bank, raw_bucket):
    monkeypatch.setenv("POWERTOOLS_METRICS_DISABLED", "true")  # the worker's would stand in the command's output
    central_bank.publish(*map(document, DAYS))
    here = Here()
    for module in (cli.commands.backfill, cli.commands.jobs):
        monkeypatch.setattr(module, "find_target", lambda *_: here)
    return here


@pytest.fixture
def run(here):
    return lambda *command: CliRunner().invoke(app, command)


def fail(error: BaseException):
    def failing() -> None:
        raise error

    return failing


def one_sheet() -> None:
    """A worker that has time for one call."""
    left = iter([120_000] * 2)
    context = Context()
    context.get_remaining_time_in_millis = lambda: next(left, 24_000)
    function.handler({"job": ID}, context)


@pytest.fixture
def ended(monkeypatch):
    """Ends the command by an error as soon as its first worker is back."""

    def ended(error: BaseException) -> None:
        def pause(worker) -> None:
            worker.join()
            monkeypatch.setattr(cli.job_client, "_pause", pauses)
            raise error

        pauses = cli.job_client._pause
        monkeypatch.setattr(cli.job_client, "_pause", pause)

    return ended


@pytest.fixture
def hurry(monkeypatch):
    """A waiting job is due as soon as the command reads it again. Lists the jobs that waited."""
    waited = []

    def later(_: float) -> None:
        for job in function.jobs.list_all(datetime.now(UTC)):
            if job.status == "waiting":
                waited.append(job)
                function.jobs._put(job.wait(job.state, "2026-01-01T00:00:00Z", ""), datetime.now(UTC))

    monkeypatch.setattr("cli.job_client.time", SimpleNamespace(sleep=later))
    return waited


def job_of(id: str = ID) -> Job:
    return function.jobs.get(id, datetime.now(UTC))


def test_a_range_is_loaded_and_summarized(run, here):
    done = run("backfill", *RANGE)
    assert done.exit_code == 0
    assert done.output.splitlines() == [
        "  0 %  cbu 2026-04-02  nothing yet",
        "cbu, 2026-03-23 to 2026-04-02: 9 stored",
    ]
    assert here.events == [{"job": ID, "seconds": 5}]


def test_a_second_command_reports_that_and_asks_no_bank(run, here, central_bank):
    run("backfill", *RANGE)
    asked = len(central_bank.asked)
    again = run("backfill", *RANGE)
    assert again.exit_code == 0
    assert re.fullmatch(r"done before, at \S+; --again asks the bank for all days again\n", again.output)
    assert len(central_bank.asked) == asked
    assert run("backfill", *RANGE, "--again").output.endswith(": 9 unchanged\n")


def test_skipped_days_are_printed_with_a_reason(run, central_bank):
    central_bank.publish(document(DAYS[3], EUR="0"))
    first = run("backfill", *RANGE)
    assert first.exit_code == 1
    how = "something is missing: ask for those days with --from and --to, or for all with --again"
    assert first.output.splitlines()[1:] == [
        "cbu, 2026-03-23 to 2026-04-02: 8 stored, 1 rejected",
        "skipped 2026-03-26, rejected: 'EUR' has the rate '0'",
        how,
    ]
    before = run("backfill", *RANGE)
    assert before.exit_code == 1
    assert before.output.startswith("done before, at ")
    assert before.output.splitlines()[1:] == first.output.splitlines()[1:]
    central_bank.publish(document(DAYS[3]))
    assert run("backfill", *RANGE, "--again").exit_code == 0
    assert run("backfill", *RANGE).exit_code == 0


def test_a_sheet_that_lost_currencies_is_printed(run, central_bank):
    central_bank.publish(full(DAYS[0]), document(DAYS[1]))
    ended = run("backfill", "--from", "2026-03-23", "--to", "2026-03-24")
    assert ended.exit_code == 1
    assert ended.output.splitlines()[2] == "doubtful 2026-03-24: has only 3 of the 74 currencies of 2026-03-23"


def test_rates_that_are_held_now_are_printed(run, central_bank):
    codes = ("AED", "AFN", "AMD", "ARS", "AUD", "AZN", "BDT", "BGN", "BHD", "BND")
    for day in DAYS:
        rate = "200.00" if day >= DAYS[4] else "100.00"
        central_bank.publish(document(day, USD="12000.00", **dict.fromkeys(codes, rate)))
    assert run("backfill", *RANGE).output.endswith(
        "9 stored\nheld 2026-03-27: AED, AFN, AMD, ARS, AUD, AZN, BDT, BGN and 2 more\n"
    )


def test_the_begin_of_a_history_is_printed(run, hurry):
    ended = run("backfill", "--from", "1994-07-01", "--to", "2026-04-02")
    assert ended.exit_code == 0
    assert ended.output.endswith("9 stored\nthe bank has no sheet before 2026-03-23\n")
    assert [job.reason for job in hurry] == ["the answer is not a list of rates"]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["--from", "2926-01-01"], "--from 2926-01-01 lies in the future"),
        (["--from", "2026-01-01", "--to", "2926-01-01"], "--to 2926-01-01 lies in the future"),
        (["--from", "2026-01-02", "--to", "2026-01-01"], "--from 2026-01-02 is later than --to 2026-01-01"),
        (["--from", "0001-01-01"], "--from 0001-01-01 is too early; no bank has sheets before 1990-01-01"),
        (["--from", "tomorrow"], "--from tomorrow is no day; write it like 1994-07-01, or today, or yesterday"),
        (["--from", "20260301"], "--from 20260301 is no day; write it like 1994-07-01"),
        (["--from", "2026-W10-1"], "--from 2026-W10-1 is no day; write it like 1994-07-01"),
        (["--from", "2026-02-30"], "--from 2026-02-30 is no day"),
        (["--from", "today", "--to", "31.12.2026"], "--to 31.12.2026 is no day"),
        (["--from", "today", "--to", "yesterday"], "is later than --to"),
        (["--from", "today", "--source", "fed"], "there is no source fed; there are "),
    ],
)
def test_an_impossible_range_is_one_clear_line(run, here, command, said):
    refused = run("backfill", *command)
    assert refused.exit_code == 1
    assert said in refused.output
    assert refused.output.startswith("gazette: ")
    assert refused.output.count("\n") == 1
    assert here.events == []


def test_help_names_every_bank_there_is(run):
    every = re.escape(", ".join(list_sources()))
    assert re.search(rf"The bank: {every}\.", run("backfill", "--help").output)


def test_today_and_yesterday_are_the_banks(run):
    assert run("backfill", "--from", "yesterday", "--to", "yesterday").exit_code == 0
    assert run("backfill", "--from", "today").exit_code == 0
    today = datetime.now(UTC).astimezone(function.load_bank("cbu").zone).date()
    ids = {job.id for job in function.jobs.list_all(datetime.now(UTC))}
    assert ids == {
        f"rates.backfill/cbu/{today - timedelta(1)}/{today - timedelta(1)}",
        f"rates.backfill/cbu/{today}/today",
    }


def test_control_c_stops_the_job_and_the_same_command_resumes_it(run, here, central_bank, ended):
    here.stretches = [one_sheet]
    ended(KeyboardInterrupt())
    stopped = run("backfill", *RANGE)
    assert stopped.exit_code == 130
    assert "cbu, 2026-03-23 to 2026-04-02: 1 stored\nstopped by hand; the same command continues from 2026-04-01\n" in (
        stopped.output
    )
    assert job_of().status == "stopped"
    assert run("backfill", *RANGE).output.endswith(": 9 stored\n")
    assert len(central_bank.asked) == len(DAYS)


def test_a_job_with_another_worker_is_watched(run, here, monkeypatch, ended):
    """The server resumes the job of a killed command."""
    here.stretches = [one_sheet]
    ended(SystemExit(137))
    run("backfill", *RANGE)
    job = function.jobs.acquire(ID, datetime.now(UTC))
    here.events.clear()
    seen = []

    def works(_: float) -> None:
        seen.append(job_of().done)
        function.jobs.save_progress(job.finish(job.state, ""), datetime.now(UTC))

    monkeypatch.setattr("cli.job_client.time", SimpleNamespace(sleep=works))
    watched = run("backfill", *RANGE)
    assert watched.exit_code == 0
    assert watched.output.startswith("  9 %  cbu 2026-04-01  1 stored\n")
    assert (seen, here.events) == ([1], [])


def test_a_bank_that_does_not_answer_is_waited_for(run, here, central_bank, monkeypatch, hurry):
    central_bank.mishaps = [(403, "text/html", b"")] * 3
    monkeypatch.setattr(progress, "LINE_INTERVAL", 0)
    output = run("backfill", *RANGE).output
    assert re.search(r"cbu 2026-04-02  nothing yet; waits until \d\d:\d\d:\d\dZ: status 403\n", output)
    assert output.endswith(": 9 stored\n")
    assert len(hurry) == 1


def test_a_worker_that_fails_is_followed_by_another(run, here):
    here.stretches = [fail(FunctionFailed({"errorType": "Unavailable", "errorMessage": "Busy just now; try again"}))]
    done = run("backfill", *RANGE)
    assert done.exit_code == 0
    assert "a worker failed: Unavailable: Busy just now; try again\n" in done.output


def test_a_server_that_does_not_answer_ends_the_command(run, here, monkeypatch):
    here.stretches = [fail(typer.Exit(1))]
    assert run("backfill", *RANGE).exit_code == 1
    monkeypatch.setattr(Here, "physical_name", lambda *_: "no-such-table")
    gone = run("jobs", "list")
    assert (gone.exit_code, gone.output.count("\n")) == (1, 1)


def test_a_job_that_is_stopped_elsewhere_ends_the_command_with_1(run, here):
    here.stretches = [one_sheet, lambda: function.jobs.stop(ID, datetime.now(UTC))]
    ended = run("backfill", *RANGE)
    assert ended.exit_code == 1
    assert ended.output.endswith(": 1 stored\nstopped by hand\n")


def test_another_range_is_refused_meanwhile(run):
    run("backfill", *RANGE, "--detach")
    refused = run("backfill", "--from", "2026-01-01")
    assert (refused.exit_code, refused.output) == (
        1,
        f"gazette: {ID} is under way; let it end, or stop it: gazette jobs stop {ID}\n",
    )


def test_a_detached_job_is_left_to_the_server_and_can_be_listed_and_stopped(run, here):
    assert run("jobs", "list").output == "there is no job\n"
    begun = run("backfill", *RANGE, "--detach", "--fewer")
    assert begun.output.startswith(f"{ID}/fewer is started; ")
    assert here.events == []
    listed = run("jobs", "list").output
    assert re.fullmatch(rf"\S+Z  waiting  0 of 11 days  {ID}/fewer\n", listed)
    stopped = run("jobs", "stop", f"{ID}/fewer")
    assert re.fullmatch(rf"\S+Z  stopped  0 of 11 days  {ID}/fewer: stopped by hand\n", stopped.output)
    missing = run("jobs", "stop", ID)
    assert (missing.exit_code, missing.output) == (1, f"gazette: there is no job {ID}\n")
