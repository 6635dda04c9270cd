"""Request bodies of the routes of staff."""

from typing import Annotated, Any

from email_validator import EmailNotValidError, validate_email
from pydantic import BeforeValidator, ConfigDict, Field

from gazette.schemas.base import StrictModel
from gazette.staff.model import Group
from gazette.text import VISIBLE_LINE, normalize_required_line

MAX_EMAIL = 254
"""Characters of an address in the protocol of mail."""


def _normalize_email(value: Any) -> Any:
    """The address in lower case: for the user pool, addresses that differ in case are one.

    Raises ValueError for a text that no mail can be sent to.
    """
    if not isinstance(value, str) or len(value) > MAX_EMAIL:
        return value
    try:
        parsed = validate_email(value.strip(" "), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise ValueError("this is not an e-mail address that mail can be sent to") from None
    return f"{parsed.local_part}@{parsed.ascii_domain}".lower()


Email = Annotated[
    str, BeforeValidator(_normalize_email), Field(max_length=MAX_EMAIL, json_schema_extra={"format": "email"})
]
Name = Annotated[
    str,
    BeforeValidator(normalize_required_line),
    Field(min_length=1, max_length=200, json_schema_extra={"pattern": VISIBLE_LINE}),
]


class Invitation(StrictModel):
    """A new member of staff. Other staff see the name beside changes."""

    email: Email
    name: Name
    group: Group


def _hide_defaults(schema: dict[str, Any]) -> None:
    """The defaults only stand for absent members."""
    for member in schema["properties"].values():
        del member["default"]


class MemberChanges(StrictModel):
    """A JSON merge patch (RFC 7396): absent members stay. `group` replaces all groups that the member has."""

    model_config = ConfigDict(json_schema_extra=_hide_defaults)

    name: Name = ""
    group: Group = "author"
