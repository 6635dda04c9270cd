"""`gazette import`: brings what `gazette export` has written into a stack."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import exit_on_aws_error, exit_with_error
from cli.options import PORT, OptionalStackName, Port, Region
from cli.signals import exit_when_interrupted
from cli.target import find_target

if TYPE_CHECKING:
    from cli.moving.importing.run import Import
    from cli.moving.importing.scratch import Scratch
    from cli.target import Target

SHOWN = 20
"""Names that are printed of the records of a kind that stay as the stack has them."""

NOUNS = {
    "picture": "pictures",
    "use": "uses",
    "term": "terms",
    "sitemap": "sitemaps",
    "article": "articles",
    "address": "addresses",
    "redirect": "redirects",
    "story": "stories",
    "front": "front pages",
    "change": "changes",
}

Folder = Annotated[Path, typer.Argument(help="Folder of an export, with gazette.ndjson and files/.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check everything and count what is new, write nothing.")]
KeepExisting = Annotated[
    bool, typer.Option("--keep-existing", help="Where the stack has something else, leave it as it is.")
]
WithoutFiles = Annotated[
    bool, typer.Option("--without-files", help="Neither check nor write files of pictures: the bucket has them.")
]


def import_(
    folder: Folder,
    *,
    dry_run: DryRun = False,
    keep_existing: KeepExisting = False,
    without_files: WithoutFiles = False,
    port: Port = PORT,
    stack: OptionalStackName = None,
    region: Region = None,
) -> None:
    """Import what `gazette export` has written.

    First the whole file is checked, and every error is named by its line; nothing is written if there is one. Then what
    the stack lacks is written, and nothing is announced to readers. What is there already stays; of an article that is
    there, the present version is compared, not the older ones. Ctrl-C stops the command, and the same command
    continues. The exit code is 1 if something could not be written.
    """
    with exit_when_interrupted("stopped; nothing is written"):
        _import(
            folder,
            find_target(port, stack, region),
            dry_run=dry_run,
            keep_existing=keep_existing,
            with_files=not without_files,
        )


def _import(folder: Path, target: Target, *, dry_run: bool, keep_existing: bool, with_files: bool) -> None:
    from cli.moving.importing.checking import Check
    from cli.moving.importing.comparing import Comparison
    from cli.moving.importing.file_header import NoExport
    from cli.moving.importing.run import Import
    from cli.moving.importing.scratch import TABLES, Scratch
    from cli.moving.problems import Problems
    from cli.moving.records import FILE_NAME
    from cli.moving.stack import Stack
    from cli.progress import show_progress
    from cli.scratch import open_scratch

    path = folder / FILE_NAME
    with (
        exit_on_aws_error("the import ends here; the same command continues"),
        open_scratch(*TABLES) as database,
    ):
        scratch, problems, opened = Scratch(database), Problems(), Stack.of_target(target)
        comparison = Comparison(opened, scratch, problems, now=datetime.now(UTC), keep_existing=keep_existing)
        check = Check(folder, path, opened, scratch, comparison, with_files=with_files, problems=problems)
        try:
            show_progress(check.run(), lambda job: "checked", lambda job: job.done, with_end=True)
        except (NoExport, OSError) as error:
            exit_with_error(f"{path}: {error}")
        if problems.count:
            exit_with_error(f"{path} has {problems.count:,} errors, so nothing is imported")
        if dry_run:
            print(f"{path}, nothing is written:")
            _print(Counter(scratch.count()), scratch)
            return
        run = Import(opened, folder, path, scratch, lambda: datetime.now(UTC), _report, with_files=with_files)
        with exit_when_interrupted("stopped; the same command continues"):
            _run(run, path, scratch)
    if run.has_failures:
        raise typer.Exit(1)


def _run(run: Import, path: Path, scratch: Scratch) -> None:
    """Write what is new and print what became of each kind of records, also if the run is interrupted."""
    from cli.progress import show_progress
    from gazette.errors import Unavailable

    try:
        show_progress(run.run(), lambda job: f"{job.done:,} of {job.total:,} records", lambda job: job.done)
    except Unavailable as error:
        exit_with_error(f"{error}; the same command continues")
    except KeyboardInterrupt:
        _print(run.outcomes, scratch)
        raise
    print(f"{path}:")
    _print(run.outcomes, scratch)


def _print(outcomes: Counter[tuple[str, str]], scratch: Scratch) -> None:
    """`articles: 1,204 written, 30 there already`, a line for each kind of records; below it what stays as it is."""
    from cli.moving.importing.comparing import KEPT, NEWER

    for type, noun in NOUNS.items():
        counts = {outcome: count for (kind, outcome), count in outcomes.items() if kind == type and count}
        if counts:
            print(f"  {noun}: {', '.join(f'{count:,} {outcome}' for outcome, count in counts.items())}")
        for outcome in (NEWER, KEPT):
            if names := scratch.list_names(type, outcome, SHOWN):
                more = counts[outcome] - len(names)
                print(f"    {outcome}: {', '.join(names)}{f' and {more:,} more' if more else ''}")


def _report(sentence: str) -> None:
    print(sentence, file=sys.stderr)
