"""`gazette token`: signs in at the local user pool and prints an access token."""

import secrets
from contextlib import suppress
from typing import Annotated, Any

import typer

from cli.client import ask
from cli.terminal import Port, stop


def token(
    group: Annotated[str, typer.Option(help="Group of the member of staff: author, editor or admin.")] = "editor",
    user: Annotated[
        str, typer.Option(help="E-mail address of the member of staff.  [default: GROUP@gazette.example]")
    ] = "",
    port: Port = 3000,
) -> None:
    """Print an access token of the local user pool; the member of staff is made where there is none."""
    _, pool = ask(port, "GET", "/_dev/health")
    import boto3

    cognito = boto3.client(
        "cognito-idp",
        endpoint_url=pool["endpoint"],
        region_name=pool["region"],
        aws_access_key_id="local",
        aws_secret_access_key="local",  # noqa: S106 (opens nothing)
    )
    try:
        print(sign_in(cognito, pool["user_pool"], pool["client"], group, user or f"{group}@gazette.example"))
    except cognito.exceptions.ResourceNotFoundException:
        stop(f"there is no group {group}; there are author, editor and admin")


def sign_in(cognito: Any, pool: str, client: str, group: str, user: str) -> str:
    """An access token of a user of a group. The user, if there is none yet, and a new password are made for it."""
    with suppress(cognito.exceptions.UsernameExistsException):
        cognito.admin_create_user(
            UserPoolId=pool,
            Username=user,
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": "email", "Value": user}, {"Name": "email_verified", "Value": "true"}],
        )
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=user, GroupName=group)
    password = f"Aa1-{secrets.token_urlsafe(16)}"
    cognito.admin_set_user_password(UserPoolId=pool, Username=user, Password=password, Permanent=True)
    answer = cognito.admin_initiate_auth(
        UserPoolId=pool,
        ClientId=client,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user, "PASSWORD": password},
    )
    return str(answer["AuthenticationResult"]["AccessToken"])
