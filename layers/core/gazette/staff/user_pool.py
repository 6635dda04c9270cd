"""The accounts of staff in the Cognito user pool. Members sign in by e-mail address; their id is the pool's `sub`."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from gazette.errors import Invalid
from gazette.staff.errors import AddressTaken, InvitationNotSent, MemberNotFound
from gazette.staff.model import Group, Member, Status
from gazette.times import timestamp

GROUPS = get_args(Group)

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Form of an id. Cognito would also take the address in its place."""

_STATUS: dict[str, Status] = {
    "FORCE_CHANGE_PASSWORD": "invited",
    "RESET_REQUIRED": "reset",
    "COMPROMISED": "reset",
}


class UserPool:
    """Calls of the pool, one for each method unless it says more. `user` is an id or an address.

    Raises `MemberNotFound` for an unknown user; other errors of AWS pass.
    """

    def __init__(self, cognito: Any, id: str) -> None:
        self._cognito, self._id = cognito, id

    def create(self, email: str, *, name: str = "", quietly: bool = False) -> str:
        """Create an account without a group, and mail an invitation unless `quietly`. Returns its id.

        Raises `AddressTaken`, `Invalid` for an address that the pool refuses, `InvitationNotSent`.
        """
        attributes = {"email": email, "email_verified": "true", **({"name": name} if name else {})}
        delivery = {"MessageAction": "SUPPRESS"} if quietly else {"DesiredDeliveryMediums": ["EMAIL"]}
        errors = self._cognito.exceptions
        try:
            reply = self._cognito.admin_create_user(
                UserPoolId=self._id, Username=email, UserAttributes=_list_attributes(attributes), **delivery
            )
        except (errors.UsernameExistsException, errors.AliasExistsException):
            raise AddressTaken(member=self.find(email).id) from None
        except errors.InvalidParameterException:
            raise Invalid.at("#/email", "The user pool does not take this address.") from None
        except (errors.CodeDeliveryFailureException, errors.LimitExceededException) as error:
            self._remove_unfinished(email)
            raise InvitationNotSent() from error
        return _read_attributes(reply["User"])["sub"]

    def get(self, id: str) -> Member:
        """A member by id, in two calls."""
        if not _ID.fullmatch(id):
            raise MemberNotFound()
        return self.find(id)

    def find(self, user: str) -> Member:
        """A member by id or address, in two calls."""
        return _build_member(self._call("admin_get_user", user), self.list_groups(user))

    def list_groups(self, user: str) -> list[str]:
        reply = self._call("admin_list_groups_for_user", user)
        return [group["GroupName"] for group in reply["Groups"]]

    def list_members(self) -> list[Member]:
        """All members, the latest first. One call for each 60 accounts, and one for each 60 members of a group."""
        groups: dict[str, list[str]] = {}
        for name in GROUPS:
            for user in self._list("list_users_in_group", GroupName=name):
                groups.setdefault(user["Username"], []).append(name)
        members = [_build_member(user, groups.get(user["Username"], [])) for user in self._list("list_users")]
        return sorted(members, key=lambda member: member.position, reverse=True)

    def rename(self, user: str, name: str) -> None:
        self._call("admin_update_user_attributes", user, UserAttributes=_list_attributes({"name": name}))

    def add_to_group(self, user: str, group: str) -> None:
        self._call("admin_add_user_to_group", user, GroupName=group)

    def remove_from_group(self, user: str, group: str) -> None:
        self._call("admin_remove_user_from_group", user, GroupName=group)

    def sign_out(self, user: str) -> None:
        """End all sessions: refresh tokens are refused. Tokens that were given out are accepted until they expire."""
        self._call("admin_user_global_sign_out", user)

    def delete(self, user: str) -> None:
        """Delete the account, so that its address is free."""
        self._call("admin_delete_user", user)

    def _remove_unfinished(self, email: str) -> None:
        """Remove an account whose invitation nobody has got."""
        try:
            member = self.find(email)
        except MemberNotFound:  # no failure: the pool has not made the account
            return
        if member.is_unfinished:
            self.delete(member.id)

    def _call(self, operation: str, user: str, **arguments: Any) -> dict[str, Any]:
        call = getattr(self._cognito, operation)
        try:
            reply: dict[str, Any] = call(UserPoolId=self._id, Username=user, **arguments)
        except self._cognito.exceptions.UserNotFoundException:
            raise MemberNotFound() from None
        return reply

    def _list(self, operation: str, **arguments: Any) -> Iterator[dict[str, Any]]:
        pages = self._cognito.get_paginator(operation).paginate(UserPoolId=self._id, **arguments)
        for page in pages:
            yield from page["Users"]


def _list_attributes(attributes: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in attributes.items()]


def _read_attributes(user: Mapping[str, Any]) -> dict[str, str]:
    """The attributes of a user, which two operations call by another name."""
    listed = user["UserAttributes"] if "UserAttributes" in user else user["Attributes"]
    return {attribute["Name"]: attribute["Value"] for attribute in listed}


def _build_member(user: Mapping[str, Any], groups: list[str]) -> Member:
    attributes = _read_attributes(user)
    return Member(
        id=attributes["sub"],
        email=attributes.get("email", ""),
        name=attributes.get("name"),
        groups=tuple(sorted(groups)),
        status=_STATUS.get(user["UserStatus"], "active") if user["Enabled"] else "disabled",
        created_at=timestamp(user["UserCreateDate"]),
        changed_at=timestamp(user["UserLastModifiedDate"]),
    )
