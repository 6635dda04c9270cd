"""Members of staff and the permissions of their groups, from JWT claims that the gateway's authorizer has verified."""

import re
from dataclasses import dataclass
from typing import Any

from gazette.errors import Forbidden, Malformed, Unauthenticated, VersionRequired

GROUPS = ("author", "editor", "admin")
"""In ascending order of permissions; each group includes those before it."""

MAX_DIGITS = 18
"""Digits of a version. DynamoDB stores at most 38 digits."""

VERSION = rf'(W/)?"[0-9]{{1,{MAX_DIGITS}}}"|[0-9]{{1,{MAX_DIGITS}}}'
"""Pattern of an If-Match with a version. Weak ETags too: a proxy that compresses makes an ETag weak."""


@dataclass(frozen=True)
class Principal:
    """A signed-in member of staff. `id` is the user pool's `sub`, which never changes; the name may change.

    The name may be an e-mail address. Only other staff see it: it is neither in logs nor in public content.
    """

    id: str
    name: str
    groups: frozenset[str]

    def may(self, group: str) -> bool:
        """Whether one of the member's groups has the permissions of `group`."""
        return any(own in GROUPS and GROUPS.index(own) >= GROUPS.index(group) for own in self.groups)

    def require(self, group: str) -> None:
        if not self.may(group):
            raise Forbidden(f"This needs the group {group}.")


def authenticate(event: dict[str, Any]) -> Principal:
    """The principal of an event in payload format 2.0. Raises `Unauthenticated` if the event has no claims.

    API Gateway passes groups as the text "[editor admin]". The name of a group may contain a comma but no blank.
    """
    claims = event["requestContext"].get("authorizer", {}).get("jwt", {}).get("claims", {})
    if "sub" not in claims:
        raise Unauthenticated()
    groups = claims.get("cognito:groups", "").removeprefix("[").removesuffix("]").split()
    # An access token has only `username`, which is a UUID if staff sign in by e-mail.
    names = (claims.get(claim) for claim in ("name", "email", "username", "cognito:username", "sub"))
    return Principal(claims["sub"], next(name for name in names if name), frozenset(groups))


def parse_if_match(if_match: str | None, *, any_allowed: bool = False) -> int | None:
    """The version in `If-Match` (`"7"`); None for `*`, if `any_allowed`.

    Raises `VersionRequired` without the header, `Malformed` for any other value.
    """
    if if_match is None:
        raise VersionRequired()
    value = if_match.strip()
    if value == "*" and any_allowed:
        return None
    if not re.fullmatch(VERSION, value):
        raise Malformed(f'If-Match must be an ETag of this resource, such as "7"; it was {value[:50]}.')
    return int(value.removeprefix("W/").strip('"'))
