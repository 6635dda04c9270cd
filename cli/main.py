"""`gazette`, the command line. Each command has its own file and imports its dependencies only when it runs."""

from typing import Annotated

import typer

from cli.commands.backfill import backfill
from cli.commands.dev import dev
from cli.commands.digest import digest
from cli.commands.doctor import doctor
from cli.commands.export import export
from cli.commands.import_ import import_
from cli.commands.invoke import invoke
from cli.commands.jobs import jobs
from cli.commands.openapi import openapi
from cli.commands.redirects import redirects
from cli.commands.reindex import reindex
from cli.commands.rerender import rerender
from cli.commands.restore import restore
from cli.commands.secrets import secrets
from cli.commands.seed import seed
from cli.commands.smoke import smoke
from cli.commands.subscriber import subscriber
from cli.commands.subscribers import subscribers
from cli.commands.telegram import telegram
from cli.commands.template import template
from cli.commands.token import token
from cli.commands.user import user

app = typer.Typer(
    name="gazette",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def print_version(requested: bool) -> None:
    if requested:
        from gazette import __version__

        print(f"gazette {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=print_version, is_eager=True)
    ] = False,
) -> None:
    """Develop and operate Gazette, a content API for news sites on AWS."""


app.command()(dev)
app.command()(token)
app.command()(invoke)
app.add_typer(secrets, name="secrets")
app.command()(doctor)
app.command()(smoke)
app.command()(seed)
app.command()(export)
app.command("import")(import_)
app.command()(backfill)
app.command()(digest)
app.command()(reindex)
app.command()(rerender)
app.command()(restore)
app.add_typer(jobs, name="jobs")
app.add_typer(redirects, name="redirects")
app.command()(telegram)
app.add_typer(subscriber, name="subscriber")
app.add_typer(subscribers, name="subscribers")
app.add_typer(user, name="user")
app.command()(openapi)
app.command()(template)
