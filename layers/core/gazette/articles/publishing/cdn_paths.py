"""Paths of the CDN that show a published article, for its withdrawal."""

from collections.abc import Iterable, Mapping
from typing import Any

from gazette.settings import Settings
from gazette.urls import article_path

MAX_PATHS = 10
"""Paths of an invalidation. An account has 1,000 a month for free, and CloudFront works on 15 with a `*` at a time."""
ALL = "/*"


def list_cdn_paths(document: Mapping[str, Any], settings: Settings) -> list[str]:
    """All paths at which the CDN may have the article, as `Distribution.invalidate` takes them.

    `document` is the article before its withdrawal. A path that ends with `*` stands for all paths that begin so, with
    any query. The pages of a language are one such path, also for the languages of the translations, whose pages name
    the article. If more than `MAX_PATHS` are needed, everything is invalidated (`limit_paths`).
    """
    lang = document["lang"]
    versions = [document, *document["translations"]]
    lists = ["/v1/pages*"] if document.get("kind") == "page" else ["/v1/home*", f"/v1/feeds/{lang}/*"]
    paths = [
        *(f"/{version['lang']}*" for version in versions),
        # The site of the deployment may have its articles at other paths.
        *(f"{article_path(settings, version['lang'], version['slug'])}*" for version in versions),
        "/v1/articles*",
        *lists,
        "/v1/search*",
        "/sitemap*",
        # Without a query and with one: `/*` would be everything.
        *(["/", "/?*"] if lang == settings.default_language else []),
    ]
    return limit_paths(paths)


def limit_paths(paths: Iterable[str]) -> list[str]:
    """The paths of one invalidation, also for several articles: each once, or everything for more than `MAX_PATHS`."""
    needed = drop_covered(paths)
    return needed if len(needed) <= MAX_PATHS else [ALL]


def drop_covered(paths: Iterable[str]) -> list[str]:
    """The paths without those that another one stands for: `/uz*` is also for `/uz-Cyrl*`."""
    unique = list(dict.fromkeys(paths))
    return [path for path in unique if not any(covers(other, path) for other in unique if other != path)]


def covers(pattern: str, path: str) -> bool:
    """Whether an invalidation of the pattern is one of the path too."""
    return path.startswith(pattern[:-1]) if pattern.endswith("*") else path == pattern
