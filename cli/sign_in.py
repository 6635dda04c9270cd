"""Signs members of staff in at a user pool, by password and by what else the pool asks for."""

from __future__ import annotations

import getpass
import os
import sys
import warnings
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from cli.errors import exit_with_error

if TYPE_CHECKING:
    from cli.target import Target

CODE_OF_APP, NEW_PASSWORD = "SOFTWARE_TOKEN_MFA", "NEW_PASSWORD_REQUIRED"
"""Cognito's names of challenges: the code of an authenticator app, and a password in place of a temporary one."""
RESPONSES = {CODE_OF_APP: "SOFTWARE_TOKEN_MFA_CODE", NEW_PASSWORD: "NEW_PASSWORD"}

PASSWORD_VARIABLE = "GAZETTE_PASSWORD"  # noqa: S105 (a name)

Prompts = Mapping[str, Callable[[], str]]
"""Asks a person, by the name of the challenge."""
NO_PROMPTS: Prompts = MappingProxyType({})


class Tokens(NamedTuple):
    """The tokens of a signed-in user. `id` and `access` are valid for an hour, `refresh` gets new ones."""

    id: str
    access: str
    refresh: str


class SignInIncomplete(Exception):
    """The user pool wants more than can be given. The message is Cognito's name of the challenge."""


def sign_in(cognito: Any, pool: str, client: str, user: str, password: str, *, prompts: Prompts = NO_PROMPTS) -> Tokens:
    """Sign in a user by password, and by the answers of `prompts` to challenges.

    Raises `SignInIncomplete` for another challenge, or ClientError for a wrong password or code.
    """
    answer = cognito.admin_initiate_auth(
        UserPoolId=pool,
        ClientId=client,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user, "PASSWORD": password},
    )
    while "AuthenticationResult" not in answer:
        challenge = answer["ChallengeName"]
        if challenge not in prompts:
            raise SignInIncomplete(challenge)
        # A response to a challenge needs the user name, of which the e-mail address is an alias.
        user = answer.get("ChallengeParameters", {}).get("USER_ID_FOR_SRP", user)
        answer = cognito.admin_respond_to_auth_challenge(
            UserPoolId=pool,
            ClientId=client,
            ChallengeName=challenge,
            ChallengeResponses={"USERNAME": user, RESPONSES[challenge]: prompts[challenge]()},
            Session=answer["Session"],
        )
    result = answer["AuthenticationResult"]
    return Tokens(result["IdToken"], result["AccessToken"], result["RefreshToken"])


def sign_in_by_prompts(target: Target, user: str, *, may_set_password: bool = False) -> Tokens:
    """Sign in a user with the password of the environment, or of the terminal, which also asks for a code.

    With `may_set_password` it asks for a new password in place of a temporary one. Raises as `sign_in`.
    """
    password = os.environ.get(PASSWORD_VARIABLE) or _ask_password(f"Password of {user}: ")
    prompts = {CODE_OF_APP: _ask_code}
    if may_set_password:
        prompts[NEW_PASSWORD] = _ask_new_password
    cognito = target.client("cognito-idp")
    return sign_in(cognito, target.user_pool, target.user_pool_client, user, password, prompts=prompts)


def _ask_password(text: str) -> str:
    try:
        with warnings.catch_warnings(action="error", category=getpass.GetPassWarning):
            return getpass.getpass(text)
    except (EOFError, getpass.GetPassWarning):
        exit_with_error(f"there is no terminal that could ask for a password; set {PASSWORD_VARIABLE}")


def _ask_new_password() -> str:
    while True:
        password = _ask_password("New password: ")
        if _ask_password("The same again: ") == password:
            return password
        print("The two passwords differ.", file=sys.stderr)


def _ask_code() -> str:
    """Standard output is for the token, and `input` would write to it."""
    print("Code of the app: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()
