"""`gazette`, the command line. Each command has its own file and imports its dependencies only when it runs."""

import typer

from cli.backfill import backfill
from cli.dev import dev
from cli.invoke import invoke
from cli.jobs import jobs
from cli.openapi.command import openapi
from cli.secrets import secrets
from cli.seed import seed
from cli.template import template
from cli.token import token
from cli.user import user

app = typer.Typer(
    name="gazette",
    help="Develop and operate Gazette, a content API for news sites on AWS.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(dev)
app.command()(token)
app.command()(invoke)
app.command()(secrets)
app.command()(seed)
app.command()(backfill)
app.add_typer(jobs, name="jobs")
app.add_typer(user, name="user")
app.command()(openapi)
app.command()(template)
