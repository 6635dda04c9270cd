"""What links begin with: SITE_URL, or the distribution's own address, which the stack writes into a parameter."""

from aws_lambda_powertools.utilities.parameters import get_parameter

from gazette.settings import Settings


def site_url(settings: Settings) -> str:
    """Address of the site without a final slash. Read once in five minutes where it is a parameter."""
    return settings.optional("SITE_URL") or get_parameter(settings.require("SITE_URL_PARAMETER"), max_age=300)


def article_url(settings: Settings, lang: str, slug: str) -> str:
    """Canonical address of an article's page."""
    return site_url(settings) + settings.article_path.replace("{lang}", lang).replace("{slug}", slug)
