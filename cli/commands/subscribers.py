"""`gazette subscribers`: imports and exports the people of the mailing lists."""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.errors import exit_on_aws_error, exit_with_error
from cli.options import PORT, OptionalStackName, Port, Region
from cli.target import Target, find_target

if TYPE_CHECKING:
    from cli.subscribers.importing import Import
    from cli.subscribers.rows import ImportOptions

subscribers = typer.Typer(
    help="Import, export and count the people of the lists.", no_args_is_help=True, rich_markup_mode=None
)

CsvFile = Annotated[Path, typer.Argument(help="CSV file in UTF-8.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check the file, count what would change, write nothing.")]
SkipErrors = Annotated[bool, typer.Option("--skip-errors", help="Import the right rows although others are wrong.")]
Days = Annotated[int, typer.Option(help="How many days.", min=1, max=1000)]
Lang = Annotated[str, typer.Option(help="Language of rows that have none.")]
Lists = Annotated[str, typer.Option(help="Lists of rows that have none, such as daily,weekly.")]
Source = Annotated[
    str,
    typer.Option(
        help="Source of the consent of rows that name none, such as 'double opt-in at old.example'. With it, "
        "created_at of Ghost and listmonk is the time of the consent."
    ),
]


@subscribers.command("import")
def import_people(
    file: CsvFile,
    *,
    dry_run: DryRun = False,
    skip_errors: SkipErrors = False,
    lang: Lang = "",
    lists: Lists = "",
    consent_source: Source = "",
    port: Port = PORT,
    stack: OptionalStackName = None,
    region: Region = None,
) -> None:
    """Import people with the proof of their consent.

    A row with consent_at and consent_source makes an active subscriber, another one a pending one; no mail is sent.
    Who has left, complained, bounced or was erased is never changed. The whole file is checked before the first write;
    every wrong row is named by its line. The same file again changes nothing.
    """
    from cli.csv_files import FileUnreadable
    from cli.subscribers.importing import WRONG, Import
    from cli.subscribers.person import open_subscribers

    target = find_target(port, stack, region)
    with exit_on_aws_error("the import ends here; the same command continues"):
        options = _read_options(target, lang, lists, consent_source)
        dynamodb = _open_dynamodb(target)
        run = Import(file, options, open_subscribers(target), dynamodb, writing=not dry_run)
        try:
            run.check()
        except (FileUnreadable, OSError) as error:
            exit_with_error(f"{file}: {error}")
        wrong = run.outcomes[WRONG]
        if wrong and not (skip_errors or dry_run):
            exit_with_error(
                f"{wrong:,} of {run.total:,} rows are wrong, so nothing is imported (--skip-errors imports the others)"
            )
        _run(run)
    print(f"{file}{', nothing is written' if dry_run else ''}: {_format(run.outcomes)}")
    if wrong:
        raise typer.Exit(1)


@subscribers.command("export")
def export(file: CsvFile, port: Port = PORT, stack: OptionalStackName = None, region: Region = None) -> None:
    """Export all active subscribers with the facts of their consent.

    Only you can read the file. Its rows are in the order of the addresses; an import makes the same people of it.
    """
    from cli.progress import show_progress
    from cli.subscribers.exporting import export_people

    if not os.access(file.parent, os.W_OK):
        exit_with_error(f"{file.parent} is no folder in which you may write")
    target = find_target(port, stack, region)
    with exit_on_aws_error("the subscribers cannot be read"):
        states = export_people(_open_dynamodb(target), target.physical_name("SubscribersTable"), file)
        job = show_progress(states, lambda job: f"{job.done:,} people", lambda job: job.done)
    print(f"{file}: {job.done:,} people")


@subscribers.command()
def figures(days: Days = 14, port: Port = PORT, stack: OptionalStackName = None, region: Region = None) -> None:
    """Print the figures of each day and list.

    Requests and confirmations are those of the day, so the rate of a quiet day may exceed 100 %. The size of a list is
    that at the time of the count.
    """
    from cli.subscribers.figures import describe_figures
    from gazette.subscriptions.figures.repository import FiguresRepository

    target = find_target(port, stack, region)
    with exit_on_aws_error("the figures cannot be read"):
        repository = FiguresRepository(target.client("dynamodb"), target.physical_name("SubscribersTable"))
        print(describe_figures(repository.list_newest(days), datetime.now(UTC)))


def _run(run: Import) -> None:
    from cli.progress import show_progress
    from gazette.errors import Unavailable

    try:
        show_progress(run.run(), lambda job: _format(run.outcomes), lambda job: job.done)
    except KeyboardInterrupt:
        print(f"{_format(run.outcomes)}; the same command continues")
        raise typer.Exit(130) from None
    except Unavailable as error:
        exit_with_error(f"{error}; so far {_format(run.outcomes)}; the same command continues")


def _read_options(target: Target, lang: str, lists: str, source: str) -> ImportOptions:
    from cli.subscribers.person import load_keyring
    from cli.subscribers.rows import ImportOptions
    from gazette.subscriptions.public.channels import compute_consent_version
    from gazette.words import load_words

    languages = tuple(target.parameters["Languages"].split(","))
    consents = {name: compute_consent_version(load_words(name)["channels"]["consent"][0]) for name in languages}
    chosen = tuple(filter(None, lists.split(",")))
    return ImportOptions(load_keyring(target), languages, consents, datetime.now(UTC), lang, chosen, source)


def _open_dynamodb(target: Target) -> Any:
    return target.client("dynamodb", retries={"mode": "standard", "total_max_attempts": 10}, max_pool_connections=20)


def _format(outcomes: Counter[str]) -> str:
    return ", ".join(f"{count:,} {outcome}" for outcome, count in outcomes.items() if count) or "nothing yet"
