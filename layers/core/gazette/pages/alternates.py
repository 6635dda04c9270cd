"""The same page in other languages: addresses for `hreflang`, paths for the language switch in the header."""

from collections.abc import Callable
from typing import Any

from gazette.urls import page_path

X_DEFAULT = "x-default"
"""The `hreflang` of the page for readers of other languages than those of the site."""


def list_alternates(
    site_url: str, languages: tuple[str, ...], build_path: Callable[[str], str]
) -> list[dict[str, str]]:
    """A page that is there in all languages, at the path that `build_path` returns for a language.

    `x-default` is the page in the default language.
    """
    alternates = [{"lang": lang, "url": f"{site_url}{build_path(lang)}"} for lang in languages]
    return [*alternates, {"lang": X_DEFAULT, "url": alternates[0]["url"]}]


def list_article_alternates(article: dict[str, Any], default_language: str) -> list[dict[str, str]]:
    """The article and its translations; `x-default` is the version in the default language, else the article itself."""
    urls = {article["lang"]: article["url"]} | {other["lang"]: other["url"] for other in article["translations"]}
    alternates = [{"lang": lang, "url": url} for lang, url in sorted(urls.items())]
    return [*alternates, {"lang": X_DEFAULT, "url": urls.get(default_language, article["url"])}]


def list_article_paths(article: dict[str, Any]) -> dict[str, str]:
    """Paths of an article and its translations, by language."""
    return {version["lang"]: build_version_path(version) for version in (article, *article["translations"])}


def build_version_path(version: dict[str, Any]) -> str:
    """Path of the page of anything with `lang` and `slug`: an article, a card, a translation."""
    return page_path(version["lang"], version["slug"])
