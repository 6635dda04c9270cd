"""The preferences of a subscriber, as `GET /v1/subscriptions/me` shows them and `PATCH` changes them."""

import hashlib
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from gazette.schemas.base import StrictModel
from gazette.schemas.moments import Moment
from gazette.subscriptions.model import Profile
from gazette.subscriptions.public.channels import LISTS, TOPICS
from gazette.subscriptions.schemas import PAGE
from gazette.times import timestamp


class Preferences(BaseModel):
    """`lists` are in the order in which a site offers them. `paused_until` is null unless letters are paused."""

    state: Literal["active", "left"]
    email: str
    lang: str
    lists: list[str]
    topics: Annotated[list[str], Field(max_length=len(TOPICS), description="Empty in this version")]
    paused_until: Annotated[str | None, Field(json_schema_extra={"format": "date-time"})]


class PreferenceChanges(StrictModel):
    """A JSON merge patch (RFC 7396): absent members stay. Only `paused_until` may be null.

    `lists` replaces all lists, and an empty list leaves all of them. `consent` is needed for lists that are new.
    """

    email: Annotated[
        str,
        Field(
            max_length=320,
            description="New address, which gets a mail to confirm it",
            json_schema_extra={"format": "email"},
            default_factory=str,  # an empty default would be no address, which the document says that it is
        ),
    ]
    lang: Annotated[str, Field(max_length=35, description="Language of all mails")] = ""
    lists: Annotated[
        tuple[Annotated[str, Field(max_length=40, json_schema_extra={"enum": list(LISTS)})], ...],
        Field(max_length=20),
    ] = ()
    topics: Annotated[tuple[str, ...], Field(max_length=len(TOPICS), description="Empty in this version")] = ()
    paused_until: Annotated[Moment, Field(description="No letters before this time, at most a year from now")] = None
    consent: Annotated[str, Field(max_length=64, description="Version of the consent text that was shown")] = ""


class ManageToken(BaseModel):
    token: str
    expires_at: Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class ManageRequest(StrictModel):
    email: Annotated[
        str,
        Field(max_length=320, description="Address of the subscription", json_schema_extra={"format": "email"}),
    ]


def describe_preferences(profile: Profile, at: datetime) -> Preferences:
    """The preferences at that time: a pause that is over is not shown."""
    is_paused = profile.paused_until > at.timestamp()
    return Preferences(
        state="active" if profile.is_active else "left",
        email=profile.email,
        lang=profile.lang,
        lists=[name for name in LISTS if name in profile.lists],
        topics=[],
        paused_until=timestamp(datetime.fromtimestamp(profile.paused_until, UTC)) if is_paused else None,
    )


def compute_etag(preferences: Preferences) -> str:
    """The ETag, without quotes. It depends on what is shown: a mail that adds a manage token does not change it."""
    return hashlib.sha256(preferences.model_dump_json().encode()).hexdigest()[:16]


def matches(if_match: str, etag: str) -> bool:
    """Whether a header `If-Match` names the ETag. Weak ETags too: a proxy that compresses makes an ETag weak."""
    named = (value.strip().removeprefix("W/") for value in if_match.split(","))
    return any(value in ("*", f'"{etag}"') for value in named)


def describe_managed(
    description: str, model: type[BaseModel] | None, status: int = 200, *, page: bool = False
) -> dict[int, Any]:
    """`responses` of a route that needs a manage token; with `page`, of a form whose field it is."""
    content: dict[str, Any] = {"application/json": {"model": model}} if model else {}
    return {
        status: {"description": description, "content": {**content, **(PAGE if page else {})}},
        **({} if page else {401: {"description": "No manage token", "content": {}}}),
        410: {"description": "The token is not valid any more", "content": {}},
    }
