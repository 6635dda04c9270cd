"""Who is asking: the claims that the gateway's authorizer has checked, and what each group may do."""

from dataclasses import dataclass
from typing import Any

from gazette.errors import Forbidden, Malformed, Unauthenticated, VersionRequired

GROUPS = ("author", "editor", "admin")
"""From the least to the most that is allowed; each includes what stands before it."""


MAX_DIGITS = 18
"""Of a version. Python reads no more than 4300, DynamoDB 38."""


@dataclass(frozen=True)
class Principal:
    """A signed-in member of staff. `id` is the user pool's `sub`; it never changes, the name may.

    The name is for other staff, may be an e-mail address, and goes into no log and nothing that is public.
    """

    id: str
    name: str
    groups: frozenset[str]

    def may(self, group: str) -> bool:
        """Whether one of the groups includes what `group` allows."""
        return any(own in GROUPS and GROUPS.index(own) >= GROUPS.index(group) for own in self.groups)

    def require(self, group: str) -> None:
        if not self.may(group):
            raise Forbidden(f"This needs the group {group}.")


def authenticate(event: dict[str, Any]) -> Principal:
    """The principal of a payload-2.0 event; `Unauthenticated` where the authorizer left no claims.

    API Gateway passes groups as the text "[editor admin]"; no name of a group has a blank, but any may have a comma.
    """
    claims = event["requestContext"].get("authorizer", {}).get("jwt", {}).get("claims", {})
    if "sub" not in claims:
        raise Unauthenticated()
    groups = claims.get("cognito:groups", "").removeprefix("[").removesuffix("]").split()
    # An access token has no more than a `username`, which is a UUID where staff sign in by e-mail.
    names = (claims.get(claim) for claim in ("name", "email", "username", "cognito:username", "sub"))
    return Principal(claims["sub"], next(name for name in names if name), frozenset(groups))


def expected_version(if_match: str | None, *, any_allowed: bool = False) -> int | None:
    """The version that `If-Match` names (`"7"`); None for `*`, where that is allowed."""
    value = (if_match or "").strip()
    if not value:
        raise VersionRequired()
    if value == "*" and any_allowed:
        return None
    number = value.removeprefix("W/").strip('"')
    if not (number.isascii() and number.isdigit() and len(number) <= MAX_DIGITS):
        raise Malformed(f'If-Match must be an ETag of this resource, such as "7"; it was {value[:50]}.')
    return int(number)
