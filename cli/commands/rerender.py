"""`gazette rerender`: renders published articles again in the present form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import exit_on_aws_error, exit_with_error
from cli.job_client import open_job, run_to_end
from cli.options import PORT, OptionalStackName, Port, Region
from cli.target import Target, find_target

if TYPE_CHECKING:
    from gazette.jobs.model import Job

FUNCTION = "ArticleJobsFunction"
SCOPES = ("media/", "category/", "tag/", "author/")
WHOLE = ("all", "blocks")
"""Scopes without a name: all articles, and only the blocks of the front pages."""
NOUNS = {"media": "picture"}
"""Words of messages, where they are not the scope's own."""

Scope = Annotated[
    str,
    typer.Argument(
        help="Which articles: all, media/ID, category/SLUG, tag/SLUG or author/SLUG; blocks: only those of front pages."
    ),
]
Detach = Annotated[
    bool, typer.Option("--detach", help="Start the job and return. `gazette jobs list` shows its progress.")
]


def rerender(
    scope: Scope = "all",
    *,
    detach: Detach = False,
    port: Port = PORT,
    stack: OptionalStackName = None,
    region: Region = None,
) -> None:
    """Render published articles again in the present form.

    For upgrades that change it, and after a repair of the tables. Readers see the present names and pictures. Versions
    and dates stay, and nothing is announced. The work is a job of the server: Ctrl-C stops it, and the same command
    resumes it. The exit code is 1 if an article could not be rendered, or if there is no such picture, category, tag or
    author.
    """
    if scope not in WHOLE and not (scope.startswith(SCOPES) and scope.partition("/")[2]):
        exit_with_error(
            f"there is no scope {scope}; there are all, blocks, media/ID, category/SLUG, tag/SLUG and author/SLUG"
        )
    from gazette.jobs.rerender import build_rerender_job

    target = find_target(port, stack, region)
    if not _exists(target, scope):
        kind, _, name = scope.partition("/")
        exit_with_error(f"there is no {NOUNS.get(kind, kind)} {name}; nothing was started")
    job = open_job(target, build_rerender_job(scope, "command"))
    if detach:
        print(f"{job.id} is started; `gazette jobs list` shows its progress, `gazette jobs stop {job.id}` stops it")
        return
    job = run_to_end(target, FUNCTION, job.id, _describe)
    print(f"{job.done:,} of {job.total:,} articles: {job.reason or job.status}")
    for id in job.state.get("failed", ()):
        print(f"not rendered: {id}")
    if job.status != "done" or job.state.get("failed"):
        raise typer.Exit(1)


def _exists(target: Target, scope: str) -> bool:
    """Whether the picture or the term of a scope is stored. A term that was merged is: its articles may show it yet."""
    from gazette.media.repository import MediaRepository
    from gazette.taxonomy.repository import TaxonomyRepository

    kind, _, name = scope.partition("/")
    if scope in WHOLE:
        return True
    with exit_on_aws_error():
        dynamodb = target.client("dynamodb")
        if kind == "media":
            return name in MediaRepository(dynamodb, target.physical_name("MediaTable")).find([name])
        return bool(TaxonomyRepository(dynamodb, target.physical_name("TaxonomyTable")).find([(kind, name)]))


def _describe(job: Job) -> str:
    return f"{job.done:,} of {job.total:,} articles"
