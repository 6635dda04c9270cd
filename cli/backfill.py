"""`gazette backfill`: loads a bank's rates of past years, with one call a second."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.job_driver import drive_job
from cli.jobs import exit_on_aws_error, open_jobs
from cli.target import OptionalStackName, Region, Target, find_target
from cli.terminal import PORT, Port, exit_with_error
from gazette.rates.sources import list_sources

if TYPE_CHECKING:
    from gazette.jobs.model import Job
    from gazette.rates.bank import Bank

OUTCOMES = ("stored", "corrected", "unchanged", "rejected", "failed")
MAX_NAMED = 8
"""Currencies of a sheet that are printed; of further ones only their number."""
FUNCTION = "RateIngestionFunction"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
Day = Annotated[str, typer.Option("--from", help="First day: a date (1994-07-01), today or yesterday.")]
LastDay = Annotated[str, typer.Option("--to", help="Last day, the same way; today is the bank's.")]
Source = Annotated[str, typer.Option(help=f"The bank: {', '.join(list_sources())}.")]
Fewer = Annotated[bool, typer.Option("--fewer", help="Accept sheets that lost more than a tenth of their currencies.")]
Again = Annotated[bool, typer.Option("--again", help="Start again if it was done already: loads corrections.")]
Detach = Annotated[bool, typer.Option("--detach", help="Start it and leave it to the server; see `jobs list`.")]


def backfill(
    first: Day,
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

    One call a second, the latest day first. It is a job of the server: Ctrl-C stops it, and the same command resumes
    it. If the command is killed, the server continues by itself within two minutes, and the same command shows the
    progress. The exit code is 1 if days are missing.
    """
    # Imported late, as pydantic is below: both load slowly, and `--help` needs neither.
    from cli.progress import show_progress

    load_bank = _find_bank(source)
    days = _parse_range(load_bank, first, last)
    place = find_target(port, stack, region)
    job = _open_job(place, load_bank, {**days, "fewer": fewer, "again": again})
    id = job.id
    if job.ended:
        print(f"done before, at {job.changed_at}; --again asks the bank for all days again")
        if job.state["notes"]:
            print(_summarize(job))
        _exit_if_incomplete(job)
        return
    if detach:
        print(f"{id} is started; `gazette jobs list` shows its progress, `gazette jobs stop {id}` stops it")
        return
    try:
        job = show_progress(drive_job(place, FUNCTION, id), _describe_progress, _count_steps)
    except KeyboardInterrupt:
        with exit_on_aws_error():
            job = open_jobs(place).stop(id, datetime.now(UTC)) or exit_with_error(f"the job {id} is gone")
        if job.status == "stopped":
            print(f"{_summarize(job)}; the same command continues from {job.state['day']}")
            raise typer.Exit(130) from None
    print(_summarize(job))
    _exit_if_incomplete(job)


def _exit_if_incomplete(job: Job) -> None:
    """Ends the command with 1 if the job is not done or has skipped days. Days before a bank's history do not count."""
    missing = bool(job.state["notes"])
    if job.status == "done" and missing:
        print("something is missing: ask for those days with --from and --to, or for all with --again")
    if job.status != "done" or missing:
        raise typer.Exit(1)


def _find_bank(source: str) -> Bank:
    from gazette.rates.sources import load_bank

    if source not in list_sources():
        exit_with_error(f"there is no source {source}; there are {', '.join(list_sources())}")
    return load_bank(source)


def _parse_range(bank: Bank, first: str, last: str) -> dict[str, date]:
    """`from` and `to` of the event. `to` is left out for a range up to today, which is then the same job every day."""
    from gazette.rates.validation.guards import EARLIEST

    today = bank.today(datetime.now(UTC))
    begin, end = _parse_day(first, "--from", today), _parse_day(last, "--to", today)
    for name, day in (("--from", begin), ("--to", end)):
        if day > today:
            exit_with_error(f"{name} {day} lies in the future; the bank's today is {today}")
    if begin < EARLIEST:
        exit_with_error(f"--from {begin} is too early; no bank has sheets before {EARLIEST}")
    if begin > end:
        exit_with_error(f"--from {begin} is later than --to {end}")
    return {"from": begin} if end == today else {"from": begin, "to": end}


def _parse_day(text: str, option: str, today: date) -> date:
    words = {"today": today, "yesterday": today - timedelta(1)}
    if text in words:
        return words[text]
    try:
        return date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        exit_with_error(f"{option} {text} is no day; write it like 1994-07-01, or today, or yesterday")


def _open_job(place: Target, bank: Bank, members: dict[str, Any]) -> Job:
    """Starts or resumes the job of an event with these members. The command does that itself, because the function may
    be busy with this job for a minute."""
    from gazette.jobs.repository import ConcurrencyKeyTaken
    from gazette.rates.ingestion.input_events import StartBackfill

    event, now = StartBackfill.model_validate({"source": bank.id, **members}), datetime.now(UTC)
    try:
        with exit_on_aws_error():
            return open_jobs(place).open(event.to_job(bank.today(now)), now, again=event.again)
    except ConcurrencyKeyTaken as taken:
        exit_with_error(f"{taken.job} is under way; let it end, or stop it: gazette jobs stop {taken.job}")


def _describe_progress(job: Job) -> str:
    """The next day, and the results of the days before it."""
    _, _, reason = job.reason.partition(": ") if job.reason.startswith("/") else ("", "", job.reason)  # no address
    waits = f"; waits until {job.due_at[11:]}: {reason}" if job.status == "waiting" and reason else ""
    return f"{job.parameters['source']} {job.state['day']}  {_format_counts(job)}{waits}"


def _count_steps(job: Job) -> int:
    return sum(job.state["counts"].values())


def _format_counts(job: Job) -> str:
    """`1,204 stored, 3 unchanged`."""
    counts = job.state["counts"]
    return ", ".join(f"{counts[name]:,} {name}" for name in OUTCOMES if counts.get(name)) or "nothing yet"


def _summarize(job: Job) -> str:
    """Results by outcome, skipped days, and the rates that are held now."""
    asked, state = job.parameters, job.state
    lines = [
        f"{asked['source']}, {asked['from']} to {asked['to']}: {_format_counts(job)}",
        *([job.reason] if job.reason else []),
    ]
    lines += [f"{_format_note(note)}: {note['reason']}" for note in state["notes"]]
    lines += [f"skipped {state['unnoted']} days more"] if state["unnoted"] else []
    lines += [f"held {sheet['date']}: {_format_codes(sheet['currencies'])}" for sheet in state.get("held", [])]
    return "\n".join(lines)


def _format_codes(codes: list[str]) -> str:
    named, more = codes[:MAX_NAMED], len(codes[MAX_NAMED:])
    return f"{', '.join(named)} and {more} more" if more else ", ".join(named)


def _format_note(note: dict[str, str]) -> str:
    """`skipped 2021-02-17, failed`, or `doubtful 2021-02-17` for a sheet that lost currencies: that one is stored."""
    if note["outcome"] == "doubtful":
        return f"doubtful {_format_days(note)}"
    return f"skipped {_format_days(note)}, {note['outcome']}"


def _format_days(note: dict[str, str]) -> str:
    return note["first"] if note["first"] == note["last"] else f"{note['first']} to {note['last']}"
