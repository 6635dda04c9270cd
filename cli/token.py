"""`gazette token`: signs in at the local user pool and prints an ID token, which bears the name that others see."""

from typing import Annotated, Any

import typer

from cli.target import local
from cli.terminal import PORT, Port, stop
from cli.user import add_to, new_password


def token(
    group: Annotated[str, typer.Option(help="Group of the member of staff: author, editor or admin.")] = "editor",
    user: Annotated[str, typer.Option(help="Who signs in, by e-mail.  [default: GROUP@gazette.example]")] = "",
    port: Port = PORT,
) -> None:
    """Print an ID token of the local server. It is good for an hour; the member of staff is made where there is
    none."""
    pool = local(port)
    cognito = pool.client("cognito-idp")
    try:
        print(sign_in(cognito, pool.user_pool, pool.user_pool_client, group, user or f"{group}@gazette.example"))
    except cognito.exceptions.ResourceNotFoundException:
        stop(f"there is no group {group}; there are author, editor and admin")


def sign_in(cognito: Any, pool: str, client: str, group: str, user: str) -> str:
    """An ID token of a user of a group. The user, if there is none yet, and a new password are made for it."""
    add_to(cognito, pool, user, group, quietly=True, name=f"Local {group}")
    password = new_password()
    cognito.admin_set_user_password(UserPoolId=pool, Username=user, Password=password, Permanent=True)
    answer = cognito.admin_initiate_auth(
        UserPoolId=pool,
        ClientId=client,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user, "PASSWORD": password},
    )
    return str(answer["AuthenticationResult"]["IdToken"])
