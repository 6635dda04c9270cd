"""`gazette jobs`: long work that is under way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.target import OptionalStackName, Region, Target, target
from cli.terminal import PORT, Port, stop

if TYPE_CHECKING:
    from gazette.jobs.model import Job
    from gazette.jobs.repository import JobRepository

jobs = typer.Typer(help="Look at long work, and stop it.", no_args_is_help=True, rich_markup_mode=None)

Id = Annotated[str, typer.Argument(help="The job's id, as `gazette jobs list` shows it.")]


@jobs.command("list")
def show(port: Port = PORT, stack: OptionalStackName = None, region: Region = None) -> None:
    """List jobs, the latest first; those that ended are kept for 90 days."""
    place = target(port, stack, region)
    with one_line():
        found = jobs_of(place).all(datetime.now(UTC))
    print("\n".join(map(_line, found)) or "there is no job")


@jobs.command("stop")
def end(id: Id, port: Port = PORT, stack: OptionalStackName = None, region: Region = None) -> None:
    """Stop a job where it stands. The command that began it goes on with it from there."""
    place = target(port, stack, region)
    with one_line():
        ended = jobs_of(place).stop(id, datetime.now(UTC))
    if ended is None:
        stop(f"there is no job {id}")
    print(_line(ended))


@contextmanager
def one_line() -> Iterator[None]:
    """Ends the command with one line where AWS does not do as it is told: no such stack's table, no right to it."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        stop(f"the jobs cannot be reached: {error}")


def jobs_of(place: Target) -> JobRepository:
    """The jobs of a stack or of the local server."""
    from gazette.jobs.repository import JobRepository

    return JobRepository(place.table("JobsTable"), place.client("dynamodb"))


def _line(job: Job) -> str:
    why = f": {job.reason}" if job.reason else ""
    return f"{job.changed_at}  {job.status:7}  {job.done:,} of {job.total:,} {job.unit}  {job.id}{why}"
