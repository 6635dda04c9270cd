"""The API about itself."""

from cli.openapi.models.base import Model
from gazette import __version__


class Language(Model):
    lang: str
    """BCP 47."""
    name: str
    """What the language calls itself."""


class Site(Model):
    """The site that this API serves."""

    name: str
    url: str
    logo: str | None
    timezone: str
    """IANA zone in which readers are shown dates."""
    languages: list[Language]
    """The default one first."""


class SignIn(Model):
    """How staff sign in: authorization code with PKCE (RFC 7636), or any other way to a token of this issuer."""

    issuer: str
    client_id: str
    scope: str
    authorize_url: str | None
    """URI template (RFC 6570) of the hosted page; null where it is off."""
    token_url: str | None


class Index(Model):
    version: str
    links: dict[str, str]
    """URI templates (RFC 6570), relative to the host."""
    site: Site
    sign_in: SignIn


class Health(Model):
    status: str
    version: str


INDEX = {
    "version": __version__,
    "links": {"articles": "/v1/articles{?lang,category,tag,author,from,to,limit,cursor}"},
    "site": {
        "name": "Gazette",
        "url": "https://news.example",
        "logo": None,
        "timezone": "Asia/Tashkent",
        "languages": [{"lang": "en", "name": "English"}, {"lang": "uz", "name": "Oʻzbekcha"}],
    },
    "sign_in": {
        "issuer": "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Example",
        "client_id": "4h57example",
        "scope": "openid email profile",
        "authorize_url": None,
        "token_url": None,
    },
}
