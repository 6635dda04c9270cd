"""Commands of admins: invite, change and remove members of staff.

At least one admin always remains: nobody changes their own group or removes themselves, and who does it to others must
be an admin in the pool at that moment, not only by a token. The lock makes this true for several admins at once.
"""

from datetime import datetime

from gazette.errors import Forbidden
from gazette.staff.errors import AddressTaken, MemberNotFound, OwnAccount
from gazette.staff.lock import StaffLock
from gazette.staff.model import Group, Member
from gazette.staff.requests import Invitation, MemberChanges
from gazette.staff.user_pool import UserPool


class StaffCommands:
    """`by` is the id of the admin, `at` the present moment, `write_id` names the request.

    Every command raises `Forbidden` if the person is no admin any more. All may be repeated: a repetition finishes what
    an interrupted request has begun.
    """

    def __init__(self, pool: UserPool, lock: StaffLock) -> None:
        self._pool, self._lock = pool, lock

    def get(self, id: str) -> Member:
        return self._pool.get(id)

    def list_members(self, *, limit: int, after: str | None) -> tuple[list[Member], str | None]:
        """A page of members, the latest first, and the position of its last one if there are more."""
        members = [member for member in self._pool.list_members() if after is None or member.position < after]
        page = members[:limit]
        return page, page[-1].position if len(members) > limit else None

    def invite(self, invitation: Invitation, *, by: str, at: datetime, write_id: str) -> Member:
        """Create an account and have the pool mail its temporary password. Raises `AddressTaken`."""
        with self._lock.hold(write_id, at):
            self._require_admin(by)
            id = self._create(invitation)
            self._pool.add_to_group(id, invitation.group)
            return self._pool.get(id)

    def change(self, id: str, changes: MemberChanges, *, by: str, at: datetime, write_id: str) -> Member:
        """Change name and group. Raises `MemberNotFound`, `OwnAccount` for the group of one's own account."""
        with self._lock.hold(write_id, at):
            self._require_admin(by)
            member = self._pool.get(id)
            if "group" in changes.model_fields_set:
                self._replace_groups(member, changes.group, by)
            if "name" in changes.model_fields_set and changes.name != member.name:
                self._pool.rename(member.id, changes.name)
            return self._pool.get(id)

    def remove(self, id: str, *, by: str, at: datetime, write_id: str) -> None:
        """End the sessions of a member and delete the account. Raises `MemberNotFound`, `OwnAccount`."""
        with self._lock.hold(write_id, at):
            self._require_admin(by)
            member = self._pool.get(id)
            if member.id == by:
                raise OwnAccount()
            self._pool.sign_out(member.id)
            self._pool.delete(member.id)

    def _create(self, invitation: Invitation) -> str:
        """The id of a new account, or of the one that an interrupted invitation has left behind."""
        try:
            return self._pool.create(invitation.email, name=invitation.name)
        except AddressTaken:  # no failure: an invitation that ended half-way is finished
            member = self._pool.find(invitation.email)
            if not member.is_unfinished:
                raise
        if member.name != invitation.name:
            self._pool.rename(member.id, invitation.name)
        return member.id

    def _replace_groups(self, member: Member, group: Group, by: str) -> None:
        """The new group comes first, so that an interruption leaves nobody without one."""
        if member.groups == (group,):
            return
        if member.id == by:
            raise OwnAccount()
        if group not in member.groups:
            self._pool.add_to_group(member.id, group)
        for former in member.groups:
            if former != group:
                self._pool.remove_from_group(member.id, former)

    def _require_admin(self, by: str) -> None:
        """A token says for up to an hour what its owner has been."""
        try:
            member = self._pool.get(by)
        except MemberNotFound:
            raise Forbidden("You are no member of staff any more.") from None
        if "admin" not in member.groups or member.status == "disabled":
            raise Forbidden("You are no admin any more.")
