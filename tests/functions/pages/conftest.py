"""The content of the site, and requests for its pages."""

import pytest

from functions.pages.handler import handler
from tests.support.events import http_event
from tests.support.site_content import SiteContent

ROUTES = {0: ("/", ()), 1: ("/{lang}", ("lang",)), 2: ("/{lang}/{slug}", ("lang", "slug"))}
TERMS = ("category", "tag", "author")


@pytest.fixture
def content(dynamodb, stack):
    return SiteContent(dynamodb, stack)


@pytest.fixture
def get(context):
    """The function's answer to a path. Headers are given as `if_none_match=…`."""

    def get(path, query="", method="GET", **headers):
        parts = [part for part in path.split("/") if part]
        route, names = ROUTES[min(len(parts), 2)]
        params = dict(zip(names, parts, strict=False))
        if path == "/favicon.ico":
            route, params = path, {}
        elif parts[:1] == ["assets"]:
            route, params = "/assets/{file}", {"file": parts[1]}
        elif parts == ["desk"]:
            route, params = path, {}
        elif parts[:1] == ["desk"]:
            route, params = "/desk/{file}", {"file": parts[1]}
        elif parts[1:] in (["rates"], ["archive"], ["preview"]):
            route, params = f"/{{lang}}/{parts[1]}", {"lang": parts[0]}
        elif parts[1:2] == ["archive"]:
            route, params = "/{lang}/archive/{day}", {"lang": parts[0], "day": parts[2]}
        elif len(parts) == 3 and parts[1] in TERMS:
            route, params = f"/{{lang}}/{parts[1]}/{{slug}}", {"lang": parts[0], "slug": parts[2]}
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return handler(http_event(f"{method} {route}", path=path, params=params, query=query, headers=sent), context)

    return get
