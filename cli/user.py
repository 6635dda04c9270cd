"""`gazette user`: members of staff in the user pool."""

import secrets
from contextlib import suppress
from typing import Annotated, Any

import typer

from cli.target import OptionalStackName, Region, Target, target
from cli.terminal import PORT, Port, stop

user = typer.Typer(help="Add, remove and reset members of staff.", no_args_is_help=True, rich_markup_mode=None)

Email = Annotated[str, typer.Argument(help="E-mail address that the member of staff signs in with.")]
Name = Annotated[str, typer.Option(help="Name that other members of staff see; else they see the e-mail address.")]
Group = Annotated[str, typer.Option(help="author, editor or admin; each includes what stands before it.")]


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
    """Add a member of staff, or put one into a further group. On AWS an invitation is mailed."""
    pool = target(port, stack, region)
    try:
        add_to(pool.client("cognito-idp"), pool.user_pool, email, group, quietly=stack is None, name=name)
    except pool.client("cognito-idp").exceptions.ResourceNotFoundException:
        stop(f"there is no group {group}; there are author, editor and admin")
    print(f"{email} is in the group {group}")


@user.command()
def remove(email: Email, port: Port = PORT, stack: OptionalStackName = None, region: Region = None) -> None:
    """Remove a member of staff. Tokens that were given out run out within the hour."""
    pool = target(port, stack, region)
    _known(pool, "admin_delete_user", email)
    print(f"{email} is removed")


@user.command()
def reset(email: Email, port: Port = PORT, stack: OptionalStackName = None, region: Region = None) -> None:
    """Give a member of staff a new temporary password. It is printed, and all sessions end."""
    pool = target(port, stack, region)
    password = new_password()
    _known(pool, "admin_set_user_password", email, Password=password, Permanent=False)
    _known(pool, "admin_user_global_sign_out", email)
    print(password)


def add_to(cognito: Any, pool: str, email: str, group: str, *, quietly: bool, name: str = "") -> None:
    """Make a user where there is none, and put him into a group. `quietly` mails no invitation."""
    attributes = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
    attributes += [{"Name": "name", "Value": name}] if name else []
    how = {"MessageAction": "SUPPRESS"} if quietly else {"DesiredDeliveryMediums": ["EMAIL"]}
    # The group first: a wrong one should not leave a user behind.
    cognito.get_group(UserPoolId=pool, GroupName=group)
    with suppress(cognito.exceptions.UsernameExistsException):
        cognito.admin_create_user(UserPoolId=pool, Username=email, UserAttributes=attributes, **how)
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=email, GroupName=group)


def new_password() -> str:
    """One that the pool's policy takes: lower and upper case and a digit are in it whatever chance brings."""
    return f"Aa1-{secrets.token_urlsafe(16)}"


def _known(pool: Target, operation: str, email: str, **arguments: Any) -> None:
    cognito = pool.client("cognito-idp")
    try:
        getattr(cognito, operation)(UserPoolId=pool.user_pool, Username=email, **arguments)
    except cognito.exceptions.UserNotFoundException:
        stop(f"there is no member of staff {email}")
