"""Members of staff in a user pool: adds them, makes passwords, signs them in."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

CODE_OF_APP = "SOFTWARE_TOKEN_MFA"
"""Cognito's name of the challenge for the code of an authenticator app."""


class Tokens(NamedTuple):
    """The tokens of a signed-in user, valid for an hour."""

    id: str
    access: str


class SignInIncomplete(Exception):
    """The user pool wants more than a password. The message is Cognito's name of the challenge."""


def add_user(cognito: Any, pool: str, email: str, group: str, *, quietly: bool, name: str = "") -> None:
    """Create a missing user and add the user to a group. `quietly` sends no invitation.

    Raises ResourceNotFoundException for an unknown group.
    """
    attributes = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
    attributes += [{"Name": "name", "Value": name}] if name else []
    delivery = {"MessageAction": "SUPPRESS"} if quietly else {"DesiredDeliveryMediums": ["EMAIL"]}
    # Check the group first: a wrong name must not leave a new user.
    cognito.get_group(UserPoolId=pool, GroupName=group)
    with suppress(cognito.exceptions.UsernameExistsException):
        cognito.admin_create_user(UserPoolId=pool, Username=email, UserAttributes=attributes, **delivery)
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=email, GroupName=group)


def generate_password() -> str:
    """A random password that fulfils the pool's policy: lower case, upper case and digit."""
    return f"Aa1-{secrets.token_urlsafe(16)}"


def sign_in_anew(cognito: Any, pool: str, client: str, group: str, user: str, *, name: str = "") -> Tokens:
    """Sign in a user of a group. Creates a missing user, and sets a new password."""
    add_user(cognito, pool, user, group, quietly=True, name=name)
    password = generate_password()
    cognito.admin_set_user_password(UserPoolId=pool, Username=user, Password=password, Permanent=True)
    return sign_in(cognito, pool, client, user, password)


def sign_in(
    cognito: Any, pool: str, client: str, user: str, password: str, *, ask_code: Callable[[], str] | None = None
) -> Tokens:
    """Sign in a user by password, and by the code of an authenticator app if the user has one (`ask_code`).

    Raises `SignInIncomplete`, or ClientError for a wrong password or code.
    """
    answer = cognito.admin_initiate_auth(
        UserPoolId=pool,
        ClientId=client,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user, "PASSWORD": password},
    )
    if answer.get("ChallengeName") == CODE_OF_APP and ask_code:
        answer = cognito.admin_respond_to_auth_challenge(
            UserPoolId=pool,
            ClientId=client,
            ChallengeName=CODE_OF_APP,
            ChallengeResponses={"USERNAME": user, "SOFTWARE_TOKEN_MFA_CODE": ask_code()},
            Session=answer["Session"],
        )
    if "AuthenticationResult" not in answer:
        raise SignInIncomplete(answer["ChallengeName"])
    result = answer["AuthenticationResult"]
    return Tokens(result["IdToken"], result["AccessToken"])
