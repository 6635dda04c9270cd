"""The same page in other languages: addresses for `hreflang`, paths for the switch in the masthead."""

from typing import Any

from gazette.urls import page_path

X_DEFAULT = "x-default"
"""What `hreflang` calls the page for readers of none of the languages."""


def of_front(site_url: str, languages: tuple[str, ...], below: str = "") -> list[dict[str, str]]:
    """Front pages of all languages, or what each has below it; `x-default` is that of the default language."""
    found = [{"lang": lang, "url": f"{site_url}/{lang}{below}"} for lang in languages]
    return [*found, {"lang": X_DEFAULT, "url": found[0]["url"]}]


def of_article(article: dict[str, Any], default_language: str) -> list[dict[str, str]]:
    """The article and its translations; `x-default` is the one in the default language, else the article itself."""
    urls = {article["lang"]: article["url"]} | {other["lang"]: other["url"] for other in article["translations"]}
    found = [{"lang": lang, "url": url} for lang, url in sorted(urls.items())]
    return [*found, {"lang": X_DEFAULT, "url": urls.get(default_language, article["url"])}]


def paths(article: dict[str, Any]) -> dict[str, str]:
    """Paths of an article and its translations, by language."""
    return {version["lang"]: path(version) for version in (article, *article["translations"])}


def path(version: dict[str, Any]) -> str:
    """Path of the page of whatever has a `lang` and a `slug`: an article, a card, a translation."""
    return page_path(version["lang"], version["slug"])
