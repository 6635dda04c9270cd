"""`gazette user`: manages members of staff in the user pool."""

from typing import Annotated, Any

import typer

from cli.errors import exit_on_aws_error, exit_with_error
from cli.options import PORT, OptionalStackName, Port, Region
from cli.staff import add_user, generate_password
from cli.target import Target, find_target
from gazette.errors import GazetteError
from gazette.staff.user_pool import UserPool

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
    """Add a member of staff, or change the name and add a group.

    On AWS a new member is mailed an invitation. Existing tokens keep the former name and groups for up to an hour.
    """
    pool = find_target(port, stack, region)
    with exit_on_aws_error(f"{email} cannot be changed"):
        print(_add(pool, email, group, name))


def _add(pool: Target, email: str, group: str, name: str) -> str:
    """What was done, for people."""
    cognito = pool.client("cognito-idp")
    try:
        created = add_user(cognito, pool.user_pool, email, group, quietly=not pool.stack, name=name)
    except cognito.exceptions.ResourceNotFoundException:
        exit_with_error(f"there is no group {group}; there are author, editor and admin")
    except GazetteError as error:
        exit_with_error(f"{email} cannot be invited: {error}")
    if created:
        return f"{email} is {'invited' if pool.stack else 'added'}, and in the group {group}"
    if name:
        _change_user(pool, "admin_update_user_attributes", email, UserAttributes=[{"Name": "name", "Value": name}])
    renamed = f"; the name is now {name}" if name else ""
    return f"{email} was there already, and is in {_list_groups(pool, email)}{renamed}"


def _list_groups(pool: Target, email: str) -> str:
    """`the group editor`, or `the groups admin, editor`."""
    groups = sorted(UserPool(pool.client("cognito-idp"), pool.user_pool).list_groups(email))
    return f"the group{'s' if len(groups) > 1 else ''} {', '.join(groups)}"


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
    with exit_on_aws_error(f"{email} cannot be changed"):
        try:
            getattr(cognito, operation)(UserPoolId=pool.user_pool, Username=email, **arguments)
        except cognito.exceptions.UserNotFoundException:
            exit_with_error(f"there is no member of staff {email}")
