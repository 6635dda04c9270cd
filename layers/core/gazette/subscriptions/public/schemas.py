"""Answer of `GET /v1/channels`, for the OpenAPI document."""

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


class Channels(PublicSchema):
    """What readers can subscribe to, and the exact text that they consent to."""

    telegram: Channel | None
    lists: list[MailingList]
    consent: Consent
