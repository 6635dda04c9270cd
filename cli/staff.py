"""Members of staff in a user pool: adds them, and makes passwords for them."""

import secrets
from typing import Any

from cli.sign_in import Tokens, sign_in
from gazette.staff.errors import AddressTaken
from gazette.staff.user_pool import UserPool


def add_user(cognito: Any, pool: str, email: str, group: str, *, quietly: bool, name: str = "") -> bool:
    """Create a missing user and add the user to a group. `quietly` sends no invitation.

    Returns whether the user was missing. The name of an existing user does not change.
    Raises ResourceNotFoundException for an unknown group, and the errors of `UserPool.create`.
    """
    # Check the group first: a wrong name must not leave a new user.
    cognito.get_group(UserPoolId=pool, GroupName=group)
    accounts = UserPool(cognito, pool)
    try:
        accounts.create(email, name=name, quietly=quietly)
        created = True
    except AddressTaken:
        created = False
    accounts.add_to_group(email, group)
    return created


def generate_password() -> str:
    """A random password that fulfils the pool's policy: lower case, upper case and digit."""
    return f"Aa1-{secrets.token_urlsafe(16)}"


def sign_in_anew(cognito: Any, pool: str, client: str, group: str, user: str, *, name: str = "") -> Tokens:
    """Sign in a user of a group. Creates a missing user, and sets a new password."""
    add_user(cognito, pool, user, group, quietly=True, name=name)
    password = generate_password()
    cognito.admin_set_user_password(UserPoolId=pool, Username=user, Password=password, Permanent=True)
    return sign_in(cognito, pool, client, user, password)
