"""Facts about the site that rendered articles have."""

from gazette.articles.publishing.serializers import Site
from gazette.settings import Settings
from gazette.urls import article_url, site_url


def load_site(settings: Settings) -> Site:
    """The site of the settings. Its address may be a stored parameter; raises as `site_url` does."""

    def url(lang: str, slug: str) -> str:
        return article_url(settings, lang, slug)

    return Site(settings.site_name, site_url(settings), settings.default_language, url)
