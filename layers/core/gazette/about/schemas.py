"""Response bodies about the API itself, for the OpenAPI document."""

from gazette.schemas.responses import PublicSchema


class Language(PublicSchema):
    lang: str
    """BCP 47."""
    name: str
    """Name of the language in the language itself."""


class Site(PublicSchema):
    """The site that this API serves."""

    name: str
    url: str
    logo: str | None
    timezone: str
    """IANA time zone of the dates that readers see."""
    languages: list[Language]
    """The default language is the first."""


class SignIn(PublicSchema):
    """How staff sign in: authorization code with PKCE (RFC 7636), or another way to get a token of this issuer."""

    issuer: str
    client_id: str
    scope: str
    authorize_url: str | None
    """URI template (RFC 6570) of the hosted sign-in page; null if the page is off for this client."""
    token_url: str | None
    """`revoke` is beside it, and `logout` is beside their folder."""


class Index(PublicSchema):
    version: str
    links: dict[str, str]
    """URI templates (RFC 6570), relative to the host."""
    site: Site
    sign_in: SignIn
    """For front ends of your own."""
    desk_sign_in: SignIn
    """For the desk at `/desk`, with a client of its own."""


class Health(PublicSchema):
    status: str
    version: str
