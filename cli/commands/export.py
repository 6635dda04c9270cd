"""`gazette export`: writes all articles, terms and pictures of a stack into a folder."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import exit_on_aws_error, exit_with_error
from cli.options import PORT, OptionalStackName, Port, Region
from cli.signals import exit_when_interrupted
from cli.target import find_target

if TYPE_CHECKING:
    from cli.moving.exporting.run import Export
    from cli.target import Target

Folder = Annotated[Path, typer.Argument(help="Folder of the export. It is made if it is not there.")]
Again = Annotated[bool, typer.Option("--again", help="Replace the finished export in the folder; keep its files.")]
WithoutFiles = Annotated[bool, typer.Option("--without-files", help="Leave out the files of pictures.")]


def export(
    folder: Folder,
    *,
    again: Again = False,
    without_files: WithoutFiles = False,
    port: Port = PORT,
    stack: OptionalStackName = None,
    region: Region = None,
) -> None:
    """Export articles, terms, pictures and front pages.

    The folder gets gazette.ndjson, with one record on a line, and the files of pictures below files/. Only you can read
    both, as they have the drafts of all authors. It only reads the stack, beside readers and editors. Ctrl-C stops it,
    and the same command continues. The exit code is 1 if something had to be left out: articles that are damaged, files
    of pictures that the bucket lacks.
    """
    with exit_when_interrupted("stopped; the same command continues"):
        _export(folder, find_target(port, stack, region), again=again, with_files=not without_files)


def _export(folder: Path, target: Target, *, again: bool, with_files: bool) -> None:
    from cli.moving.exporting.run import Export
    from cli.moving.records import FILE_NAME
    from cli.moving.stack import Stack

    file = folder / FILE_NAME
    if file.exists() and not again:
        exit_with_error(f"{file} is a finished export; --again replaces it")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with exit_on_aws_error("the export ends here; the same command continues"):
            now = datetime.now(UTC)
            run = Export(Stack.of_target(target), folder, with_files=with_files, at=now, report=_report)
            done = _run(run)
    except OSError as error:
        exit_with_error(f"{folder}: {error}")
    print(f"{file}: {done:,} articles")
    if run.missing or run.damaged:
        exit_with_error(f"{run.damaged:,} articles and {run.missing:,} files of pictures are left out; see above")


def _run(run: Export) -> int:
    """The number of exported articles."""
    from cli.moving.exporting.run import OtherStack
    from cli.progress import show_progress
    from gazette.errors import Unavailable

    try:
        return show_progress(
            run.run(), lambda job: f"{job.done:,} of {job.total:,} articles", lambda job: job.done
        ).done
    except (OtherStack, Unavailable) as error:
        exit_with_error(str(error))


def _report(sentence: str) -> None:
    print(sentence, file=sys.stderr)
