"""Addresses of the public site: its base address, and the paths of its pages, feeds and sitemaps."""

from urllib.parse import quote, urlencode

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


def preview_path(lang: str) -> str:
    """Path of the page that shows a draft. The token of the link follows as its fragment."""
    return f"/{lang}/preview"


def rates_path(lang: str) -> str:
    return f"/{lang}/rates"


def term_path(lang: str, kind: str, slug: str) -> str:
    """Path of the page of a `category`, `tag` or `author`."""
    return f"/{lang}/{kind}/{quote(slug)}"


def archive_path(lang: str, period: str = "") -> str:
    """Path of the archive of a language, or of a day (`2025-12-18`) or month (`2025-12`) of it."""
    return f"/{lang}/archive/{period}" if period else f"/{lang}/archive"


def search_path(lang: str) -> str:
    return f"/{lang}/search"


def feed_path(
    lang: str, file: str = "rss.xml", kind: str | None = None, slug: str | None = None, *, full: bool = False
) -> str:
    """Path and query of a feed of a language, or of a `category`, `tag` or `author` in it.

    `file` is `rss.xml`, `atom.xml` or `feed.json`. A `full` feed has whole texts.
    """
    query = urlencode({**({kind: slug} if kind and slug else {}), **({"content": "full"} if full else {})})
    return f"/v1/feeds/{lang}/{file}" + (f"?{query}" if query else "")


def sitemap_path(lang: str, part: str) -> str:
    """Path of a sitemap of a language: of a month (`2025-12`) or of `news`."""
    return f"/sitemaps/{lang}-{part}.xml"


BEFORE = "before"
"""The parameter with the position before which a page of a list begins: `2025-12-18T07:00:00Z~01KCRA…`."""


def list_page_path(path: str, before: str | None) -> str:
    """Path of a page of a list; that of the list alone for the first page."""
    return f"{path}?{BEFORE}={before}" if before else path


def page_path(lang: str, slug: str) -> str:
    """Path of an article's page on the site that the Pages function renders."""
    return f"/{lang}/{quote(slug)}"


def article_path(settings: Settings, lang: str, slug: str) -> str:
    """Path of an article's canonical page. ARTICLE_PATH may be the path in another front end."""
    return settings.article_path.replace("{lang}", lang).replace("{slug}", slug)


def article_url(settings: Settings, lang: str, slug: str) -> str:
    """Canonical address of an article's page. Raises as `site_url` does."""
    return site_url(settings) + article_path(settings, lang, slug)


def find_language(typed: str, languages: tuple[str, ...]) -> str | None:
    """The language of the site that an address names, in any letter case; None for another one."""
    return next((language for language in languages if language.lower() == typed.lower()), None)
