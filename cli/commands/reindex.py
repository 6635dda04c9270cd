"""`gazette reindex`: builds the search indexes anew from the Articles table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.checks import get_document
from cli.errors import exit_with_error
from cli.http_client import Site
from cli.job_client import open_job, run_to_end
from cli.options import PORT, OptionalStackName, Port, Region
from cli.target import Target, find_target

if TYPE_CHECKING:
    from gazette.jobs.model import Job

FUNCTION = "IndexFunction"

Languages = Annotated[list[str] | None, typer.Argument(help="Languages of the site; all of them by default.")]


def reindex(
    languages: Languages = None, *, port: Port = PORT, stack: OptionalStackName = None, region: Region = None
) -> None:
    """Build the search index of each language anew.

    For upgrades that change the index, and after a repair of the tables. Readers search the former index until the new
    one replaces it. The work is a job of the server: Ctrl-C stops it, and the same command resumes it.
    """
    from gazette.search.indexing.jobs import build_rebuild_job

    target = find_target(port, stack, region)
    for lang in _choose_languages(target, languages or []):
        job = run_to_end(target, FUNCTION, open_job(target, build_rebuild_job(lang)).id, _describe)
        print(f"{lang}: {job.reason or job.status}")
        if job.status != "done":
            raise typer.Exit(1)


def _choose_languages(target: Target, requested: list[str]) -> list[str]:
    site = get_document(Site(target.api_url), "/v1").json["site"]
    languages = [language["lang"] for language in site["languages"]]
    for lang in requested:
        if lang not in languages:
            exit_with_error(f"there is no language {lang}; the site has {', '.join(languages)}")
    return requested or languages


def _describe(job: Job) -> str:
    lang = job.parameters["lang"]
    return f"{lang}: {job.done:,} of {job.total:,} articles" if job.total else f"{lang}: counting the articles"
