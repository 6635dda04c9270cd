"""Members of staff in a user pool: adds them, makes passwords, signs them in."""

import secrets
from contextlib import suppress
from typing import Any


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


def sign_in(cognito: Any, pool: str, client: str, group: str, user: str) -> str:
    """Sign in a user of a group and return the ID token. Creates a missing user, and sets a new password."""
    add_user(cognito, pool, user, group, quietly=True, name=f"Local {group}")
    password = generate_password()
    cognito.admin_set_user_password(UserPoolId=pool, Username=user, Password=password, Permanent=True)
    answer = cognito.admin_initiate_auth(
        UserPoolId=pool,
        ClientId=client,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user, "PASSWORD": password},
    )
    return str(answer["AuthenticationResult"]["IdToken"])
