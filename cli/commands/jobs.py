"""`gazette jobs`: lists and stops long work."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import exit_on_aws_error, exit_with_error
from cli.job_client import open_jobs
from cli.options import PORT, OptionalStackName, Port, Region
from cli.target import find_target

if TYPE_CHECKING:
    from gazette.jobs.model import Job

jobs = typer.Typer(help="List and stop long work.", no_args_is_help=True, rich_markup_mode=None)

Id = Annotated[str, typer.Argument(help="The job's id, as `gazette jobs list` prints it.")]


@jobs.command("list")
def list_jobs(port: Port = PORT, stack: OptionalStackName = None, region: Region = None) -> None:
    """List jobs, the latest first. A job is listed for 90 days after its end."""
    target = find_target(port, stack, region)
    with exit_on_aws_error():
        listed = open_jobs(target).list_all(datetime.now(UTC))
    print("\n".join(map(_line, listed)) or "there is no job")


@jobs.command("stop")
def stop_job(id: Id, port: Port = PORT, stack: OptionalStackName = None, region: Region = None) -> None:
    """Stop a job. The command that started it resumes it from the same target."""
    target = find_target(port, stack, region)
    with exit_on_aws_error():
        stopped = open_jobs(target).stop(id, datetime.now(UTC))
    if stopped is None:
        exit_with_error(f"there is no job {id}")
    print(_line(stopped))


def _line(job: Job) -> str:
    reason = f": {job.reason}" if job.reason else ""
    return f"{job.changed_at}  {job.status:7}  {job.done:,} of {job.total:,} {job.unit}  {job.id}{reason}"
