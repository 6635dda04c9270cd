"""Answer of `GET /v1/channels`, for the OpenAPI document."""

from typing import Annotated

from pydantic import Field

from gazette.schemas.responses import PublicSchema


class Channel(PublicSchema):
    url: str
    title: str


class MailingList(PublicSchema):
    id: str
    title: str
    description: str


class Consent(PublicSchema):
    version: str
    """The client sends it back at signup. Any change of the text changes it."""
    text: str
    privacy_url: str | None
    """The page that the form links to beside the text: a URL, or a path of the site."""


class Channels(PublicSchema):
    """What readers can subscribe to, and the exact text that they consent to."""

    telegram: Channel | None
    lists: list[MailingList]
    topics: Annotated[list[str], Field(max_length=0)]
    """Empty in this version."""
    consent: Consent
