"""Addresses of the public site: its base address, and the paths of its front pages, rates pages and articles."""

from urllib.parse import quote

from gazette.aws.public.parameters import get_parameter
from gazette.settings import Settings


def site_url(settings: Settings, deadline: float | None = None) -> str:
    """Base address of the site without a final slash: SITE_URL, or the SSM parameter that the stack writes.

    Raises `Failed` if there is no such parameter, `Unavailable` if SSM does not answer in time.
    """
    return settings.optional("SITE_URL") or get_parameter(
        settings.environ, settings.require("SITE_URL_PARAMETER"), deadline
    )


def front_path(lang: str) -> str:
    return f"/{lang}"


def rates_path(lang: str) -> str:
    return f"/{lang}/rates"


def page_path(lang: str, slug: str) -> str:
    """Path of an article's page on the site that the Pages function renders."""
    return f"/{lang}/{quote(slug)}"


def article_path(settings: Settings, lang: str, slug: str) -> str:
    """Path of an article's canonical page. ARTICLE_PATH may be the path in another front end."""
    return settings.article_path.replace("{lang}", lang).replace("{slug}", slug)


def article_url(settings: Settings, lang: str, slug: str) -> str:
    """Canonical address of an article's page. Raises as `site_url` does."""
    return site_url(settings) + article_path(settings, lang, slug)
