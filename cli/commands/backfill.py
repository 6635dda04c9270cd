"""`gazette backfill`: loads a bank's rates of past years, with one call a second."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.backfill_summary import count_steps, describe_progress, summarize
from cli.errors import exit_on_aws_error, exit_with_error
from cli.job_client import drive_job, open_jobs
from cli.options import PORT, OptionalStackName, Port, Region
from cli.target import Target, find_target
from gazette.rates.sources import list_sources

if TYPE_CHECKING:
    from gazette.jobs.model import Job
    from gazette.rates.bank import Bank

FUNCTION = "RateIngestionFunction"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
FirstDay = Annotated[str, typer.Option("--from", help="First day: a date (1994-07-01), today or yesterday.")]
LastDay = Annotated[
    str, typer.Option("--to", help="Last day, in the same form. `today` is the date in the bank's time zone.")
]
Source = Annotated[str, typer.Option(help=f"The bank: {', '.join(list_sources())}.")]
Fewer = Annotated[bool, typer.Option("--fewer", help="Accept sheets that lost more than a tenth of their currencies.")]
Again = Annotated[bool, typer.Option("--again", help="Repeat a job that is done. This also loads corrections.")]
Detach = Annotated[
    bool, typer.Option("--detach", help="Start the job and return. `gazette jobs list` shows its progress.")
]


def backfill(
    first: FirstDay,
    last: LastDay = "today",
    source: Source = "cbu",
    *,
    fewer: Fewer = False,
    again: Again = False,
    detach: Detach = False,
    port: Port = PORT,
    stack: OptionalStackName = None,
    region: Region = None,
) -> None:
    """Load a bank's rates of past days.

    Gazette calls the bank once a second, the latest day first. The work is a job of the server: Ctrl-C stops the job,
    and the same command resumes it. If the command is killed, the server continues the job within two minutes, and the
    same command shows its progress. The exit code is 1 if days are missing.
    """
    bank = _find_bank(source)
    days = _parse_range(bank, first, last)
    target = find_target(port, stack, region)
    job = _open_job(target, bank, {**days, "fewer": fewer, "again": again})
    if job.ended:
        _report_earlier_result(job)
    elif detach:
        print(f"{job.id} is started; `gazette jobs list` shows its progress, `gazette jobs stop {job.id}` stops it")
    else:
        _run_to_end(target, job.id)


def _report_earlier_result(job: Job) -> None:
    print(f"done before, at {job.changed_at}; --again asks the bank for all days again")
    if job.state["notes"]:
        print(summarize(job))
    _exit_if_incomplete(job)


def _run_to_end(target: Target, id: str) -> None:
    """Shows the job's progress until it has ended. Ctrl-C stops the job."""
    # Imported late, as pydantic is below: both load slowly, and `--help` needs neither.
    from cli.progress import show_progress

    try:
        job = show_progress(drive_job(target, FUNCTION, id), describe_progress, count_steps)
    except KeyboardInterrupt:
        with exit_on_aws_error():
            job = open_jobs(target).stop(id, datetime.now(UTC)) or exit_with_error(f"the job {id} is gone")
        if job.status == "stopped":
            print(f"{summarize(job)}; the same command continues from {job.state['day']}")
            raise typer.Exit(130) from None
    print(summarize(job))
    _exit_if_incomplete(job)


def _exit_if_incomplete(job: Job) -> None:
    """Ends the command with 1 if the job is not done or has skipped days. Days before a bank's history do not count."""
    is_missing_days = bool(job.state["notes"])
    if job.status == "done" and is_missing_days:
        print("something is missing: ask for those days with --from and --to, or for all with --again")
    if job.status != "done" or is_missing_days:
        raise typer.Exit(1)


def _find_bank(source: str) -> Bank:
    from gazette.rates.sources import load_bank

    if source not in list_sources():
        exit_with_error(f"there is no source {source}; there are {', '.join(list_sources())}")
    return load_bank(source)


def _parse_range(bank: Bank, first: str, last: str) -> dict[str, date]:
    """`from` and `to` of the event. A range up to today has no `to`, so that it is the same job every day."""
    from gazette.rates.validation.guards import EARLIEST

    today = bank.today(datetime.now(UTC))
    first_day, last_day = _parse_day(first, "--from", today), _parse_day(last, "--to", today)
    for name, day in (("--from", first_day), ("--to", last_day)):
        if day > today:
            exit_with_error(f"{name} {day} lies in the future; the bank's today is {today}")
    if first_day < EARLIEST:
        exit_with_error(f"--from {first_day} is too early; no bank has sheets before {EARLIEST}")
    if first_day > last_day:
        exit_with_error(f"--from {first_day} is later than --to {last_day}")
    return {"from": first_day} if last_day == today else {"from": first_day, "to": last_day}


def _parse_day(text: str, option: str, today: date) -> date:
    words = {"today": today, "yesterday": today - timedelta(1)}
    if text in words:
        return words[text]
    try:
        return date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        exit_with_error(f"{option} {text} is no day; write it like 1994-07-01, or today, or yesterday")


def _open_job(target: Target, bank: Bank, members: dict[str, Any]) -> Job:
    """Starts or resumes the job of an event with these members.

    The command writes the job itself, because the function may be busy with this job for a minute.
    """
    from gazette.jobs.repository import ConcurrencyKeyTaken
    from gazette.rates.ingestion.input_events import StartBackfill

    event, now = StartBackfill.model_validate({"source": bank.id, **members}), datetime.now(UTC)
    try:
        with exit_on_aws_error():
            return open_jobs(target).open(event.to_job(bank.today(now)), now, again=event.again)
    except ConcurrencyKeyTaken as taken:
        exit_with_error(f"{taken.job} is under way; let it end, or stop it: gazette jobs stop {taken.job}")
