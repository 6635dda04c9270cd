"""`gazette user`: manages members of staff in the user pool."""

from typing import Annotated, Any

import typer

from cli.errors import exit_with_error
from cli.options import PORT, OptionalStackName, Port, Region
from cli.staff import add_user, generate_password
from cli.target import Target, find_target

user = typer.Typer(help="Add, remove and reset members of staff.", no_args_is_help=True, rich_markup_mode=None)

Email = Annotated[str, typer.Argument(help="E-mail address with which the member of staff signs in.")]
Name = Annotated[str, typer.Option(help="Name that other members of staff see.  [default: the e-mail address]")]
Group = Annotated[
    str,
    typer.Option(help="author, editor or admin; each includes the rights of those before."),
]


@user.command()
def add(
    email: Email,
    group: Group = "author",
    *,
    name: Name = "",
    port: Port = PORT,
    stack: OptionalStackName = None,
    region: Region = None,
) -> None:
    """Add a member of staff, or add an existing one to another group. On AWS an invitation is mailed."""
    pool = find_target(port, stack, region)
    try:
        add_user(pool.client("cognito-idp"), pool.user_pool, email, group, quietly=stack is None, name=name)
    except pool.client("cognito-idp").exceptions.ResourceNotFoundException:
        exit_with_error(f"there is no group {group}; there are author, editor and admin")
    print(f"{email} is in the group {group}")


@user.command()
def remove(email: Email, port: Port = PORT, stack: OptionalStackName = None, region: Region = None) -> None:
    """Remove a member of staff. Existing tokens expire within an hour."""
    pool = find_target(port, stack, region)
    _change_user(pool, "admin_delete_user", email)
    print(f"{email} is removed")


@user.command()
def reset(
    email: Email,
    *,
    mfa: Annotated[
        bool, typer.Option("--mfa", help="Also remove the authenticator app, such as after a loss.")
    ] = False,
    port: Port = PORT,
    stack: OptionalStackName = None,
    region: Region = None,
) -> None:
    """Set and print a new temporary password for a member of staff. All sessions end."""
    pool = find_target(port, stack, region)
    password = generate_password()
    if mfa:
        _change_user(pool, "admin_set_user_mfa_preference", email, SoftwareTokenMfaSettings={"Enabled": False})
    _change_user(pool, "admin_set_user_password", email, Password=password, Permanent=False)
    _change_user(pool, "admin_user_global_sign_out", email)
    print(password)


def _change_user(pool: Target, operation: str, email: str, **arguments: Any) -> None:
    cognito = pool.client("cognito-idp")
    try:
        getattr(cognito, operation)(UserPoolId=pool.user_pool, Username=email, **arguments)
    except cognito.exceptions.UserNotFoundException:
        exit_with_error(f"there is no member of staff {email}")
