"""Members of staff, as the user pool has them."""

from typing import Literal

from gazette.schemas.base import StrictModel

Group = Literal["author", "editor", "admin"]

Status = Literal["invited", "active", "disabled", "reset"]
"""`invited` until the first sign-in. `reset` needs a new password. An operator has disabled the account."""


class Member(StrictModel):
    """`id` never changes. A member without a group was not invited to the end, and may do nothing."""

    id: str
    email: str
    name: str | None
    groups: tuple[str, ...]
    status: Status
    created_at: str
    changed_at: str

    @property
    def position(self) -> str:
        """The place in lists: the latest member comes first. It has no personal data, since cursors show it."""
        return f"{self.created_at}#{self.id}"

    @property
    def is_unfinished(self) -> bool:
        """Whether the invitation ended half-way, after the account was made and before it got its group."""
        return self.status == "invited" and not self.groups


class MemberPage(StrictModel):
    """`next` is the cursor of the next page, or null."""

    items: list[Member]
    next: str | None
