"""Signs in a member of staff for the smoke test, and calls a staff route with each kind of token."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from cli.checks import CheckFailed, Finding, failed, ok, unknown
from cli.http_client import Site
from cli.sign_in import SignInIncomplete, Tokens, sign_in_by_prompts
from cli.staff import sign_in_anew
from cli.target import Target

GROUP = "editor"
LOCAL_USER = f"{GROUP}@gazette.example"
"""The user of `gazette token`."""
ME = "/v1/editorial/me"


class NotSignedIn(Exception):
    """Nobody can be signed in without a write, or without access to the user pool."""


class Staff:
    """A member of staff, signed in when the tokens are needed.

    On the local server it is the user of `gazette token`. On a stack it is `user`, whose password comes from the
    environment or from the terminal, which also asks for the code of an authenticator app. Without a `user` and with
    `may_write` it is a temporary user, which `remove` deletes. `run` names the run of the smoke test.
    """

    def __init__(self, target: Target | None, user: str, run: str, *, may_write: bool) -> None:
        self._target, self._user, self._may_write = target, user, may_write
        self.temporary_user = f"smoke-test-{run.lower()}@gazette.invalid"
        self._tokens: Tokens | None = None
        self._has_temporary_user = False

    def sign_in(self) -> Tokens:
        """The tokens of the member of staff. Raises `NotSignedIn`, `CheckFailed`."""
        if self._tokens is None:
            try:
                self._tokens = self._request_tokens()
            except SignInIncomplete as challenge:
                raise CheckFailed(
                    f"the user pool asks for more than a password and a code ({challenge}): "
                    "sign in once with `gazette token`, or use --user with another member of staff"
                ) from None
        return self._tokens

    def _request_tokens(self) -> Tokens:
        target = self._target
        if target is None:
            raise NotSignedIn("the user pool of another server is known only with --stack")
        pool = (target.client("cognito-idp"), target.user_pool, target.user_pool_client)
        if self._user:
            return sign_in_by_prompts(target, self._user)
        if not target.stack:
            return sign_in_anew(*pool, GROUP, LOCAL_USER, name=f"Local {GROUP}")
        if not self._may_write:
            raise NotSignedIn("nobody is signed in: give --user, or --write, which creates a temporary member of staff")
        self._has_temporary_user = True
        return sign_in_anew(*pool, GROUP, self.temporary_user, name="Smoke test")

    def remove(self) -> bool:
        """Delete the temporary user. Returns whether there was one."""
        if not (self._has_temporary_user and self._target):
            return False
        cognito = self._target.client("cognito-idp")
        with suppress(cognito.exceptions.UserNotFoundException):
            cognito.admin_delete_user(UserPoolId=self._target.user_pool, Username=self.temporary_user)
        self._has_temporary_user = False
        return True


def check_staff_calls(site: Site, staff: Staff) -> Iterator[Finding]:
    """A staff route refuses calls without a token, and accepts the ID token and the access token of one person."""
    reply = site.get(ME)
    report = ok if reply.status == 401 else failed
    yield report(f"GET {ME} without a token → {reply.status}")
    try:
        tokens = staff.sign_in()
    except NotSignedIn as reason:
        yield unknown(str(reason))
        return
    people = []
    for kind, token in (("ID", tokens.id), ("access", tokens.access)):
        reply = site.signed_in(token).get(ME)
        if reply.status == 200:
            people.append(reply.json["id"])
            yield ok(f"GET {ME} with the {kind} token → 200, groups {', '.join(reply.json['groups'])}")
        else:
            yield failed(f"GET {ME} with the {kind} token → {reply.describe()}")
    if len(set(people)) > 1:
        yield failed("the two tokens of one person belong to two people")
