"""`gazette token`: signs in at a user pool and prints an ID token, which includes the displayed name."""

from typing import Annotated, NoReturn

import typer

from cli.errors import exit_on_aws_error, exit_with_error
from cli.options import PORT, OptionalStackName, Port, Region
from cli.sign_in import SignInIncomplete, sign_in_by_prompts
from cli.staff import sign_in_anew
from cli.target import find_deployed_target, find_local_target


def token(
    group: Annotated[
        str | None, typer.Option(help="Group of the local member of staff: author, editor or admin.  [default: editor]")
    ] = None,
    user: Annotated[str, typer.Option(help="E-mail address to sign in.  [default: GROUP@gazette.example]")] = "",
    port: Port = PORT,
    stack: OptionalStackName = None,
    region: Region = None,
) -> None:
    """Print an ID token. It is valid for an hour.

    The local server needs no password, and a missing member of staff is created.

    With --stack it signs in the member of staff of --user. GAZETTE_PASSWORD has the password; otherwise it is asked
    for, as are the code of an authenticator app and, at the first sign-in, a password in place of the temporary one.
    Questions go to standard error, so that `TOKEN=$(gazette token …)` works.
    """
    if stack is None:
        _print_local_token(port, group or "editor", user)
    elif group or not user:
        exit_with_error("with --stack a member of staff signs in: give --user, and no --group")
    else:
        _print_token_of_stack(stack, region, user)


def _print_local_token(port: int, group: str, user: str) -> None:
    pool = find_local_target(port)
    cognito = pool.client("cognito-idp")
    try:
        user, name = user or f"{group}@gazette.example", f"Local {group}"
        print(sign_in_anew(cognito, pool.user_pool, pool.user_pool_client, group, user, name=name).id)
    except cognito.exceptions.ResourceNotFoundException:
        exit_with_error(f"there is no group {group}; there are author, editor and admin")


def _print_token_of_stack(stack: str, region: str | None, user: str) -> None:
    target = find_deployed_target(stack, region)
    try:
        with exit_on_aws_error(f"{user} cannot be signed in"):
            print(sign_in_by_prompts(target, user, may_set_password=True).id)
    except SignInIncomplete as challenge:
        _exit_with_challenge(user, challenge)


def _exit_with_challenge(user: str, challenge: SignInIncomplete) -> NoReturn:
    exit_with_error(f"the user pool asks {user} for {challenge}, which this command cannot answer")
