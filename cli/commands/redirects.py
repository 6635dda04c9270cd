"""`gazette redirects`: leads the paths of a former site to articles."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import exit_on_aws_error, exit_with_error
from cli.options import PORT, OptionalStackName, Port, Region
from cli.target import Target, find_target

if TYPE_CHECKING:
    from cli.redirects.importing import Errors
    from cli.redirects.old_paths import OldPaths
    from cli.redirects.stored import StoredRedirects
    from gazette.jobs.model import Job

redirects = typer.Typer(
    help="Lead the paths of a former site to articles.", no_args_is_help=True, rich_markup_mode=None
)

Lines = Annotated[Path, typer.Argument(help="CSV file in UTF-8: an old path, and an article's id or another path.")]
Paths = Annotated[Path, typer.Argument(help="CSV file in UTF-8, of which only the first column counts.")]
CsvFile = Annotated[Path, typer.Argument(help="CSV file.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check the file, count what would change, write nothing.")]
Replace = Annotated[bool, typer.Option("--replace", help="Change redirects that lead to other articles now.")]


@redirects.command("import")
def import_redirects(
    file: Lines,
    *,
    dry_run: DryRun = False,
    replace: Replace = False,
    port: Port = PORT,
    stack: OptionalStackName = None,
    region: Region = None,
) -> None:
    """Import the redirects of a file.

    The whole file is checked before the first write, and every wrong line is named. A path may lead to another line's
    path or to that of an article's page: what is stored is the article's id. The same file again changes nothing, and
    continues an import that was interrupted.
    """
    from cli.redirects.importing import CHANGED, NEW, REPLACED, Import
    from cli.redirects.plan import Plan
    from cli.scratch import open_scratch

    target = find_target(port, stack, region)
    with exit_on_aws_error("the import ends here; the same command continues"), open_scratch(*Plan.TABLES) as database:
        run = Import(Plan(database), open_old_paths(target), open_stored(target), replace=replace)
        try:
            run.read(file)
        except OSError as error:
            exit_with_error(f"{file}: {error}")
        _refuse(run.errors, "imported")
        _show(run.compare(), run.outcomes, verb="checked")
        _refuse(run.errors, "imported")
        if not dry_run and run.outcomes[NEW] + run.outcomes[REPLACED]:
            _show(run.write(), run.outcomes)
    print(f"{file}{', nothing is written' if dry_run else ''}: {_format(run.outcomes)}")
    if run.outcomes[CHANGED]:
        raise typer.Exit(1)


@redirects.command("export")
def export(file: CsvFile, port: Port = PORT, stack: OptionalStackName = None, region: Region = None) -> None:
    """Export all redirects, in the order of their paths.

    An import of the file makes the same redirects.
    """
    from cli.progress import show_progress
    from cli.redirects.exporting import export_redirects

    if not os.access(file.parent, os.W_OK):
        exit_with_error(f"{file.parent} is no folder in which you may write")
    target = find_target(port, stack, region)
    with exit_on_aws_error("the redirects cannot be read"):
        states = export_redirects(open_stored(target), file)
        job = show_progress(states, lambda job: f"{job.done:,} items read", lambda job: job.done)
    print(f"{file}: {job.done:,} redirects")


@redirects.command("remove")
def remove(
    file: Paths,
    *,
    dry_run: DryRun = False,
    port: Port = PORT,
    stack: OptionalStackName = None,
    region: Region = None,
) -> None:
    """Remove the redirects of the paths of a file.

    Caches may keep a redirect for a minute.
    """
    from cli.redirects.removing import Removal

    target = find_target(port, stack, region)
    with exit_on_aws_error("the removal ends here; the same command continues"):
        run = Removal(file, open_stored(target), writing=not dry_run)
        try:
            run.check()
        except OSError as error:
            exit_with_error(f"{file}: {error}")
        _refuse(run.errors, "removed")
        _show(run.run(), run.outcomes)
    print(f"{file}{', nothing is removed' if dry_run else ''}: {_format(run.outcomes)}")


def open_stored(target: Target) -> StoredRedirects:
    from cli.redirects.stored import WRITERS, StoredRedirects

    retries = {"mode": "standard", "total_max_attempts": 10}
    dynamodb = target.client("dynamodb", retries=retries, max_pool_connections=2 * WRITERS)
    return StoredRedirects(dynamodb, target.physical_name("ArticlesTable"))


def open_old_paths(target: Target) -> OldPaths:
    from cli.redirects.old_paths import OldPaths

    return OldPaths([lang.strip() for lang in target.parameters["Languages"].split(",")])


def _refuse(errors: Errors, verb: str) -> None:
    """End the command if the file has errors."""
    from cli.redirects.importing import MAX_ERRORS

    if errors.count:
        first = f", of which the first {MAX_ERRORS} are above" if errors.count > MAX_ERRORS else ""
        exit_with_error(
            f"the file has {errors.count:,} error{'s' if errors.count > 1 else ''}{first}; nothing is {verb}"
        )


def _show(states: Iterable[Job], outcomes: Counter[str], *, verb: str = "") -> None:
    """Show the progress, and say how far it came if it ends early."""
    from cli.progress import show_progress
    from gazette.errors import Unavailable

    def describe(job: Job) -> str:
        return f"{job.done:,} of {job.total:,} {verb}" if verb else _format(outcomes)

    try:
        show_progress(states, describe, lambda job: job.done)
    except KeyboardInterrupt:
        print(f"{_format(outcomes)}; the same command continues")
        raise typer.Exit(130) from None
    except Unavailable as error:
        exit_with_error(f"{error}; so far {_format(outcomes)}; the same command continues")


def _format(outcomes: Counter[str]) -> str:
    """`1,204 new, 30 there already`, in the order of the first occurrence."""
    return ", ".join(f"{count:,} {outcome}" for outcome, count in outcomes.items() if count) or "nothing"
