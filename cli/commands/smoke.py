"""`gazette smoke`: tries a deployment as its readers and editors use it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import exit_with_error
from cli.options import PORT, OptionalStackName, Port, Region
from cli.signals import interrupt_at_end_signals

if TYPE_CHECKING:
    from cli.checks import Check, Finding
    from cli.http_client import Site
    from cli.smoke.staff import Staff
    from cli.target import Target

Url = Annotated[
    str | None, typer.Option(help="Address of the site.  [default: that of the stack, else the local server]")
]
Write = Annotated[
    bool, typer.Option("--write", help="Also publish and withdraw a test article, sign up, and fail an invocation.")
]
MailTo = Annotated[str, typer.Option(help="Address to sign up.  [default: one of SES's mailbox simulator]")]
User = Annotated[
    str, typer.Option(help="Member of staff to sign in. GAZETTE_PASSWORD has the password; otherwise it is asked for.")
]


def smoke(
    url: Url = None,
    *,
    write: Write = False,
    user: User = "",
    mail_to: MailTo = "",
    port: Port = PORT,
    stack: OptionalStackName = None,
    region: Region = None,
) -> None:
    """Try a deployment as its readers and editors use it.

    Without --write it only reads: each public function, a document with gzip, without, as HEAD and again (304), at the
    address of the site and at the API behind the distribution, and a staff route with the ID token and the access
    token. (On the local server it signs in the user of `gazette token`.)

    With --write it also publishes a test article silently, reads it, and withdraws it until the site answers 410. It
    signs up a test address up to its mail, and sends a malformed event, which must reach the failures queue. Readers
    can see the article meanwhile; its title says that it is a test. What stays is printed. On a stack without --user
    it creates an editor and deletes it at the end.

    Each step is a line: `ok`, `warning`, `failed`, or `unknown` for what cannot be told there. The exit code is 1 if
    something failed.
    """
    # Imported late: `--help` needs none of it.
    from cli.smoke.addresses import find_server

    target, site = find_server(url, port, stack, region)
    if write and target is None:
        exit_with_error("--write needs --stack, or the local server: it signs in an editor and reads the queue")
    if mail_to and not write:
        exit_with_error("--mail-to is for --write")
    with interrupt_at_end_signals():
        succeeded = _try_deployment(target, site, user, mail_to, write=write)
    if not succeeded:
        raise typer.Exit(1)


def _try_deployment(target: Target | None, site: Site, user: str, mail_to: str, *, write: bool) -> bool:
    """Runs the checks. Returns whether none failed."""
    from ulid import ULID

    from cli.checks import run_checks
    from cli.smoke.staff import Staff

    run = str(ULID())
    staff = Staff(target, user, run, may_write=write)
    try:
        return run_checks(_list_checks(target, site, staff, run, mail_to, write=write))
    finally:
        # After an error, Ctrl-C or another signal too.
        remove_staff_at_last(staff)


def _list_checks(
    target: Target | None, site: Site, staff: Staff, run: str, mail_to: str, *, write: bool
) -> Iterator[tuple[str, Check]]:
    """The checks by their names, in order."""
    from cli.checks import unknown
    from cli.http_client import Site
    from cli.smoke.addresses import check_distribution
    from cli.smoke.failures import check_failures_queue
    from cli.smoke.reads import check_reads
    from cli.smoke.signup import check_signup
    from cli.smoke.staff import check_staff_calls

    direct = Site(target.api_url) if target else site
    yield "Distribution", partial(check_distribution, target, site)
    for name, address in {"Site": site, "API": direct}.items() if direct.url != site.url else [("Site", site)]:
        yield f"{name} reads", partial(check_reads, address)
        yield f"{name} staff", partial(check_staff_calls, address, staff)
    if target is None:
        yield "API", lambda: [unknown("the address of the API behind the distribution is known only with --stack")]
    elif write:
        yield "Publication", partial(_check_publication, site, direct, staff, run)
        yield "Signup", partial(check_signup, target, site, run, mail_to)
        yield "Failures queue", partial(check_failures_queue, target, run)
        yield "Staff", partial(_remove_staff, staff)
    if not write:
        yield "Writes", lambda: [unknown("publication, signup and failures queue are tried only with --write")]


def _check_publication(site: Site, direct: Site, staff: Staff, run: str) -> Iterator[Finding]:
    from cli.smoke.publication import Publication

    yield from Publication(site, direct, staff.sign_in().id, run).check()


def remove_staff_at_last(staff: Staff) -> None:
    """Delete the temporary member of staff, or print that it stays."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        staff.remove()
    except (BotoCoreError, ClientError) as error:
        print(f"gazette: {staff.temporary_user} is not deleted: {error}", file=sys.stderr)


def _remove_staff(staff: Staff) -> Iterator[Finding]:
    from cli.checks import ok

    if staff.remove():
        yield ok("the temporary member of staff is deleted")
