"""Which paths can have a redirect: those that reach a function which looks for one, and have no page of their own."""

from __future__ import annotations

from collections.abc import Sequence

from cli.local.api.routes import Routes
from cli.local.stack import Stack
from gazette.articles.public.redirects import normalize_path
from gazette.urls import find_language

LOOKING = {"ApiRootFunction", "PagesFunction"}
"""Functions that look for a redirect before they answer 404."""
ARTICLE = "GET /{lang}/{slug}"
TYPED = "/rates"
"""The only path of one segment that Gazette itself redirects."""


def parse_path(text: str) -> str:
    """The normalized path of a cell. `ValueError` says what is wrong."""
    if "://" in text or text.startswith("//"):
        raise ValueError("it names a host; give the path only")
    path = normalize_path(text)
    if "?" in path:
        raise ValueError("it has a query (?), and only the path decides")
    if "#" in path:
        raise ValueError("it has a fragment (#), which no server sees")
    return path


class OldPaths:
    """The old paths of a site with these languages."""

    def __init__(self, languages: Sequence[str]) -> None:
        self._languages, self._routes = tuple(languages), Routes(Stack())

    def parse(self, text: str) -> str:
        """The normalized path of a line. `ValueError` says why it cannot have a redirect."""
        path = parse_path(text)
        if "%2f" in text.lower():
            raise ValueError("it has an encoded slash (%2F)")
        if self._is_answered(path):
            raise ValueError("Gazette itself answers this path")
        return path

    def find_article_address(self, path: str) -> str | None:
        """The address of the article whose page has a path: `en/a-slug`. None if the path is not of that form."""
        segments = path.split("/")[1:]
        lang = find_language(segments[0], self._languages)
        return f"{lang}/{segments[1]}" if lang and len(segments) == 2 else None

    def _is_answered(self, path: str) -> bool:
        """Whether no function looks for a redirect at a path. At `/{lang}/{slug}` one does if there is no article."""
        match = self._routes.match("GET", path)
        if match is None or path in (TYPED, "/v1") or path.startswith(("/v1/", "/media/")):
            return True
        route, variables = match
        if route.function not in LOOKING:
            return True
        if route.key in ("$default", ARTICLE):
            return False
        return "lang" not in variables or find_language(variables["lang"], self._languages) is not None
