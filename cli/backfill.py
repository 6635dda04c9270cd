"""`gazette backfill`: a bank's rates of past years, a call a second."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.jobs import jobs_of, one_line
from cli.target import OptionalStackName, Region, Target, target
from cli.terminal import PORT, Port, stop
from cli.worker import driven
from gazette.rates.sources import sources

if TYPE_CHECKING:
    from gazette.jobs.model import Job
    from gazette.rates.bank import Bank

OUTCOMES = ("stored", "corrected", "unchanged", "rejected", "failed")
NAMED = 8
"""Currencies of a sheet that are named; of more only their number."""
FUNCTION = "RateIngestionFunction"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
Day = Annotated[str, typer.Option("--from", help="First day: a date (1994-07-01), today or yesterday.")]
LastDay = Annotated[str, typer.Option("--to", help="Last day, the same way; today is the bank's.")]
Source = Annotated[str, typer.Option(help=f"The bank: {', '.join(sources())}.")]
Fewer = Annotated[bool, typer.Option("--fewer", help="Take sheets that lost more than a tenth of their currencies.")]
Again = Annotated[bool, typer.Option("--again", help="Begin anew where it was done already: brings corrections.")]
Detach = Annotated[bool, typer.Option("--detach", help="Begin it and leave it to the server; look with `jobs list`.")]


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

    One call a second, the latest day first. It is a job of the server: Ctrl-C stops it, and the same command goes on
    where it was. When the command is killed, the server goes on by itself within two minutes, and the same command
    shows how far it has come. It ends with 1 where days are missing.
    """
    # Late: what makes a wish of it takes a while to load, and so does the bar; who asks for help need not wait.
    from cli.progress import show_progress

    bank = _bank(source)
    days = _days(bank, first, last)
    place = target(port, stack, region)
    job = _opened(place, bank, {**days, "fewer": fewer, "again": again})
    id = job.id
    if job.ended:
        print(f"done before, at {job.changed_at}; --again asks the bank for all of it anew")
        if job.state["notes"]:
            print(_told(job))
        _end(job)
        return
    if detach:
        print(f"{id} is begun; `gazette jobs list` shows how far it is, `gazette jobs stop {id}` stops it")
        return
    try:
        job = show_progress(driven(place, FUNCTION, id), _where, _steps)
    except KeyboardInterrupt:
        with one_line():
            job = jobs_of(place).stop(id, datetime.now(UTC)) or stop(f"the job {id} is gone")
        if job.status == "stopped":
            print(f"{_told(job)}; the same command goes on from {job.state['day']}")
            raise typer.Exit(130) from None
    print(_told(job))
    _end(job)


def _end(job: Job) -> None:
    """Ends the command red where the job is not done, or has left something out. Days before a history are no such."""
    missing = bool(job.state["notes"])
    if job.status == "done" and missing:
        print("something is missing: ask for those days with --from and --to, or for all with --again")
    if job.status != "done" or missing:
        raise typer.Exit(1)


def _bank(source: str) -> Bank:
    from gazette.rates.sources import bank

    if source not in sources():
        stop(f"there is no source {source}; there are {', '.join(sources())}")
    return bank(source)


def _days(bank: Bank, first: str, last: str) -> dict[str, date]:
    """`from` and `to` of a wish. Without `to` it is the same job on every day."""
    from gazette.rates.validation.guards import EARLIEST

    today = bank.today(datetime.now(UTC))
    begin, end = _day(first, "--from", today), _day(last, "--to", today)
    for name, day in (("--from", begin), ("--to", end)):
        if day > today:
            stop(f"{name} {day} lies in the future; the bank's today is {today}")
    if begin < EARLIEST:
        stop(f"--from {begin} is too early; no bank has sheets before {EARLIEST}")
    if begin > end:
        stop(f"--from {begin} is later than --to {end}")
    return {"from": begin} if end == today else {"from": begin, "to": end}


def _day(text: str, option: str, today: date) -> date:
    words = {"today": today, "yesterday": today - timedelta(1)}
    if text in words:
        return words[text]
    try:
        return date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        stop(f"{option} {text} is no day; write it like 1994-07-01, or today, or yesterday")


def _opened(place: Target, bank: Bank, wished: dict[str, Any]) -> Job:
    """The job, begun or gone on with. Not by the function: that may be busy with this very job for a minute."""
    from gazette.jobs.repository import ConcurrencyKeyTaken
    from gazette.rates.ingestion.backfill import StartBackfill

    wish, now = StartBackfill.model_validate({"source": bank.id, **wished}), datetime.now(UTC)
    try:
        with one_line():
            return jobs_of(place).open(wish.job(bank.today(now)), now, again=wish.again)
    except ConcurrencyKeyTaken as taken:
        stop(f"{taken.job} is under way; let it end, or stop it: gazette jobs stop {taken.job}")


def _where(job: Job) -> str:
    """The day that it is at, and what came of those before."""
    _, _, reason = job.reason.partition(": ") if job.reason.startswith("/") else ("", "", job.reason)  # no address
    waits = f"; waits until {job.due_at[11:]}: {reason}" if job.status == "waiting" and reason else ""
    return f"{job.what['source']} {job.state['day']}  {_counted(job)}{waits}"


def _steps(job: Job) -> int:
    return sum(job.state["counts"].values())


def _counted(job: Job) -> str:
    """`1,204 stored, 3 unchanged`."""
    counts = job.state["counts"]
    return ", ".join(f"{counts[name]:,} {name}" for name in OUTCOMES if counts.get(name)) or "nothing yet"


def _told(job: Job) -> str:
    """What came of it, which days were skipped, and which rates are held now."""
    what, state = job.what, job.state
    lines = [
        f"{what['source']}, {what['from']} to {what['to']}: {_counted(job)}",
        *([job.reason] if job.reason else []),
    ]
    lines += [f"{_noted(note)}: {note['reason']}" for note in state["notes"]]
    lines += [f"skipped {state['unnoted']} days more"] if state["unnoted"] else []
    lines += [f"held {sheet['date']}: {_some(sheet['currencies'])}" for sheet in state.get("held", [])]
    return "\n".join(lines)


def _some(codes: list[str]) -> str:
    shown, more = codes[:NAMED], len(codes[NAMED:])
    return f"{', '.join(shown)} and {more} more" if more else ", ".join(shown)


def _noted(note: dict[str, str]) -> str:
    """A sheet that lost currencies was not skipped: it is `doubtful 2021-02-17`."""
    if note["outcome"] == "doubtful":
        return f"doubtful {_stretch(note)}"
    return f"skipped {_stretch(note)}, {note['outcome']}"


def _stretch(note: dict[str, str]) -> str:
    return note["first"] if note["first"] == note["last"] else f"{note['first']} to {note['last']}"
