"""`gazette restore`: copies items of a restored table back into the table of a stack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.errors import exit_on_aws_error, exit_with_error
from cli.options import PORT, OptionalStackName, Port, Region
from cli.target import Target, find_target

if TYPE_CHECKING:
    from cli.restore.copying import Rule
    from gazette.jobs.model import Job

TABLES = ("Drafts", "Articles", "Listings", "Taxonomy", "Rates", "Subscribers", "Media")
"""Tables that can be restored. Jobs are started anew."""

Table = Annotated[str, typer.Argument(help=f"The table of the stack: {', '.join(TABLES)}.")]
Restored = Annotated[str, typer.Argument(help="Name of the table that point-in-time recovery has made.")]
OtherSource = Annotated[
    bool,
    typer.Option("--other-source", help="Copy from a restore of another table, such as of one that was replaced."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Count what would be copied, and write nothing.")]


def restore(
    table: Table,
    restored: Restored,
    *,
    dry_run: DryRun = False,
    other_source: OtherSource = False,
    port: Port = PORT,
    stack: OptionalStackName = None,
    region: Region = None,
) -> None:
    """Copy the items that a table has lost from a restored table.

    Items that the table has are never changed. Ctrl-C stops the command; the same command continues. The exit code is 1
    if items changed during the copy; the same command then copies them too.
    """
    from cli.restore.compatibility import NotACopy
    from cli.restore.copying import CHANGED

    if table not in TABLES:
        exit_with_error(f"{table} cannot be restored; there are {', '.join(TABLES)}")
    target = find_target(port, stack, region)
    now, outcomes = datetime.now(UTC), Counter[str]()
    with exit_on_aws_error(f"the table {restored} cannot be copied"):
        try:
            rule = make_rule(target, table, restored, now=now, writing=not dry_run, other_source=other_source)
        except NotACopy as error:
            exit_with_error(str(error))
        print(f"the items of {restored} are counted", flush=True)
        _copy_with_progress(rule, table, outcomes)
    print(f"{table}{', nothing is written' if dry_run else ''}: {_format(outcomes)}")
    if outcomes[CHANGED]:
        raise typer.Exit(1)


def _copy_with_progress(rule: Rule, table: str, outcomes: Counter[str]) -> None:
    """Copies, and says how far it came if it is stopped."""
    from cli.progress import show_progress
    from gazette.errors import Unavailable

    try:
        show_progress(copy_all(rule, outcomes), lambda job: _format(outcomes), lambda job: job.done)
    except KeyboardInterrupt:
        print(f"{table}: {_format(outcomes)}; the same command continues")
        raise typer.Exit(130) from None
    except Unavailable as error:
        exit_with_error(f"{error}; so far {_format(outcomes)}; the same command continues")


def make_rule(
    target: Target, table: str, restored: str, *, now: datetime, writing: bool, other_source: bool = False
) -> Rule:
    """The rule of a table, for a copy that begins now. Without `writing` it only counts.

    Raises `NotACopy` if the restored table is one of another kind, or of another source without `other_source`.
    """
    from cli.restore.articles import ArticleRule, ListingRule
    from cli.restore.compatibility import check_copy
    from cli.restore.copying import Rule, Tables
    from cli.restore.rates import RateRule
    from cli.restore.subscribers import SubscriberRule

    live = target.physical_name(f"{table}Table")
    if restored == live:
        exit_with_error(f"{restored} is the table of the stack itself")
    retries = {"mode": "standard", "total_max_attempts": 10}
    dynamodb = target.client("dynamodb", retries=retries, max_pool_connections=20)
    check_copy(dynamodb, restored, live, table, other_source=other_source)
    tables = Tables(dynamodb, restored, live, now=now.timestamp(), writing=writing)
    if table == "Listings":
        return ListingRule(tables, target.physical_name("ArticlesTable"))
    rules: dict[str, type[Rule]] = {"Articles": ArticleRule, "Rates": RateRule, "Subscribers": SubscriberRule}
    return rules.get(table, Rule)(tables)


def copy_all(rule: Rule, outcomes: Counter[str]) -> Iterator[Job]:
    """Copies page by page and adds to the counts of outcomes. The jobs are states of the progress bar only."""
    from gazette.jobs.model import Job

    def state(done: int, **members: Any) -> Job:
        return Job("restore", "", {}, done=done, total=total, unit="items", **members)

    total, done = rule.tables.count(), 0
    yield state(0, status="running")
    for items in rule.tables.scan():
        outcomes.update(rule.copy(items))
        done += len(items)
        yield state(done, status="running")
    outcomes.update(rule.finish())
    yield state(done, status="done")


def _format(outcomes: Counter[str]) -> str:
    """`1,204 copied, 30 there already`, in the order of the first occurrence."""
    return ", ".join(f"{count:,} {outcome}" for outcome, count in outcomes.items() if count) or "nothing yet"
