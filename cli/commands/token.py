"""`gazette token`: signs in at the local user pool and prints an ID token, which includes the displayed name."""

from typing import Annotated

import typer

from cli.errors import exit_with_error
from cli.options import PORT, Port
from cli.staff import sign_in_anew
from cli.target import find_local_target


def token(
    group: Annotated[str, typer.Option(help="Group of the member of staff: author, editor or admin.")] = "editor",
    user: Annotated[str, typer.Option(help="E-mail address to sign in.  [default: GROUP@gazette.example]")] = "",
    port: Port = PORT,
) -> None:
    """Print an ID token of the local server. It is valid for an hour. A missing member of staff is created."""
    pool = find_local_target(port)
    cognito = pool.client("cognito-idp")
    try:
        user, name = user or f"{group}@gazette.example", f"Local {group}"
        print(sign_in_anew(cognito, pool.user_pool, pool.user_pool_client, group, user, name=name).id)
    except cognito.exceptions.ResourceNotFoundException:
        exit_with_error(f"there is no group {group}; there are author, editor and admin")
