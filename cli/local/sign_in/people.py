"""The people who can sign in: one of each group, made at their first sign-in, and everybody else in the user pool."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from cli.sign_in import sign_in
from cli.staff import add_user, generate_password
from gazette.staff.user_pool import UserPool


class Person(NamedTuple):
    email: str
    name: str
    group: str


SAMPLES = (
    Person("malika@gazette.example", "Malika Yusupova", "author"),
    Person("timur@gazette.example", "Timur Rashidov", "editor"),
    Person("aziza@gazette.example", "Aziza Karimova", "admin"),
)


class SignInRefused(Exception):
    """The person has left, or the session was ended."""


class People:
    """`pool` is the id of the user pool."""

    def __init__(self, cognito: Any, pool: str) -> None:
        self._cognito, self._pool = cognito, pool

    def list_people(self) -> list[Person]:
        """Samples first, as the pool has them by now; then all other active members, the latest first."""
        members = {person.email: person for person in self._list_members()}
        samples = [members.pop(sample.email, sample) for sample in SAMPLES]
        return [*samples, *members.values()]

    def open_session(self, email: str, client: str) -> str:
        """Sign a person in and return the user pool's refresh token. Raises `SignInRefused` for an unknown one."""
        person = next((person for person in self.list_people() if person.email == email), None)
        if person is None:
            raise SignInRefused
        if person in SAMPLES:
            add_user(self._cognito, self._pool, email, person.group, quietly=True, name=person.name)
        password = generate_password()
        self._cognito.admin_set_user_password(UserPoolId=self._pool, Username=email, Password=password, Permanent=True)
        return sign_in(self._cognito, self._pool, client, email, password).refresh

    def create_tokens(self, session: str, email: str, client: str) -> dict[str, Any]:
        """New tokens of a session, as members of the token endpoint's answer. Raises `SignInRefused`."""
        try:
            # The emulator would give tokens to a disabled account too.
            if not self._cognito.admin_get_user(UserPoolId=self._pool, Username=email)["Enabled"]:
                raise SignInRefused
            reply = self._cognito.initiate_auth(
                ClientId=client, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters={"REFRESH_TOKEN": session}
            )
        except ClientError as error:
            raise SignInRefused from error
        result = reply["AuthenticationResult"]
        return {
            "id_token": result["IdToken"],
            "access_token": result["AccessToken"],
            "expires_in": result["ExpiresIn"],
            "token_type": "Bearer",
        }

    def _list_members(self) -> Iterator[Person]:
        for member in UserPool(self._cognito, self._pool).list_members():
            if member.groups and member.status != "disabled":
                yield Person(member.email, member.name or member.email, ", ".join(member.groups))
